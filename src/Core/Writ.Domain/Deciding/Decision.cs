using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>Allow, deny or step-up, with everything that led there, from one evaluation of one release. The zero value denies.</summary>
public readonly struct Decision
{
    private static readonly ImmutableArray<Reason> NobodyDecided =
        [new("W3100", "law/decided", "no decision was made", "report this: a decision must always be made")];

    private readonly ImmutableArray<Reason> reasons;
    private readonly ImmutableArray<Obligation> obligations;
    private readonly ImmutableArray<string> determining;

    private Decision(Verdict verdict, ReleaseId release, ImmutableArray<Reason> reasons, ImmutableArray<string> determining, ImmutableArray<Obligation> obligations)
    {
        Verdict = verdict;
        Release = release;
        this.reasons = reasons;
        this.determining = determining;
        this.obligations = obligations;
    }

    /// <summary>What it says.</summary>
    public Verdict Verdict { get; }

    /// <summary>The release that was evaluated.</summary>
    public ReleaseId Release { get; }

    /// <summary>Why it does not simply allow; never empty on deny.</summary>
    public ImmutableArray<Reason> Reasons => reasons.IsDefault ? (Verdict == Verdict.Deny ? NobodyDecided : []) : reasons;

    /// <summary>The policies that determined it, in order of their ids.</summary>
    public ImmutableArray<string> Determining => determining.IsDefault ? [] : determining;

    /// <summary>What must be discharged for it to stand.</summary>
    public ImmutableArray<Obligation> Obligations => obligations.IsDefault ? [] : obligations;

    /// <summary>Yes, once the obligations are discharged.</summary>
    /// <exception cref="ArgumentException">No release was evaluated, or none of its policies permitted it.</exception>
    public static Decision Allow(ReleaseId release, ImmutableArray<string> determining, ImmutableArray<Obligation> obligations)
    {
        Permitted(release, determining);
        return new(Verdict.Allow, release, [], determining, obligations);
    }

    /// <summary>No.</summary>
    /// <exception cref="ArgumentException">No reason was given.</exception>
    public static Decision Deny(ReleaseId release, ImmutableArray<Reason> reasons, ImmutableArray<string> determining) =>
        reasons.IsDefaultOrEmpty
            ? throw new ArgumentException("a denial has a reason", nameof(reasons))
            : new(Verdict.Deny, release, reasons, determining, []);

    /// <summary>Yes, once a human approves; the obligations hold at least one approval.</summary>
    /// <exception cref="ArgumentException">No approval is among the obligations, no release was evaluated, or none of its policies permitted it.</exception>
    public static Decision StepUp(ReleaseId release, ImmutableArray<Reason> reasons, ImmutableArray<string> determining, ImmutableArray<Obligation> obligations)
    {
        Permitted(release, determining);
        return obligations.IsDefaultOrEmpty || obligations.All(o => o.Kind != Obligation.Approval)
            ? throw new ArgumentException("a step-up names an approval", nameof(obligations))
            : new(Verdict.StepUp, release, reasons, determining, obligations);
    }

    // INVARIANT: whatever may lead to an allow came from a release, and a policy of it said yes.
    private static void Permitted(ReleaseId release, ImmutableArray<string> determining)
    {
        if (release.IsDefault || determining.IsDefaultOrEmpty)
        {
            throw new ArgumentException("only a policy of a release permits", nameof(determining));
        }
    }
}
