namespace Writ.Enforcement;

/// <summary>What can go wrong with an upstream.</summary>
public enum UpstreamFault
{
    /// <summary>It could not be started or reached: nothing was sent.</summary>
    Unreachable,

    /// <summary>It died, or the connection broke, after something was sent.</summary>
    Died,

    /// <summary>It answered what cannot be an answer.</summary>
    Malformed,

    /// <summary>Its answer is larger than the limit.</summary>
    Oversize,
}
