namespace Writ.Domain;

/// <summary>What a key of the identity authority signs. No key serves two kinds.</summary>
public enum IdentityKeyKind
{
    /// <summary>Not a kind.</summary>
    None = 0,

    /// <summary>The root of X.509-SVIDs: signs intermediates, and is what others trust.</summary>
    Root,

    /// <summary>Signs X.509-SVIDs.</summary>
    Intermediate,

    /// <summary>Signs JWT-SVIDs.</summary>
    Jwt,
}
