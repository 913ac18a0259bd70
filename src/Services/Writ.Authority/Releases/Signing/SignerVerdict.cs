using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Releases.Signing;

/// <summary>Whether a release is signed as the one in force asks.</summary>
internal abstract record SignerVerdict
{
    private SignerVerdict()
    {
    }

    /// <summary>It is, or nobody has to sign.</summary>
    /// <param name="Sequence">The sequence number that was signed; zero for the next one.</param>
    /// <param name="Signers">Whose signatures count, in order of their names.</param>
    public sealed record Satisfied(long Sequence, ImmutableArray<Slug> Signers) : SignerVerdict;

    /// <summary>It is not.</summary>
    /// <param name="Problems">Why; never empty.</param>
    public sealed record Refused(ImmutableArray<ReleaseProblem> Problems) : SignerVerdict;
}
