using Writ.Domain;

namespace Writ.Authority.Approvals;

/// <summary>
/// Takes answers. A yes is taken only while everything that it is for still holds, in the transaction that notes it; else the approval is void.
/// An agent gets nowhere near this: who answers is told by the caller, who has proved it.
/// </summary>
public sealed class ApprovalVoting
{
    // Each retry means that somebody else moved the same approval meanwhile, and none has that many moves in it.
    private const int MostTries = 4;

    private readonly IReleases releases;
    private readonly IJournal journal;
    private readonly IStateReader state;
    private readonly IKeyring keyring;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly ApprovalMover mover;

    /// <summary>Takes the journal, what reads it, and what ends approvals.</summary>
    public ApprovalVoting(IReleases releases, IJournal journal, IStateReader state, IKeyring keyring, IUlidSource ids, TimeProvider time, ApprovalMover mover)
    {
        this.releases = releases;
        this.journal = journal;
        this.state = state;
        this.keyring = keyring;
        this.ids = ids;
        this.time = time;
        this.mover = mover;
    }

    /// <summary>Takes an answer.</summary>
    /// <param name="id">To which approval.</param>
    /// <param name="approver">Whose.</param>
    /// <param name="edge">Approve or deny.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot commit, so nothing was answered.</exception>
    public async ValueTask<VoteResult> VoteAsync(ApprovalId id, Approver approver, ApprovalEdge edge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approver);
        if (edge is not (ApprovalEdge.Approve or ApprovalEdge.Deny) || approver.Method == ApprovalMethod.None)
        {
            throw new ArgumentException("an answer approves or denies, and is somebody's", nameof(edge));
        }

        Reason? last = null;
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await state.FindApprovalAsync(id, cancellationToken) is not { } approval)
            {
                return new VoteResult.Refused(ApprovalReasons.Unknown);
            }

            if (approval.State != ApprovalState.Pending)
            {
                return new VoteResult.Refused(last ?? ApprovalReasons.NotPending(approval));
            }

            if (await mover.FlawAsync(approval, releases.Current?.Release.Id ?? default, cancellationToken) is var (flaw, cause))
            {
                await mover.EndAsync(approval, flaw, cause, cancellationToken);
                last = flaw == ApprovalEdge.Expire ? ApprovalReasons.NotPending(approval with { State = ApprovalState.Expired }) : ApprovalReasons.Voided(cause);
                continue;
            }

            if (edge == ApprovalEdge.Approve && await ObjectionAsync(approval, approver, cancellationToken) is { } objection)
            {
                return new VoteResult.Refused(objection);
            }

            switch (await CommitAsync(approval, approver, edge, cancellationToken))
            {
                case CommitResult.Committed:
                    mover.Held.Wake(id);
                    return new VoteResult.Taken(approval with { State = ApprovalEdges.Follow(approval.State, edge)!.Value });
                case CommitResult.Refused { Failed: Condition.NotContained or Condition.InstanceLives }:
                case CommitResult.Refused { Failed: Condition.TaskLive live } when live.Task != approval.Binding.Task:
                    return new VoteResult.Refused(ApprovalReasons.Stopped);
                case CommitResult.Refused { Failed: Condition.NotVoted }:
                    return new VoteResult.Refused(ApprovalReasons.Voted);
            }
        }

        return new VoteResult.Refused(last ?? new Reason("W2259", "law/approval-moves", "the approval, or what it rests on, was moved by others again and again", "try once more"));
    }

    // A no is anybody's to say; a yes is not.
    private async ValueTask<Reason?> ObjectionAsync(Approval approval, Approver approver, CancellationToken cancellationToken)
    {
        if (approval.Assurance < Assurance.SeparateUid)
        {
            return ApprovalReasons.SameUid;
        }

        // Nobody counts answers yet, so one is never two, however it was proved.
        if (approval.Approvers.Any(static a => a.Kind == ApproverKind.TwoPerson))
        {
            return ApprovalReasons.TwoPerson;
        }

        if (!approver.Subject.IsDefault && await state.FindTaskAsync(approval.Binding.Task, cancellationToken) is { Subject: { } subject } && Subject.PseudonymOf(subject, keyring) == approver.Subject)
        {
            return ApprovalReasons.SelfApproval;
        }

        return await state.PendingActionAsync(approval.Id, cancellationToken) is null ? ApprovalReasons.NotShown : null;
    }

    private async ValueTask<CommitResult> CommitAsync(Approval approval, Approver approver, ApprovalEdge edge, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (binding, to) = (approval.Binding, ApprovalEdges.Follow(approval.State, edge)!.Value);
        List<Condition> conditions = [new Condition.ApprovalHolds(approval.Id, ApprovalState.Pending, binding, now), new Condition.NotVoted(approval.Id, approver.Name)];
        if (edge == ApprovalEdge.Approve)
        {
            conditions.Add(new Condition.InForce(binding.Release));
            conditions.Add(new Condition.NotContained(ContainmentKey.Server(approval.Action.Server)));

            // A yes is for what could be done now: nobody says it to what is stopped, by itself or by what stands above it.
            conditions.AddRange(await state.FindTaskAsync(binding.Task, cancellationToken) is { } task
                ? Condition.Alive(task, approval.Effects, Subject.PseudonymOf(task.Subject, keyring), now)
                : [new Condition.TaskLive(binding.Task, approval.Effects, now)]);
            if (!binding.Definition.IsDefault)
            {
                conditions.Add(new Condition.DefinitionPinned(approval.Action, binding.Definition));
            }
        }

        List<LedgerEntry> entries =
        [
            new LedgerEntry.ApprovalVoted(approval.Id, binding.Task, approver.Name, approver.Method, edge, to, binding.Request) { Id = EntryId.New(ids), At = now },
        ];
        if (!ApprovalEdges.IsOpen(to))
        {
            entries.Add(mover.Settled(approval, to, approver.Name));
        }

        return await journal.CommitAsync(
            conditions, [new Change.Vote(approval.Id, new ApprovalVote(approver.Name, approver.Method, edge, now)), new Change.MoveApproval(approval.Id, to)], entries, cancellationToken);
    }
}
