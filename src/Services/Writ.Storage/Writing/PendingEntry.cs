using Writ.Domain;

namespace Writ.Storage;

/// <summary>An entry on its way into the ledger: its bytes are made by whoever hands it over, so that the writer only hashes.</summary>
internal readonly struct PendingEntry(LedgerEntry entry)
{
    /// <summary>The task's name, or null.</summary>
    public string? Task { get; } = entry.Task.IsDefault ? null : entry.Task.ToString();

    /// <summary>The canonical bytes.</summary>
    public byte[] Bytes { get; } = entry.ToBytes();
}
