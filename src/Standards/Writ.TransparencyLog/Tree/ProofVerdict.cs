namespace Writ.TransparencyLog;

/// <summary>What verifying a Merkle proof came to. Zero, and anything but <see cref="Verified"/>, proves nothing.</summary>
public enum ProofVerdict
{
    /// <summary>No proof was verified.</summary>
    NotVerified = 0,

    /// <summary>The proof holds for the roots it was verified against.</summary>
    Verified,

    /// <summary>The sizes or the index contradict one another.</summary>
    SizeMismatch,

    /// <summary>The path has more or fewer hashes than the sizes ask for.</summary>
    WrongPathLength,

    /// <summary>The path leads to another old root.</summary>
    OldRootMismatch,

    /// <summary>The path leads to another root.</summary>
    RootMismatch,
}
