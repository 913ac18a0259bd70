using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>In what two releases differ; nothing when they are one.</summary>
/// <param name="Changes">The changes, in the order of the release's parts.</param>
public sealed record ReleaseDifference(ImmutableArray<ReleaseChange> Changes)
{
    /// <summary>What all of it does together: it tightens only when nothing of it loosens or is undecided.</summary>
    public ReleaseWeight Weight => Has(ReleaseWeight.Undecided) ? ReleaseWeight.Undecided
        : Has(ReleaseWeight.Loosens) ? ReleaseWeight.Loosens
        : Has(ReleaseWeight.Tightens) ? ReleaseWeight.Tightens
        : ReleaseWeight.Neutral;

    /// <summary>How many changes have a weight.</summary>
    public int Count(ReleaseWeight weight) => Changes.Count(change => change.Weight == weight);

    private bool Has(ReleaseWeight weight) => Changes.Any(change => change.Weight == weight);
}
