using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>What a transaction changes once all its conditions hold.</summary>
public abstract record Change
{
    private Change()
    {
    }

    /// <summary>Opens a task, with nothing taken of its budget. Its parameters, goal, subject and scope are stored sealed.</summary>
    /// <param name="Task">The task; its id is new.</param>
    public sealed record OpenTask(AgentTask Task) : Change;

    /// <summary>Moves a task to a standing. Goes with <see cref="Condition.TaskStands"/>.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Standing">Where it stands from now on.</param>
    public sealed record MoveTask(TaskId Task, TaskStanding Standing) : Change;

    /// <summary>The task acted now.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Now">When.</param>
    public sealed record Touch(TaskId Task, DateTimeOffset Now) : Change;

    /// <summary>Takes from the task's budget. Goes with <see cref="Condition.BudgetLeft"/>.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Kind">Of what.</param>
    /// <param name="Amount">How much; one or more.</param>
    public sealed record Take(TaskId Task, BudgetKind Kind, long Amount) : Change;

    /// <summary>Spends a one-time value. Goes with <see cref="Condition.Unspent"/>.</summary>
    /// <param name="Key">Which one.</param>
    /// <param name="Until">When it may be forgotten, because it would be refused for its age by then.</param>
    public sealed record Spend(SpendKey Key, DateTimeOffset Until) : Change;

    /// <summary>Takes from a counter. Goes with <see cref="Condition.UsesLeft"/>.</summary>
    /// <param name="Counter">Which one.</param>
    /// <param name="Amount">How much; one or more.</param>
    /// <param name="Until">When the counter may be forgotten, because what names it would be refused for its age by then.</param>
    public sealed record TakeUses(SpendKey Counter, int Amount, DateTimeOffset Until) : Change;

    /// <summary>Contains: from now on nothing that names this passes.</summary>
    /// <param name="Key">What.</param>
    public sealed record Contain(ContainmentKey Key) : Change;

    /// <summary>Ends a containment.</summary>
    /// <param name="Key">Of what.</param>
    public sealed record Restore(ContainmentKey Key) : Change;

    /// <summary>Notes an attested instance.</summary>
    /// <param name="Instance">The instance; its id is new.</param>
    public sealed record AttestInstance(AttestedInstance Instance) : Change;

    /// <summary>Lets an instance that joined live longer. One that has ended stays ended.</summary>
    /// <param name="Instance">The SPIFFE id.</param>
    /// <param name="Until">When its lease ends from now on.</param>
    public sealed record RenewLease(Writ.Spiffe.SpiffeId Instance, DateTimeOffset Until) : Change;

    /// <summary>Gives a join token out.</summary>
    /// <param name="Offer">What is kept of it; its digest is new.</param>
    public sealed record OfferJoin(JoinOffer Offer) : Change;

    /// <summary>Takes a join token. Goes with <see cref="Condition.JoinOffered"/>.</summary>
    /// <param name="Token">The SHA-256 of the token.</param>
    public sealed record TakeJoin(Digest256 Token) : Change;

    /// <summary>Notes that an instance ended; it never lives again.</summary>
    /// <param name="Instance">The SPIFFE id.</param>
    public sealed record EndInstance(Writ.Spiffe.SpiffeId Instance) : Change;

    /// <summary>Puts a release in force. Goes with <see cref="Condition.InForce"/> of the one before.</summary>
    /// <param name="Release">The release.</param>
    /// <param name="Content">Its canonical bytes, kept for as long as the ledger speaks of it.</param>
    public sealed record Activate(ReleaseId Release, ReadOnlyMemory<byte> Content) : Change
    {
        /// <summary>The sequence number of the activation, above the one in force.</summary>
        /// <value>The next one.</value>
        public long Sequence { get; init; }

        /// <summary>What the folder held when an operator put another release in force: it does not come into force by itself. The zero value when nothing is passed over.</summary>
        public ReleaseId PassedOver { get; init; }

        /// <summary>The signatures that came with it, in compact form; kept beside its content when there are any.</summary>
        public ImmutableArray<string> Signatures { get; init; } = [];
    }

    /// <summary>Pins a tool's definition.</summary>
    /// <param name="Tool">Which tool.</param>
    /// <param name="Digest">The digest of the definition.</param>
    public sealed record PinDefinition(ActionName Tool, Digest256 Digest) : Change;

    /// <summary>Opens an approval. What is pending is stored sealed under a key of its own. Goes with <see cref="Condition.NoOpenApproval"/>.</summary>
    /// <param name="Approval">The approval; its id is new, and it is pending.</param>
    /// <param name="Pending">What a human is shown.</param>
    public sealed record OpenApproval(Approval Approval, PendingAction Pending) : Change;

    /// <summary>Moves an approval to a state; with one that is an end, what is pending and its key are erased. Goes with <see cref="Condition.ApprovalStands"/> or <see cref="Condition.ApprovalHolds"/>.</summary>
    /// <param name="Approval">The approval.</param>
    /// <param name="State">Where it stands from now on.</param>
    public sealed record MoveApproval(ApprovalId Approval, ApprovalState State) : Change;

    /// <summary>Notes an answer. Goes with <see cref="Condition.NotVoted"/>.</summary>
    /// <param name="Approval">The approval.</param>
    /// <param name="Answer">The answer.</param>
    public sealed record Vote(ApprovalId Approval, ApprovalVote Answer) : Change;
}
