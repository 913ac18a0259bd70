using System.Collections.Immutable;
using System.Globalization;
using Writ.Domain;

namespace Writ.Storage;

/// <summary>
/// The newest head of each ledger, in a file outside the data folder: `origin epoch size root`, one line a ledger. It is written after its head is durable,
/// so a store whose newest head is older was put back from an older copy. It says nothing against whoever can write both folders.
/// </summary>
public sealed class LedgerAnchor
{
    private const int MaxBytes = 64 * 1024;

    private readonly string path;

    /// <summary>The anchor in a file, which need not be there yet.</summary>
    /// <param name="path">The file.</param>
    public LedgerAnchor(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        this.path = path;
    }

    /// <summary>The head remembered of a ledger; null when none is.</summary>
    /// <param name="origin">The ledger's name, as in `example.org/ledger`.</param>
    /// <exception cref="StoreException">The file is there and cannot be read.</exception>
    public AnchoredHead? Find(string origin)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        return Read().GetValueOrDefault(origin);
    }

    /// <summary>Remembers a head, atomically and durably; other ledgers' lines stay.</summary>
    /// <param name="origin">The ledger's name.</param>
    /// <param name="head">The head; it is durable in the store.</param>
    public void Remember(string origin, AnchoredHead head)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        ArgumentNullException.ThrowIfNull(head);
        var lines = Read().SetItem(origin, head)
            .Select(static line => string.Create(CultureInfo.InvariantCulture, $"{line.Key} {line.Value.Epoch} {line.Value.Size} {line.Value.Root}\n"));
        StoreFiles.WriteAtomically(path, string.Concat(lines));
    }

    private ImmutableSortedDictionary<string, AnchoredHead> Read()
    {
        var heads = ImmutableSortedDictionary.CreateBuilder<string, AnchoredHead>(StringComparer.Ordinal);
        foreach (var line in Lines())
        {
            if (line.Split(' ') is not [{ Length: > 0 } origin, var epoch, var size, var root]
                || !int.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var entries)
                || !Digest256.TryParse(root, out var digest)
                || !heads.TryAdd(origin, new AnchoredHead(number, entries, digest)))
            {
                throw StoreException.AnchorUnreadable(path, "a line is not `origin epoch size root`");
            }
        }

        return heads.ToImmutable();
    }

    private string[] Lines()
    {
        try
        {
            return !File.Exists(path) ? []
                : new FileInfo(path).Length > MaxBytes ? throw StoreException.AnchorUnreadable(path, "it is too long")
                : File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StoreException.AnchorUnreadable(path, failure.Message);
        }
    }
}
