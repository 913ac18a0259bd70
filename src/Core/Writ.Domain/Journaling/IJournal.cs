namespace Writ.Domain;

/// <summary>
/// The one place where state changes and evidence is appended, in one durable, conditional transaction; races end here.
/// Commits are grouped: a transaction whose condition fails changes nothing and never fails its neighbours in the group. Thread-safe.
/// </summary>
public interface IJournal
{
    /// <summary>The epoch of the store. Tasks, writs, proofs and leases of any other epoch are dead.</summary>
    int Epoch { get; }

    /// <summary>When the epoch began, as it stands in the store. Tells two epochs apart that have one number: what a store that was put back began once, it may begin again.</summary>
    DateTimeOffset EpochStarted { get; }

    /// <summary>
    /// Checks every condition, then makes every change and appends every entry, all in one durable transaction, or none of it.
    /// When it returns <see cref="CommitResult.Committed"/>, the transaction survives power loss.
    /// A transaction that was handed over is not withdrawn by cancellation: the token only ends the wait for a place in the queue.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store could not commit: nothing of it happened, or the process is about to find out at its next start.</exception>
    ValueTask<CommitResult> CommitAsync(
        IReadOnlyList<Condition> conditions, IReadOnlyList<Change> changes, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Appends an entry with the next commit, or within a fraction of a second, without waiting for it. For outcomes and refusals, whose loss in a crash is
    /// visible as an unknown outcome. What the store has no place for is counted, and the count is appended in its stead (<see cref="LedgerEntry.EvidenceLost"/>):
    /// nobody can make a later commit fail by being refused often.
    /// </summary>
    void Defer(LedgerEntry entry);
}
