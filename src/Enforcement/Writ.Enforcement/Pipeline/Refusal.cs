using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>A stage's "no", before it has a decision id.</summary>
/// <param name="Verdict">Deny, or step-up.</param>
/// <param name="Reasons">Why; the first one leads.</param>
/// <param name="Operator">More for the operator; nothing personal, no credential.</param>
/// <param name="Stale">True when the release, or an approval, changed under the action, so that deciding again is right.</param>
internal sealed record Refusal(Verdict Verdict, ImmutableArray<Reason> Reasons, string Operator, bool Stale = false)
{
    public Refusal(Reason reason, string text = "")
        : this(Verdict.Deny, [reason], text)
    {
    }

    /// <summary>The approval that is waited for; the zero value when none is.</summary>
    public ApprovalId Approval { get; init; }
}
