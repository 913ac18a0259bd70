using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Writ.Domain;
using Writ.TransparencyLog;

namespace Writ.Storage;

/// <summary>Puts entries at the end of the ledger and, once a group, its signed head. The order of entries is decided here and nowhere else.</summary>
internal sealed class LedgerAppender : IDisposable
{
    private readonly Database database;
    private readonly long domain;
    private readonly IKeyring keyring;
    private readonly NoteKey key;
    private byte[] leaf = new byte[2048];

    public LedgerAppender(Database database, long domain, IKeyring keyring, string origin)
    {
        this.database = database;
        this.domain = domain;
        this.keyring = keyring;
        Origin = origin;
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(keyring.PublicKey(KeyPurpose.Ledger).Span, out _);
        key = NoteKey.FromPublicKey(origin, ecdsa);
    }

    /// <summary>The log's name, which is also the name of the key that signs its heads.</summary>
    public string Origin { get; }

    /// <summary>Appends an entry at the frontier's size, which is its index.</summary>
    public void Append(MerkleFrontier frontier, PendingEntry entry)
    {
        var index = frontier.Size;
        var length = LedgerLeaf.Length(entry.Bytes);
        if (leaf.Length < length)
        {
            leaf = new byte[Math.Max(length, leaf.Length * 2)];
        }

        LedgerLeaf.Write(index, entry.Bytes, leaf);
        var hash = TreeHash.OfLeaf(leaf.AsSpan(0, length));
        Span<byte> hashed = stackalloc byte[TreeHash.Size];
        hash.CopyTo(hashed);
        database.Prepared("INSERT INTO entry (domain, idx, task, bytes, leaf) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, domain).Bind(2, index).Bind(3, entry.Task).Bind(4, entry.Bytes).Bind(5, hashed).Run();
        frontier.Append(hash);
    }

    /// <summary>Signs the head of the frontier's tree and writes both; in the same transaction as the entries.</summary>
    public TreeHash WriteHead(MerkleFrontier frontier)
    {
        var checkpoint = new Checkpoint(Origin, frontier.Size, frontier.Root());
        var signature = keyring.Sign(KeyPurpose.Ledger, Encoding.UTF8.GetBytes(checkpoint.ToString()));
        var note = checkpoint.ToNote(NoteSignature.FromDer(key, ToDer(signature))).ToBytes();
        database.Prepared("INSERT INTO head (domain, size, note) VALUES (?1, ?2, ?3)").Bind(1, domain).Bind(2, frontier.Size).Bind(3, note).Run();
        database.Prepared("INSERT INTO frontier (domain, bytes) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET bytes = excluded.bytes")
            .Bind(1, domain).Bind(2, frontier.ToBytes()).Run();
        return checkpoint.Root;
    }

    /// <summary>Why the newest stored head is not the head of this frontier, signed by this key; null when it is.</summary>
    public string? Disagreement(MerkleFrontier frontier)
    {
        var statement = database.Prepared("SELECT note FROM head WHERE domain = ?1 ORDER BY size DESC LIMIT 1").Bind(1, domain);
        var note = statement.Step() ? statement.Bytes(0).ToArray() : null;
        statement.Reset();
        if (note is null)
        {
            return frontier.Size == 0 ? null : "it has entries and no signed head";
        }

        return CheckpointVerification.Verify(note, Origin, key).Match(
            head => head.Size == frontier.Size && head.Root == frontier.Root() ? null : "its newest head is of another tree than the stored one",
            static error => $"its newest head is not signed by this installation ({error.Describe()})");
    }

    /// <summary>The root that a head's note claims; null when it is no checkpoint.</summary>
    public static Digest256? RootOf(ReadOnlySpan<byte> note) =>
        SignedNote.TryParse(note, out var signed, out _) && Checkpoint.TryParse(signed.Text, out var checkpoint, out _)
            ? new Digest256(checkpoint.Root.ToArray())
            : null;

    /// <inheritdoc />
    public void Dispose() => key.Dispose();

    // The keyring signs in JOSE's form, r ‖ s; a note's signature of type 0x02 is an ASN.1 sequence of the two.
    private static byte[] ToDer(ReadOnlySpan<byte> signature)
    {
        var half = signature.Length / 2;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteInteger(writer, signature[..half]);
            WriteInteger(writer, signature[half..]);
        }

        return writer.Encode();
    }

    private static void WriteInteger(AsnWriter writer, ReadOnlySpan<byte> bigEndian)
    {
        var trimmed = bigEndian.TrimStart((byte)0);
        writer.WriteIntegerUnsigned(trimmed.IsEmpty ? [0] : trimmed);
    }
}
