using System.Collections.Immutable;
using Writ.Domain;
using Writ.TransparencyLog;

namespace Writ.Ledger;

/// <summary>One walk along a ledger from its first entry on: the tree so far, the heads that are to come, and the first thing that was wrong.</summary>
internal sealed class LedgerWalk(string origin, NoteKey key, AnchoredHead? anchor)
{
    private readonly MerkleFrontier frontier = new();
    private ImmutableArray<StoredHead> heads = [];
    private int nextHead;
    private long headCount;
    private long? suspect;
    private bool isOtherThanAnchor;
    private byte[] leaf = new byte[2048];

    /// <summary>How many entries were taken.</summary>
    public long Size => frontier.Size;

    /// <summary>The size of the last head that was compared.</summary>
    public long LastHead { get; private set; }

    /// <summary>What is wrong; null so far.</summary>
    public LedgerVerdict.Broken? Fault { get; private set; }

    /// <summary>Takes in the heads that come next, in order of size.</summary>
    public void Expect(ImmutableArray<StoredHead> coming)
    {
        heads = coming;
        nextHead = 0;
    }

    /// <summary>Takes in entries from the last one taken on; false when there is no further one.</summary>
    public bool Take(ReadOnlySpan<StoredEntry> entries)
    {
        if (IsSeenTwice(entries))
        {
            return true;
        }

        var fresh = Size == 0 ? entries : entries.IsEmpty || entries[0].Index != Size - 1 ? entries : entries[1..];
        foreach (var entry in fresh)
        {
            if (Fault is not null || nextHead == heads.Length)
            {
                return true;
            }

            if (entry.Index != Size)
            {
                Fault = entry.Index < Size
                    ? new(entry.Index, LedgerFault.IndexDuplicated, "two entries stand at this index")
                    : new(Size, LedgerFault.EntryMissing, FormattableString.Invariant($"it is missing; the next one is entry {entry.Index}"));
                return true;
            }

            Add(entry);
            isOtherThanAnchor |= anchor?.Size == Size && Root() != anchor.Root;
            CompareHead();
        }

        return !fresh.IsEmpty;
    }

    /// <summary>The entries ended before the heads did.</summary>
    public LedgerVerdict.Broken Truncated() => new(
        suspect ?? Size,
        suspect is null ? LedgerFault.Truncated : LedgerFault.EntryAltered,
        suspect is null
            ? FormattableString.Invariant($"it and all after it are missing; a signed head counts {heads[^1].Size} entries")
            : "it is not what was recorded at this place, and the log ends before the next signed head");

    /// <summary>What is wrong with entries that follow the last head; null when there are none.</summary>
    public LedgerVerdict.Broken? Rest(ReadOnlySpan<StoredEntry> entries)
    {
        if (IsSeenTwice(entries))
        {
            return Fault;
        }

        return entries.Length > (Size == 0 ? 0 : 1) ? new(Size, LedgerFault.Unsigned, "it and all after it are under no signed head") : null;
    }

    /// <summary>The verdict once all entries and heads were taken.</summary>
    public LedgerVerdict End() => anchor is not null && anchor.Size > Size
        ? new LedgerVerdict.Broken(
            Size, LedgerFault.BehindAnchor, FormattableString.Invariant($"it and all after it are missing; the anchor remembers {anchor.Size} entries"))
        : new LedgerVerdict.Whole(Size, headCount, Root());

    private bool IsSeenTwice(ReadOnlySpan<StoredEntry> entries)
    {
        if (Size > 0 && entries.Length > 1 && entries[0].Index == Size - 1 && entries[1].Index == Size - 1)
        {
            Fault = new(Size - 1, LedgerFault.IndexDuplicated, "two entries stand at this index");
            return true;
        }

        return false;
    }

    private void Add(StoredEntry entry)
    {
        var length = LedgerLeaf.Length(entry.Bytes.Span);
        if (leaf.Length < length)
        {
            leaf = new byte[length];
        }

        LedgerLeaf.Write(entry.Index, entry.Bytes.Span, leaf);
        var hash = TreeHash.OfLeaf(leaf.AsSpan(0, length));

        // Which of the two was changed, the entry or the hash beside it, is known at the next head: the tree is made from the entries alone.
        if (new Digest256(hash.ToArray()) != entry.LeafHash)
        {
            suspect ??= entry.Index;
        }

        frontier.Append(hash);
    }

    private void CompareHead()
    {
        if (nextHead == heads.Length || heads[nextHead].Size != Size)
        {
            return;
        }

        Fault ??= Judge(heads[nextHead]);

        // The head signs these entries and the anchor does not know them: whoever rewrote the log has the key, and only the anchor tells.
        if (isOtherThanAnchor && anchor is not null)
        {
            Fault ??= new(anchor.Size - 1, LedgerFault.OtherThanAnchor, "the log up to it is another one than the anchor remembers");
        }

        LastHead = Size;
        nextHead++;
        headCount++;
    }

    private LedgerVerdict.Broken? Judge(StoredHead stored)
    {
        if (Read(stored) is not { } head)
        {
            return new(suspect ?? LastHead, LedgerFault.HeadForged, FormattableString.Invariant($"the head over {stored.Size} entries is not signed by the ledger's key"));
        }

        if (head.Size != stored.Size)
        {
            return new(LastHead, LedgerFault.HeadMisplaced, FormattableString.Invariant($"the head over {head.Size} entries is stored as one over {stored.Size}"));
        }

        var isSound = head.Root == frontier.Root();
        return suspect is { } index
            ? isSound
                ? new(index, LedgerFault.LeafHashAltered, "the leaf hash stored beside it was altered; the entry itself is as it was signed")
                : new(index, LedgerFault.EntryAltered, "it is not what was recorded at this place: it was altered or moved")
            : isSound ? null
            : new(LastHead, LedgerFault.EntryAltered, FormattableString.Invariant($"it, or one of those up to entry {Size - 1}, was altered: they are not what the head over {Size} entries signs"));
    }

    private VerifiedCheckpoint? Read(StoredHead stored) =>
        CheckpointVerification.Verify(stored.Note.Span, origin, key).Match<VerifiedCheckpoint?>(static head => head, static _ => null);

    private Digest256 Root() => new(frontier.Root().ToArray());
}
