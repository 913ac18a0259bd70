using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Releases;

/// <summary>What came of reading a release folder.</summary>
public abstract record ReleaseReading
{
    private ReleaseReading()
    {
    }

    /// <summary>It is a release; its policies are text still.</summary>
    /// <param name="Release">The release.</param>
    public sealed record Read(Release Release) : ReleaseReading;

    /// <summary>It is none: every mistake at once, in order of file and line.</summary>
    /// <param name="Problems">The mistakes; never empty.</param>
    /// <param name="Policies">The policies that could be read; their text may have mistakes of its own.</param>
    public sealed record Refused(ImmutableArray<ReleaseProblem> Problems, ImmutableArray<PolicyFile> Policies) : ReleaseReading;

    /// <summary>Every mistake of the folder at once, those of its policies among them, in order of file and line; none for a release that can come into force.</summary>
    public ImmutableArray<ReleaseProblem> ProblemsWith(IDecisionPointCompiler compiler)
    {
        ArgumentNullException.ThrowIfNull(compiler);
        var (own, policies) = this switch
        {
            Refused refused => (refused.Problems, refused.Policies),
            Read read => ([], read.Release.Policies),
            _ => throw new InvalidOperationException("a reading is a release or its problems"),
        };
        return [.. own.Concat(compiler.Check(policies)).OrderBy(static p => p.File, StringComparer.Ordinal).ThenBy(static p => p.Line).ThenBy(static p => p.Column)];
    }
}
