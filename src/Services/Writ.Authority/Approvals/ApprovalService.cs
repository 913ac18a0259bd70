using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Approvals;

/// <summary>
/// Asks humans about actions that need an approval. Each question is one durable row that says to the byte what is asked; the identical question joins it.
/// A yes is taken by the Record transaction of the identical call, and by one of them alone.
/// </summary>
public sealed class ApprovalService : IApprovals
{
    // Each retry means that somebody else opened or ended the same question meanwhile.
    private const int MostTries = 8;

    private readonly IReleases releases;
    private readonly IJournal journal;
    private readonly IStateReader state;
    private readonly IKeyring keyring;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly ApprovalMover mover;
    private readonly ApprovalOptions options;

    /// <summary>Takes the journal, what reads it, and what ends approvals.</summary>
    public ApprovalService(
        IReleases releases, IJournal journal, IStateReader state, IKeyring keyring, IUlidSource ids, TimeProvider time, ApprovalMover mover, ApprovalOptions options)
    {
        this.releases = releases;
        this.journal = journal;
        this.state = state;
        this.keyring = keyring;
        this.ids = ids;
        this.time = time;
        this.mover = mover;
        this.options = options;
    }

    /// <inheritdoc />
    public async ValueTask<ApprovalAnswer> AskAsync(ApprovalQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (Objection(question, out var approvers) is { } objection)
        {
            return new ApprovalAnswer.Refused(objection);
        }

        var binding = BindingOf(question);
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (releases.Current?.Release.Id != binding.Release)
            {
                return new ApprovalAnswer.Changed();
            }

            var newest = await state.NewestApprovalAsync(binding.Task, binding.Request, cancellationToken);
            var answer = newest switch
            {
                // What a human said no to is not asked again and again: the answer stands while it is about the same.
                { State: ApprovalState.Denied } when newest.Binding == binding => new ApprovalAnswer.Refused(ApprovalReasons.Denied(newest.Id)),
                { State: ApprovalState.Pending } when IsGood(newest, binding) => await HoldAsync(newest, question, cancellationToken),
                { State: ApprovalState.Approved } when IsGood(newest, binding) => await GrantAsync(newest, question, cancellationToken),
                _ => await OpenAsync(newest, binding, approvers, question, cancellationToken),
            };
            if (answer is not null)
            {
                return answer;
            }
        }

        return new ApprovalAnswer.Changed();
    }

    private bool IsGood(Approval approval, ApprovalBinding binding) => approval.Binding == binding && !approval.IsOver(time.GetUtcNow());

    private Reason? Objection(ApprovalQuestion question, out ImmutableArray<ApproverRequirement> approvers)
    {
        var asked = ImmutableArray.CreateBuilder<ApproverRequirement>();
        approvers = [];

        // Once more than the decision point: an obligation may come from elsewhere than a forbid.
        if (question.Request.Actor.Assurance < Assurance.SeparateUid || question.Request.Task.Actor.Assurance < Assurance.SeparateUid)
        {
            return ApprovalReasons.Advisory;
        }

        foreach (var obligation in question.Decision.Obligations.Where(static o => o.Kind == Obligation.Approval))
        {
            if (!ApproverRequirement.TryParse(obligation.Parameter, null, out var approver))
            {
                return ApprovalReasons.NoSuchApprover(obligation);
            }

            if (!asked.Contains(approver))
            {
                asked.Add(approver);
            }
        }

        approvers = asked.ToImmutable();
        return question.Request.Action.Arguments.Length > options.MaxArgumentBytes ? ApprovalReasons.TooLarge : null;
    }

    private ApprovalBinding BindingOf(ApprovalQuestion question) => new(
        question.Request.Task.Id,
        keyring.Digest(DigestPurpose.Request, question.Request.Action.Hash.ToArray()),
        question.Request.Action.Definition,
        question.Decision.Release,
        keyring.Digest(DigestPurpose.ApprovalContext, ApprovalContext.ToBytes(question.Request, question.Decision)));

    private async ValueTask<ApprovalAnswer> HoldAsync(Approval approval, ApprovalQuestion question, CancellationToken cancellationToken)
    {
        var pending = new ApprovalAnswer.Pending(approval.Id, approval.Expires);
        if (question.Patience <= TimeSpan.Zero)
        {
            return pending;
        }

        using var hold = mover.Held.Enter(approval.Id, approval.Binding.Task);
        if (hold is null)
        {
            return pending;
        }

        // Entered first and read then: an answer in between is seen here, a later one wakes.
        if (await state.FindApprovalAsync(approval.Id, cancellationToken) is { State: ApprovalState.Pending })
        {
            var left = approval.Expires - time.GetUtcNow();
            try
            {
                await hold.Answered.WaitAsync(left < question.Patience && left > TimeSpan.Zero ? left : question.Patience, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return pending;
            }
        }

        // Whatever the answer, the action is decided afresh: what held when it was asked need not hold now.
        return new ApprovalAnswer.Changed();
    }

    private async ValueTask<ApprovalAnswer?> GrantAsync(Approval approval, ApprovalQuestion question, CancellationToken cancellationToken)
    {
        if (await state.PendingActionAsync(approval.Id, cancellationToken) is not { } pending)
        {
            // Spent or ended since it was read: look again. What stands and does not open is refused.
            return await state.FindApprovalAsync(approval.Id, cancellationToken) is { State: ApprovalState.Approved } ? new ApprovalAnswer.Refused(ApprovalReasons.Unreadable) : null;
        }

        if (!pending.Is(question.Request.Action))
        {
            return new ApprovalAnswer.Refused(ApprovalReasons.Unreadable);
        }

        // INVARIANT: from here on the bytes of the call and the bytes that were shown are the same bytes.
        var now = time.GetUtcNow();
        return new ApprovalAnswer.Granted(
            [new Condition.ApprovalHolds(approval.Id, ApprovalState.Approved, approval.Binding, now)],
            [new Change.MoveApproval(approval.Id, ApprovalState.Spent)],
            [new LedgerEntry.ApprovalSpent(approval.Id, approval.Binding.Task, question.Id) { Id = EntryId.New(ids), At = now }]);
    }

    // Null means: somebody else was faster; look again.
    private async ValueTask<ApprovalAnswer?> OpenAsync(
        Approval? before, ApprovalBinding binding, ImmutableArray<ApproverRequirement> approvers, ApprovalQuestion question, CancellationToken cancellationToken)
    {
        var (request, now) = (question.Request, time.GetUtcNow());
        var approval = new Approval
        {
            Id = ApprovalId.New(ids),
            Epoch = journal.Epoch,
            Binding = binding,
            Instance = request.Actor.Instance,
            Agent = request.Actor.Agent,
            Assurance = request.Actor.Assurance,
            Intent = request.Task.Intent,
            Action = request.Action.Name,
            Effects = request.Action.Effects,
            Approvers = approvers,
            Rules = [.. question.Decision.Obligations.Where(static o => o.Kind == Obligation.Approval).Select(static o => o.Rule).Distinct(StringComparer.Ordinal)],
            Requested = now,
            Expires = now + options.Lifetime,
            State = ApprovalState.Pending,
        };
        List<Condition> conditions =
        [
            .. Condition.Alive(request.Task, request.Action.Effects, Subject.PseudonymOf(request.Task.Subject, keyring), now),
            .. Condition.NoneContained(ContainmentKey.Stopping(request.Action)),
            new Condition.InForce(binding.Release),
        ];
        // To ask is to act: a task does not end for idleness while a human is asked on its behalf.
        List<Change> changes = [new Change.Touch(binding.Task, now), .. request.Task.Ancestors.Select(above => new Change.Touch(above, now))];
        List<LedgerEntry> entries = [];
        if (before is not null && ApprovalEdges.IsOpen(before.State))
        {
            // The one before is for something that is not so any more. It ends in the transaction in which this one begins.
            var edge = before.IsOver(now) ? ApprovalEdge.Expire : ApprovalEdge.Void;
            var end = ApprovalEdges.Follow(before.State, edge)!.Value;
            conditions.Add(new Condition.ApprovalStands(before.Id, before.State));
            changes.Add(new Change.MoveApproval(before.Id, end));
            entries.Add(mover.Settled(before, end, edge == ApprovalEdge.Expire ? "time" : "context"));
        }
        else
        {
            conditions.Add(new Condition.NoOpenApproval(binding.Task, binding.Request));
        }

        conditions.Add(new Condition.PendingApprovalsBelow(approval.Agent, binding.Task, options.MaxPendingPerTask));
        conditions.Add(new Condition.PendingApprovalsBelow(approval.Agent, default, options.MaxPendingPerAgent));
        changes.Add(new Change.OpenApproval(approval, PendingAction.Of(request.Action)));
        entries.Add(new LedgerEntry.ApprovalRequested(
            approval.Id, binding.Task, question.Id, approval.Instance, binding.Release, approval.Action.ToString(), binding.Request, binding.Context, approvers, approval.Rules, approval.Expires)
        {
            Id = EntryId.New(ids),
            At = now,
        });
        var result = await journal.CommitAsync(conditions, changes, entries, cancellationToken);
        if (before is not null)
        {
            mover.Held.Wake(before.Id);
        }

        return result switch
        {
            CommitResult.Committed => await HoldAsync(approval, question, cancellationToken),
            CommitResult.Refused { Failed: Condition.InForce } => new ApprovalAnswer.Changed(),
            CommitResult.Refused { Failed: Condition.NoOpenApproval or Condition.ApprovalStands } => null,
            CommitResult.Refused refused => new ApprovalAnswer.Unmet(refused.Failed, refused.Found),
            _ => new ApprovalAnswer.Changed(),
        };
    }
}
