using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Testing;

public sealed partial class InMemoryJournal
{
    private readonly Dictionary<ApprovalId, Approval> approvals = [];
    private readonly Dictionary<ApprovalId, PendingAction> pending = [];
    private readonly List<(ApprovalId Approval, ApprovalVote Vote)> votes = [];

    /// <inheritdoc />
    public ValueTask<Approval?> FindApprovalAsync(ApprovalId approval, CancellationToken cancellationToken) => Read(() => FindApproval(approval));

    /// <inheritdoc />
    public ValueTask<Approval?> NewestApprovalAsync(TaskId task, Digest256 request, CancellationToken cancellationToken) =>
        Read(() => InOrder().LastOrDefault(a => a.Binding.Task == task && a.Binding.Request == request));

    /// <inheritdoc />
    public ValueTask<ImmutableArray<Approval>> OpenApprovalsAsync(int limit, CancellationToken cancellationToken) =>
        Read(() => InOrder().Where(static a => ApprovalEdges.IsOpen(a.State)).Take(limit).ToImmutableArray());

    /// <inheritdoc />
    public ValueTask<PendingAction?> PendingActionAsync(ApprovalId approval, CancellationToken cancellationToken) =>
        Read(() => FindApproval(approval) is null ? null : pending.GetValueOrDefault(approval));

    /// <inheritdoc />
    public ValueTask<ImmutableArray<ApprovalVote>> VotesAsync(ApprovalId approval, CancellationToken cancellationToken) =>
        Read(() => votes.Where(v => v.Approval == approval).Select(static v => v.Vote).OrderBy(static v => v.At).ThenBy(static v => v.By, StringComparer.Ordinal).ToImmutableArray());

    private Approval? FindApproval(ApprovalId id) => approvals.TryGetValue(id, out var approval) && approval.Epoch == Epoch ? approval : null;

    private IEnumerable<Approval> InOrder() => approvals.Values.Where(a => a.Epoch == Epoch).OrderBy(static a => a.Id.ToString(), StringComparer.Ordinal);

    private string? BrokenApproval(Condition condition) => condition switch
    {
        Condition.ApprovalStands c => Standing(c.Approval, c.State),
        Condition.ApprovalHolds c => Standing(c.Approval, c.State) ?? ApprovalJudgement.Found(approvals[c.Approval], c, c.Now),
        Condition.NoOpenApproval c => InOrder().Any(a => ApprovalEdges.IsOpen(a.State) && a.Binding.Task == c.Task && a.Binding.Request == c.Request) ? "one is open" : null,
        Condition.PendingApprovalsBelow c => InOrder().Count(a => a.State == ApprovalState.Pending && a.Agent == c.Agent && (c.Task.IsDefault || a.Binding.Task == c.Task)) is var asked && asked < c.Limit ? null : $"{asked} pending",
        Condition.NotVoted c => votes.Any(v => v.Approval == c.Approval && v.Vote.By == c.By) ? "answered" : null,
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "unknown condition"),
    };

    private string? Standing(ApprovalId id, ApprovalState state) => FindApproval(id) is not { } approval ? "no such approval" : approval.State == state ? null : approval.State.ToString();

    private void CheckApprovals(IReadOnlyList<Change> changes)
    {
        var opened = changes.OfType<Change.OpenApproval>().Select(static c => c.Approval.Id).ToHashSet();
        foreach (var change in changes)
        {
            var fault = change switch
            {
                Change.OpenApproval { Approval.State: not ApprovalState.Pending } or Change.OpenApproval { Approval.Approvers.IsDefaultOrEmpty: true } => "there is no approval to open",
                Change.OpenApproval c when approvals.ContainsKey(c.Approval.Id) || c.Approval.Epoch != Epoch => "the approval is not new, or of another epoch",
                Change.MoveApproval { State: ApprovalState.None or ApprovalState.Pending } => "an approval moves to a state",
                Change.MoveApproval c when !approvals.ContainsKey(c.Approval) && !opened.Contains(c.Approval) => "there is no such approval",
                Change.Vote c when (!approvals.ContainsKey(c.Approval) && !opened.Contains(c.Approval)) || votes.Any(v => v.Approval == c.Approval && v.Vote.By == c.Answer.By) => "there is nothing to answer",
                _ => null,
            };
            if (fault is not null)
            {
                throw new ArgumentException(fault, nameof(changes));
            }
        }
    }

    private void ApplyApproval(Change change)
    {
        switch (change)
        {
            case Change.OpenApproval c:
                approvals.Add(c.Approval.Id, c.Approval);
                pending.Add(c.Approval.Id, c.Pending);
                break;
            case Change.MoveApproval c:
                approvals[c.Approval] = approvals[c.Approval] with { State = c.State };
                if (!ApprovalEdges.IsOpen(c.State))
                {
                    pending.Remove(c.Approval);
                }

                break;
            case Change.Vote c:
                votes.Add((c.Approval, c.Answer));
                break;
        }
    }

    private void EndApprovals()
    {
        foreach (var approval in approvals.Values.Where(static a => ApprovalEdges.IsOpen(a.State)).ToArray())
        {
            approvals[approval.Id] = approval with { State = ApprovalState.Void };
            pending.Remove(approval.Id);
        }
    }

    private void CopyApprovals(InMemoryJournal copy)
    {
        foreach (var (id, approval) in approvals)
        {
            copy.approvals.Add(id, approval);
        }

        foreach (var (id, action) in pending)
        {
            copy.pending.Add(id, action);
        }

        copy.votes.AddRange(votes);
    }
}
