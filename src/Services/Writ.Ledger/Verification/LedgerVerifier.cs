using System.Security.Cryptography;
using Writ.Domain;
using Writ.TransparencyLog;

namespace Writ.Ledger;

/// <summary>
/// Verifies a whole ledger offline: recomputes every leaf and every root, and compares each signed head. It believes nothing that is stored but signatures
/// of the key it was given. Memory does not grow with the ledger. Deleting entries and all their heads is found only with the anchor.
/// </summary>
public sealed class LedgerVerifier : IDisposable
{
    private const int Page = 512;

    private readonly ILedgerReader reader;
    private readonly string origin;
    private readonly NoteKey key;

    /// <summary>Verifies a ledger against its key.</summary>
    /// <param name="reader">Reads what is stored.</param>
    /// <param name="origin">The ledger's name, as in `example.org/ledger`.</param>
    /// <param name="publicKey">The ledger's public key, a DER SubjectPublicKeyInfo; from elsewhere than the data being verified.</param>
    /// <exception cref="CryptographicException">The key is none.</exception>
    public LedgerVerifier(ILedgerReader reader, string origin, ReadOnlySpan<byte> publicKey)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentException.ThrowIfNullOrEmpty(origin);
        this.reader = reader;
        this.origin = origin;
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(publicKey, out _);
        key = NoteKey.FromPublicKey(origin, ecdsa);
    }

    /// <summary>Verifies all of it, or names the first index that is bad.</summary>
    /// <param name="anchor">A head remembered outside the store; null when there is none to compare with.</param>
    /// <param name="progress">Told now and then how many entries were verified; may be null.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async ValueTask<LedgerVerdict> VerifyAsync(AnchoredHead? anchor, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var walk = new LedgerWalk(origin, key, anchor);
        while (true)
        {
            // Heads first: entries that a head covers were committed with it, so they are there when they are read after it.
            var heads = await reader.HeadsAsync(walk.LastHead, Page, cancellationToken);
            var upTo = heads.IsEmpty ? walk.Size : heads[^1].Size;
            walk.Expect(heads);
            while (walk.Fault is null && walk.Size < upTo)
            {
                // One entry again, to see whether its index stands twice.
                var entries = await reader.EntriesAsync(Math.Max(0, walk.Size - 1), Page, cancellationToken);
                if (!walk.Take(entries.AsSpan()))
                {
                    return walk.Truncated();
                }

                progress?.Report(walk.Size);
            }

            if (walk.Fault is { } fault)
            {
                return fault;
            }

            if (heads.IsEmpty)
            {
                return await EndAsync(walk, cancellationToken) ?? walk.End();
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => key.Dispose();

    // Entries after the last head, unless a head over them was committed meanwhile: then null is not the end, but no fault either.
    private async ValueTask<LedgerVerdict?> EndAsync(LedgerWalk walk, CancellationToken cancellationToken)
    {
        var rest = await reader.EntriesAsync(Math.Max(0, walk.Size - 1), 3, cancellationToken);
        var later = await reader.HeadsAsync(walk.LastHead, 1, cancellationToken);
        return later.IsEmpty ? walk.Rest(rest.AsSpan()) : null;
    }
}
