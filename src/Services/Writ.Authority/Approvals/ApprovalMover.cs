using Writ.Domain;

namespace Writ.Authority.Approvals;

/// <summary>Ends approvals without their action, and wakes whoever is held for them. The transaction decides: of two moves at once one happens.</summary>
public sealed class ApprovalMover
{
    private readonly IJournal journal;
    private readonly IStateReader state;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly HeldCalls held;

    /// <summary>Takes the journal and what reads it.</summary>
    public ApprovalMover(IJournal journal, IStateReader state, IUlidSource ids, TimeProvider time, ApprovalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.journal = journal;
        this.state = state;
        this.ids = ids;
        this.time = time;
        held = new HeldCalls(options.MaxHeldPerTask);
    }

    /// <summary>The calls that are held.</summary>
    internal HeldCalls Held => held;

    /// <summary>Ends an approval that stands as it was read; what was pending is erased with it.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot commit.</exception>
    public async ValueTask<CommitResult> EndAsync(Approval approval, ApprovalEdge edge, string cause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approval);
        var end = ApprovalEdges.Follow(approval.State, edge) ?? throw new ArgumentException($"{approval.State} has no edge {edge}", nameof(edge));
        var result = await journal.CommitAsync(
            [new Condition.ApprovalStands(approval.Id, approval.State)], [new Change.MoveApproval(approval.Id, end)], [Settled(approval, end, cause)], cancellationToken);
        held.Wake(approval.Id);
        return result;
    }

    /// <summary>Why an open approval is worth nothing any more, with the edge that says so; null when it may still be answered or used.</summary>
    public async ValueTask<(ApprovalEdge Edge, string Cause)?> FlawAsync(Approval approval, ReleaseId release, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approval);
        if (approval.IsOver(time.GetUtcNow()))
        {
            return (ApprovalEdge.Expire, "time");
        }

        if (approval.Binding.Release != release)
        {
            return (ApprovalEdge.Void, "release");
        }

        if (await state.FindTaskAsync(approval.Binding.Task, cancellationToken) is not { } task || !task.Standing.IsLive || task.IsOver(time.GetUtcNow()))
        {
            return (ApprovalEdge.Void, "task");
        }

        return !approval.Binding.Definition.IsDefault
            && (await state.PinsAsync(approval.Action.Server, cancellationToken)).GetValueOrDefault(approval.Action) != approval.Binding.Definition
                ? (ApprovalEdge.Void, "definition")
                : null;
    }

    /// <summary>The entry of an end.</summary>
    internal LedgerEntry Settled(Approval approval, ApprovalState end, string cause) =>
        new LedgerEntry.ApprovalSettled(approval.Id, approval.Binding.Task, end, cause) { Id = EntryId.New(ids), At = time.GetUtcNow() };
}
