using Writ.Domain;

namespace Writ.Storage;

/// <summary>A transaction in the queue, and the promise of what becomes of it.</summary>
internal sealed class PendingCommit : TaskCompletionSource<CommitResult>
{
    private readonly IReadOnlyList<byte[]> sealedTasks;
    private readonly IReadOnlyList<SealedPending> sealedPending;

    private PendingCommit(
        IReadOnlyList<Condition> conditions, IReadOnlyList<Change> changes, PendingEntry[] entries, IReadOnlyList<byte[]> sealedTasks, IReadOnlyList<SealedPending> sealedPending)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Conditions = conditions;
        Changes = changes;
        Entries = entries;
        this.sealedTasks = sealedTasks;
        this.sealedPending = sealedPending;
    }

    /// <summary>What must hold.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>What changes.</summary>
    public IReadOnlyList<Change> Changes { get; }

    /// <summary>What is appended.</summary>
    public PendingEntry[] Entries { get; }

    /// <summary>A transaction of nothing, which makes the writer write what was deferred.</summary>
    public static PendingCommit Nudge() => new([], [], [], [], []);

    /// <summary>Takes a transaction in: serialises its entries and seals its tasks and pending actions here, on the caller's thread.</summary>
    public static PendingCommit Of(IReadOnlyList<Condition> conditions, IReadOnlyList<Change> changes, IReadOnlyList<LedgerEntry> entries, TaskSealer sealer, ApprovalSealer approvals)
    {
        ChangeShape.Check(conditions, changes, entries);
        var bytes = entries.Count == 0 ? [] : new PendingEntry[entries.Count];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = new PendingEntry(entries[i]);
        }

        List<byte[]>? parts = null;
        List<SealedPending>? pending = null;
        foreach (var change in changes)
        {
            if (change is Change.OpenTask open)
            {
                (parts ??= []).Add(sealer.Seal(open.Task));
            }
            else if (change is Change.OpenApproval ask)
            {
                (pending ??= []).Add(approvals.Seal(ask.Approval, ask.Pending));
            }
        }

        return new PendingCommit(conditions, changes, bytes, parts ?? (IReadOnlyList<byte[]>)[], pending ?? (IReadOnlyList<SealedPending>)[]);
    }

    /// <summary>The sealed part of the task that the n-th opening opens.</summary>
    public byte[] SealedTask(int opening) => sealedTasks[opening];

    /// <summary>What is pending of the approval that the n-th opening opens.</summary>
    public SealedPending SealedPending(int opening) => sealedPending[opening];
}
