using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Storage;
using Writ.Testing;
using Writ.TransparencyLog;

namespace Writ.Ledger.Tests;

/// <summary>A real ledger in a real file, closed, for a test to alter as somebody who can write the file would.</summary>
internal sealed class LedgerOnDisk : IDisposable
{
    private readonly TempFolder folder = new();

    private LedgerOnDisk() => Some = new Samples(Ulids, new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    public TestKeyring Keyring { get; } = new();

    public TestUlids Ulids { get; } = new();

    public Samples Some { get; }

    public string DataFolder => folder.At("data");

    public static string Origin => SqliteStore.OriginOf(Samples.TrustDomain);

    public AnchoredHead Anchor => new LedgerAnchor(folder.At("anchor")).Find(Origin)!;

    /// <summary>A ledger with commits of so many entries, after the first entry, which is the epoch's.</summary>
    public static async Task<LedgerOnDisk> OfAsync(params int[] commits)
    {
        var ledger = new LedgerOnDisk();
        await ledger.AppendAsync(commits);
        return ledger;
    }

    public async Task AppendAsync(params int[] commits)
    {
        await using var store = await OpenAsync();
        foreach (var count in commits)
        {
            await store.Journal.CommitAsync([], [], [.. Enumerable.Range(0, count).Select(_ => Some.Entry())], CancellationToken.None);
        }
    }

    public ValueTask<SqliteStore> OpenAsync() => SqliteStore.OpenAsync(
        new SqliteStoreOptions { DataFolder = DataFolder, AnchorFile = folder.At("anchor") },
        Keyring, Samples.TrustDomain, TimeProvider.System, Ulids, NullLogger<SqliteStore>.Instance, CancellationToken.None);

    public async Task<LedgerVerdict> VerifyAsync(AnchoredHead? anchor = null, IKeyring? keyring = null)
    {
        using var offline = OfflineLedger.Open(DataFolder, Samples.TrustDomain);
        using var verifier = new LedgerVerifier(offline.Ledger, offline.Origin, (keyring ?? Keyring).PublicKey(KeyPurpose.Ledger).Span);
        return await verifier.VerifyAsync(anchor, null, CancellationToken.None);
    }

    public void Sql(string sql)
    {
        using var database = Database.OpenWritable(Path.Combine(DataFolder, SqliteStoreOptions.FileName));
        database.Execute(sql);
    }

    /// <summary>Changes the bytes in a column of one row.</summary>
    public void Alter(string table, string column, string where, Func<byte[], byte[]> change)
    {
        using var database = Database.OpenWritable(Path.Combine(DataFolder, SqliteStoreOptions.FileName));
        var select = database.Prepared($"SELECT {column} FROM {table} WHERE {where}");
        Assert.True(select.Step());
        var changed = change(select.Bytes(0).ToArray());
        select.Reset();
        database.Prepared($"UPDATE {table} SET {column} = ?1 WHERE {where}").Bind(1, changed).Run();
        Assert.Equal(1, database.Changes);
    }

    public void FlipEntry(long index, int at) => Alter("entry", "bytes", $"idx = {index}", bytes => Flip(bytes, at % bytes.Length));

    /// <summary>Changes an entry and the leaf hash beside it, so that the two agree.</summary>
    public void RewriteEntry(long index)
    {
        FlipEntry(index, 60);
        Alter("entry", "leaf", $"idx = {index}", _ => Leaf(index));
    }

    public static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 1;
        return bytes;
    }

    public void Dispose()
    {
        Keyring.Dispose();
        folder.Dispose();
    }

    private byte[] Leaf(long index)
    {
        byte[] leaf = [];
        Alter("entry", "bytes", $"idx = {index}", bytes =>
        {
            var content = new byte[LedgerLeaf.Length(bytes)];
            LedgerLeaf.Write(index, bytes, content);
            leaf = TreeHash.OfLeaf(content).ToArray();
            return bytes;
        });
        return leaf;
    }
}
