using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Releases;

/// <summary>What came of bringing a release into force.</summary>
public abstract record ReleaseOutcome
{
    private ReleaseOutcome()
    {
    }

    /// <summary>It is in force, and the ledger said so before it took effect.</summary>
    /// <param name="InForce">The release.</param>
    /// <param name="Previous">The one before; the zero value when none.</param>
    public sealed record Activated(ReleaseInForce InForce, ReleaseId Previous) : ReleaseOutcome;

    /// <summary>It was in force already; nothing was written.</summary>
    /// <param name="InForce">The release.</param>
    public sealed record Unchanged(ReleaseInForce InForce) : ReleaseOutcome;

    /// <summary>The folder holds what an operator's rollback passed over, so it does not come into force by itself.</summary>
    /// <param name="InForce">The release that stays in force.</param>
    /// <param name="Folder">What the folder holds.</param>
    public sealed record PassedOver(ReleaseInForce InForce, ReleaseId Folder) : ReleaseOutcome;

    /// <summary>It is not in force, and whatever was still is.</summary>
    /// <param name="Problems">Every mistake; never empty.</param>
    public sealed record Refused(ImmutableArray<ReleaseProblem> Problems) : ReleaseOutcome;
}
