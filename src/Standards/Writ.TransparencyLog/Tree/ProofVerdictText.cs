namespace Writ.TransparencyLog;

/// <summary>The one-line text of each <see cref="ProofVerdict"/>.</summary>
public static class ProofVerdictText
{
    /// <summary>Says in one lower-case line what verifying came to.</summary>
    public static string Describe(this ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.NotVerified => "proof is not verified",
        ProofVerdict.Verified => "proof holds",
        ProofVerdict.SizeMismatch => "proof has sizes or an index that contradict one another",
        ProofVerdict.WrongPathLength => "proof has another number of hashes than its sizes ask for",
        ProofVerdict.OldRootMismatch => "proof leads to another old root",
        ProofVerdict.RootMismatch => "proof leads to another root",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "no such verdict"),
    };
}
