using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>Reads the ledger as it is stored, believing nothing: verification is the reader's caller.</summary>
public interface ILedgerReader
{
    /// <summary>The stored entries from an index on, in order of index, at most <paramref name="count"/>.</summary>
    ValueTask<ImmutableArray<StoredEntry>> EntriesAsync(long from, int count, CancellationToken cancellationToken);

    /// <summary>The stored entries of one task, in order of index, at most <paramref name="count"/>.</summary>
    ValueTask<ImmutableArray<StoredEntry>> EntriesOfAsync(TaskId task, int count, CancellationToken cancellationToken);

    /// <summary>The signed heads whose size is greater than <paramref name="size"/>, in order of size, at most <paramref name="count"/>.</summary>
    ValueTask<ImmutableArray<StoredHead>> HeadsAsync(long size, int count, CancellationToken cancellationToken);

    /// <summary>The newest signed head; null when the ledger is empty.</summary>
    ValueTask<StoredHead?> NewestHeadAsync(CancellationToken cancellationToken);
}
