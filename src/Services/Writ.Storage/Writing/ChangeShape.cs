using Writ.Domain;

namespace Writ.Storage;

/// <summary>Finds a caller's mistakes before a transaction enters the queue, where they would be everybody's.</summary>
internal static class ChangeShape
{
    /// <summary>Throws when a transaction cannot be meant as it is.</summary>
    /// <exception cref="ArgumentException">Something is missing, or an amount is not positive.</exception>
    public static void Check(IReadOnlyList<Condition> conditions, IReadOnlyList<Change> changes, IReadOnlyList<LedgerEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(entries);
        for (var i = 0; i < conditions.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(conditions[i], nameof(conditions));
            if (conditions[i] is Condition.BudgetLeft { Amount: < 1 })
            {
                throw new ArgumentException("a budget is asked for one or more", nameof(conditions));
            }

            if (conditions[i] is Condition.UsesLeft { Amount: < 1 } or Condition.UsesLeft { Counter.Kind: null })
            {
                throw new ArgumentException("a counter is asked for one or more", nameof(conditions));
            }
        }

        for (var i = 0; i < changes.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(changes[i], nameof(changes));
            if (Mistake(changes[i]) is { } mistake)
            {
                throw new ArgumentException(mistake, nameof(changes));
            }
        }

        for (var i = 0; i < entries.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(entries[i], nameof(entries));
        }
    }

    private static string? Mistake(Change change) => change switch
    {
        Change.Take { Amount: < 1 } => "a budget is taken by one or more",
        Change.Take { Kind: not (BudgetKind.Calls or BudgetKind.Writes or BudgetKind.Egress) } => "there is no such kind of budget",
        Change.MoveTask { Standing.State: TaskState.None } => "a task moves to a state",
        Change.OpenTask { Task: null } => "there is no task to open",
        Change.AttestInstance { Instance: null } => "there is no instance to note",
        Change.OfferJoin { Offer: null or { Token.IsDefault: true } or { Agent.IsDefault: true } } => "there is no join token to give out",
        Change.OpenApproval { Approval: null or { Id.IsDefault: true } or { State: not ApprovalState.Pending } or { Approvers.IsDefaultOrEmpty: true } } or Change.OpenApproval { Pending: null } => "there is no approval to open",
        Change.MoveApproval { State: ApprovalState.None or ApprovalState.Pending } => "an approval moves to a state",
        Change.Vote { Answer: null or { By: null or "" } or { Edge: not (ApprovalEdge.Approve or ApprovalEdge.Deny) } } => "there is no answer to note",
        Change.Activate { Release.IsDefault: true } => "no release is no release to activate",
        Change.Activate { Sequence: < 0 } => "a release's sequence number is one or more",
        Change.PinDefinition { Tool.IsDefault: true } => "there is no tool to pin",
        Change.Contain { Key: { Kind: ContainmentKind.None } or { Name: null } } => "there is nothing to contain",
        Change.TakeUses { Amount: < 1 } or Change.TakeUses { Counter.Kind: null } => "a counter is taken from by one or more",
        Change.Spend { Key.Kind: null } => "there is nothing to spend",
        _ => null,
    };
}
