using System.Security.Cryptography;
using Writ.Domain;
using Writ.TransparencyLog;

namespace Writ.Storage.Tests;

/// <summary>Recomputes a whole ledger, apart from the product's verifier.</summary>
internal static class LogCheck
{
    /// <summary>All entries, once their hashes and the newest head were found to be right.</summary>
    public static async Task<StoredEntry[]> ReadAsync(ILedgerReader ledger, string origin, IKeyring keyring)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(keyring.PublicKey(KeyPurpose.Ledger).Span, out _);
        using var key = NoteKey.FromPublicKey(origin, ecdsa);
        var heads = new Dictionary<long, StoredHead>();
        for (var some = await ledger.HeadsAsync(0, 5000, CancellationToken.None); !some.IsEmpty; some = await ledger.HeadsAsync(some[^1].Size, 5000, CancellationToken.None))
        {
            foreach (var head in some)
            {
                heads.Add(head.Size, head);
            }
        }

        var frontier = new MerkleFrontier();
        var all = new List<StoredEntry>();
        for (var some = await ledger.EntriesAsync(0, 5000, CancellationToken.None); !some.IsEmpty; some = await ledger.EntriesAsync(all.Count, 5000, CancellationToken.None))
        {
            foreach (var entry in some)
            {
                Assert.Equal(all.Count, entry.Index);
                var leaf = new byte[LedgerLeaf.Length(entry.Bytes.Span)];
                LedgerLeaf.Write(entry.Index, entry.Bytes.Span, leaf);
                Assert.Equal(new Digest256(TreeHash.OfLeaf(leaf).ToArray()), entry.LeafHash);
                frontier.Append(TreeHash.FromBytes(entry.LeafHash.ToArray()));
                all.Add(entry);
                if (heads.Remove(frontier.Size, out var head))
                {
                    var verified = Assert.IsType<CheckpointVerification.Verified>(CheckpointVerification.Verify(head.Note.Span, origin, key)).Checkpoint;
                    Assert.Equal((frontier.Size, frontier.Root()), (verified.Size, verified.Root));
                }
            }
        }

        Assert.Empty(heads);
        Assert.Equal(all.Count, (await ledger.NewestHeadAsync(CancellationToken.None))!.Size);
        return [.. all];
    }
}
