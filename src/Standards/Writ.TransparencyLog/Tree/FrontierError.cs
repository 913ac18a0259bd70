namespace Writ.TransparencyLog;

/// <summary>Why bytes are no <see cref="MerkleFrontier"/>.</summary>
public enum FrontierError
{
    /// <summary>Nothing was wrong.</summary>
    None = 0,

    /// <summary>There are too few bytes to hold a size.</summary>
    Truncated,

    /// <summary>The size is negative.</summary>
    SizeOutOfRange,

    /// <summary>The number of hashes is not the one the size asks for.</summary>
    WrongLength,
}
