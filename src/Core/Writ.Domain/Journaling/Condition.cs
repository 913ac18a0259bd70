namespace Writ.Domain;

/// <summary>What must hold in the transaction for it to happen. Checked before any change of it is made.</summary>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>The task is of the current epoch, in a state that admits the effects, before its deadline and not idle.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Effects">What the action does: a downgraded task only reads.</param>
    /// <param name="Now">The instant to judge by.</param>
    public sealed record TaskLive(TaskId Task, Effects Effects, DateTimeOffset Now) : Condition;

    /// <summary>The task stands in exactly this way.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Standing">The standing it must have.</param>
    public sealed record TaskStands(TaskId Task, TaskStanding Standing) : Condition;

    /// <summary>Nothing of this was contained.</summary>
    /// <param name="Key">What must not be contained.</param>
    public sealed record NotContained(ContainmentKey Key) : Condition;

    /// <summary>Nothing of these was contained: a condition for each.</summary>
    public static IEnumerable<Condition> NoneContained(System.Collections.Immutable.ImmutableArray<ContainmentKey> keys)
    {
        foreach (var key in keys)
        {
            yield return new NotContained(key);
        }
    }

    /// <summary>
    /// What must hold for anything at all to be done for a task: it lives and so does each task above it; its instance lives, and each that delegated to it; and nothing of
    /// all these is contained, nor whom they work for.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="effects">What is done; merely <see cref="Effects.Read"/> when it is no action.</param>
    /// <param name="subject">The pseudonym of whom it is done for; the zero value when the agent acts for itself.</param>
    /// <param name="now">The instant to judge by.</param>
    public static IEnumerable<Condition> Alive(AgentTask task, Effects effects, Digest256 subject, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        yield return new TaskLive(task.Id, effects, now);
        yield return new InstanceLives(task.Actor.Instance);
        foreach (var above in task.Ancestors)
        {
            yield return new TaskLive(above, effects, now);
        }

        foreach (var delegator in task.Actor.Chain.IsDefault ? [] : task.Actor.Chain)
        {
            yield return new InstanceLives(delegator);
        }

        foreach (var free in NoneContained(ContainmentKey.Stopping(task.Actor, subject)))
        {
            yield return free;
        }
    }

    /// <summary>The instance was attested in this epoch and has not ended.</summary>
    /// <param name="Instance">The SPIFFE id.</param>
    public sealed record InstanceLives(Writ.Spiffe.SpiffeId Instance) : Condition;

    /// <summary>The instance has fewer live tasks of this epoch than this, suspended ones among them.</summary>
    /// <param name="Instance">The SPIFFE id.</param>
    /// <param name="Limit">How many it may not reach.</param>
    public sealed record LiveTasksBelow(Writ.Spiffe.SpiffeId Instance, int Limit) : Condition;

    /// <summary>A one-time value was not spent.</summary>
    /// <param name="Spend">Which one.</param>
    public sealed record Unspent(SpendKey Spend) : Condition;

    /// <summary>A counter still holds this much: what was taken of it and the amount are within its limit together. Nothing was taken of a counter that nobody knows.</summary>
    /// <param name="Counter">Which one.</param>
    /// <param name="Limit">How much it holds in all; the limit is signed where the counter is named, and stored nowhere.</param>
    /// <param name="Amount">How much; one or more.</param>
    public sealed record UsesLeft(SpendKey Counter, int Limit, int Amount) : Condition;

    /// <summary>A join token was given out for this agent in this epoch, was not taken, and has not ended.</summary>
    /// <param name="Token">The SHA-256 of the token.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Now">The instant to judge by.</param>
    public sealed record JoinOffered(Digest256 Token, Slug Agent, DateTimeOffset Now) : Condition;

    /// <summary>The task's budget still holds this much; taken, though unsettled, counts as spent.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Kind">Of what.</param>
    /// <param name="Amount">How much; one or more.</param>
    public sealed record BudgetLeft(TaskId Task, BudgetKind Kind, long Amount) : Condition;

    /// <summary>This release is in force, or none is when it is the zero value.</summary>
    /// <param name="Release">The release that the decision was made by.</param>
    public sealed record InForce(ReleaseId Release) : Condition;

    /// <summary>The tool's definition is pinned to this digest, or not pinned when it is the zero value.</summary>
    /// <param name="Tool">Which tool.</param>
    /// <param name="Digest">The digest.</param>
    public sealed record DefinitionPinned(ActionName Tool, Digest256 Digest) : Condition;

    /// <summary>The approval is of the current epoch and stands in exactly this state, whether or not its time has passed.</summary>
    /// <param name="Approval">The approval.</param>
    /// <param name="State">The state.</param>
    public sealed record ApprovalStands(ApprovalId Approval, ApprovalState State) : Condition;

    /// <summary>The approval is of the current epoch, stands in exactly this state, is for exactly this, and its time has not passed.</summary>
    /// <param name="Approval">The approval.</param>
    /// <param name="State">The state.</param>
    /// <param name="Binding">What it must be for.</param>
    /// <param name="Now">The instant to judge by.</param>
    public sealed record ApprovalHolds(ApprovalId Approval, ApprovalState State, ApprovalBinding Binding, DateTimeOffset Now) : Condition;

    /// <summary>No approval of this epoch is open for the identical action of the task.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Request">The keyed digest of the action's hash.</param>
    public sealed record NoOpenApproval(TaskId Task, Digest256 Request) : Condition;

    /// <summary>Fewer approvals of this epoch than this are pending for the agent, or for one task of it.</summary>
    /// <param name="Agent">The agent.</param>
    /// <param name="Task">The task; the zero value for all of the agent's.</param>
    /// <param name="Limit">How many it may not reach.</param>
    public sealed record PendingApprovalsBelow(Slug Agent, TaskId Task, int Limit) : Condition;

    /// <summary>This approver has not answered the approval.</summary>
    /// <param name="Approval">The approval.</param>
    /// <param name="By">The approver.</param>
    public sealed record NotVoted(ApprovalId Approval, string By) : Condition;
}
