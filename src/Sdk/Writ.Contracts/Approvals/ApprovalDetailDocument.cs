using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>An approval with what is pending, escaped so that a human sees what it is. It may be personal, and is gone once the approval is settled.</summary>
/// <param name="Approval">The approval.</param>
/// <param name="Subject">On whose behalf, by pseudonym; null when the agent acts for itself.</param>
/// <param name="Chain">The instances that delegated to it, nearest first.</param>
/// <param name="Resource">To what it would be done, escaped; null when it is erased.</param>
/// <param name="Destination">Where its data would go, escaped; null when it is erased.</param>
/// <param name="Arguments">The arguments, a line each, escaped; empty when they are erased.</param>
/// <param name="ArgumentBytes">How many bytes they are; null when they are erased.</param>
/// <param name="Notes">What a human should know of them: what is hidden, mixed or not shown.</param>
/// <param name="Request">The keyed digest of the exact action, as the ledger has it.</param>
/// <param name="Votes">The answers, as in `approve by operator (local-operator)`.</param>
public sealed record ApprovalDetailDocument(
    ApprovalDocument Approval, string? Subject, ImmutableArray<string> Chain, string? Resource, string? Destination, ImmutableArray<string> Arguments, int? ArgumentBytes,
    ImmutableArray<string> Notes, string Request, ImmutableArray<string> Votes)
{
    /// <summary>The id alone.</summary>
    public override string ToString() => Approval.Id;
}
