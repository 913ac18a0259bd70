namespace Writ.Authority.Identity;

/// <summary>What a key of the authority is doing.</summary>
public enum IdentityKeyState
{
    /// <summary>Not a state.</summary>
    None = 0,

    /// <summary>It is in the bundle and does not sign yet.</summary>
    Published,

    /// <summary>It signs.</summary>
    Signing,

    /// <summary>Another signs in its place; what it signed is believed until it ends.</summary>
    Retiring,
}
