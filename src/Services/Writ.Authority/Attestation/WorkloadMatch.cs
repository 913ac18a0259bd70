using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>Which class the registration entries of a release say that a process is of.</summary>
internal abstract record WorkloadMatch
{
    private WorkloadMatch()
    {
    }

    /// <summary>The classes of the entries of which it could not be seen whether they hold. They do not, until it can.</summary>
    public ImmutableArray<WorkloadPath> Unseen { get; init; } = [];

    /// <summary>None.</summary>
    public sealed record Nothing : WorkloadMatch;

    /// <summary>Exactly one.</summary>
    /// <param name="Release">The release whose entries say so.</param>
    /// <param name="Path">The class.</param>
    /// <param name="Descendants">Whether every entry that matched makes the processes below it the same instance.</param>
    /// <param name="Selectors">The SHA-256 of the selectors of the entries that matched, a line each, in their order.</param>
    /// <param name="Credentials">Under whom it runs.</param>
    public sealed record One(ReleaseId Release, WorkloadPath Path, bool Descendants, Digest256 Selectors, ProcessCredentials Credentials) : WorkloadMatch;

    /// <summary>More than one, so none.</summary>
    /// <param name="Paths">The classes.</param>
    public sealed record Several(ImmutableArray<WorkloadPath> Paths) : WorkloadMatch;

    /// <summary>The process changed while it was looked at.</summary>
    public sealed record Unstable : WorkloadMatch;
}
