using System.Collections.Immutable;
using Writ.Spiffe;

namespace Writ.Domain;

/// <summary>Reads what the journal committed. What it answers may be past by the time it is used: only a condition in a transaction decides.</summary>
public interface IStateReader
{
    /// <summary>The task, or null when there is none in this epoch.</summary>
    ValueTask<AgentTask?> FindTaskAsync(TaskId task, CancellationToken cancellationToken);

    /// <summary>The tasks that live, newest first, at most <paramref name="limit"/>.</summary>
    ValueTask<ImmutableArray<AgentTask>> LiveTasksAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The live tasks whose deadline or idle time has passed, at most <paramref name="limit"/>.</summary>
    ValueTask<ImmutableArray<AgentTask>> OverdueTasksAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The instances that were attested in this epoch and have not ended.</summary>
    ValueTask<ImmutableArray<AttestedInstance>> LiveInstancesAsync(CancellationToken cancellationToken);

    /// <summary>The live tasks of an instance.</summary>
    ValueTask<ImmutableArray<AgentTask>> LiveTasksOfAsync(SpiffeId instance, CancellationToken cancellationToken);

    /// <summary>The live tasks that a task delegated, and those which these delegated, and so on; those further below first.</summary>
    ValueTask<ImmutableArray<AgentTask>> LiveTasksBelowAsync(TaskId task, CancellationToken cancellationToken);

    /// <summary>The live tasks that a task delegated which lives no longer, at most <paramref name="limit"/>.</summary>
    ValueTask<ImmutableArray<AgentTask>> OrphanedTasksAsync(int limit, CancellationToken cancellationToken);

    /// <summary>How much of a task's budget was taken.</summary>
    ValueTask<Budget> TakenAsync(TaskId task, CancellationToken cancellationToken);

    /// <summary>Whether a one-time value was spent.</summary>
    ValueTask<bool> IsSpentAsync(SpendKey spend, CancellationToken cancellationToken);

    /// <summary>How much was taken of a counter.</summary>
    ValueTask<long> UsesTakenAsync(SpendKey counter, CancellationToken cancellationToken);

    /// <summary>What is contained.</summary>
    ValueTask<ImmutableArray<ContainmentKey>> ContainedAsync(CancellationToken cancellationToken);

    /// <summary>The release in force; the zero value before the first activation.</summary>
    ValueTask<ReleaseId> InForceAsync(CancellationToken cancellationToken);

    /// <summary>How the release in force came to be so; the zero value before the first activation.</summary>
    ValueTask<ReleaseStanding> ReleaseStandingAsync(CancellationToken cancellationToken);

    /// <summary>A release that was activated once, as it was kept; null when there was none of this id.</summary>
    ValueTask<KeptRelease?> FindReleaseAsync(ReleaseId release, CancellationToken cancellationToken);

    /// <summary>The activations, newest first, at most <paramref name="limit"/>.</summary>
    ValueTask<ImmutableArray<Activation>> ActivationsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The pinned definitions of a server's tools.</summary>
    ValueTask<ImmutableDictionary<ActionName, Digest256>> PinsAsync(Slug server, CancellationToken cancellationToken);

    /// <summary>The approval, or null when there is none in this epoch.</summary>
    ValueTask<Approval?> FindApprovalAsync(ApprovalId approval, CancellationToken cancellationToken);

    /// <summary>The newest approval of this epoch for the identical action of a task, in whatever state; null when there is none.</summary>
    ValueTask<Approval?> NewestApprovalAsync(TaskId task, Digest256 request, CancellationToken cancellationToken);

    /// <summary>The approvals that are open, oldest first, at most <paramref name="limit"/>.</summary>
    ValueTask<ImmutableArray<Approval>> OpenApprovalsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>What is pending of an approval; null when it was erased, or does not open.</summary>
    ValueTask<PendingAction?> PendingActionAsync(ApprovalId approval, CancellationToken cancellationToken);

    /// <summary>The answers to an approval, in their order.</summary>
    ValueTask<ImmutableArray<ApprovalVote>> VotesAsync(ApprovalId approval, CancellationToken cancellationToken);
}
