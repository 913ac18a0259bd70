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
    public sealed record Refused(ImmutableArray<ReleaseProblem> Problems) : ReleaseReading;
}
