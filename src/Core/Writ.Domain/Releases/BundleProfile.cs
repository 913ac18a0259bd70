namespace Writ.Domain;

/// <summary>How whoever serves a trust bundle is believed (SPIFFE Federation §5.2).</summary>
public enum BundleProfile
{
    /// <summary>In no way.</summary>
    None = 0,

    /// <summary>By a certificate for the host's name, `https_web` (§5.2.1).</summary>
    Web,

    /// <summary>By an X.509-SVID of a configured id, `https_spiffe` (§5.2.2).</summary>
    Spiffe,
}
