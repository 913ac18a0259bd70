using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>A refusal on its way to the remote party: legible, with what would make it pass. It holds nothing that the remote party did not know.</summary>
/// <param name="Decision">The id under which the refusal stands in the ledger.</param>
/// <param name="Verdict">Deny, or step-up when a human's approval is what is missing.</param>
/// <param name="Reasons">Why; the first one leads.</param>
public sealed record Denial(DecisionId Decision, Verdict Verdict, ImmutableArray<Reason> Reasons)
{
    /// <summary>The reason that leads.</summary>
    public Reason Reason => Reasons[0];

    /// <summary>The approval that a human is asked for; the zero value when none is.</summary>
    public ApprovalId Approval { get; init; }
}
