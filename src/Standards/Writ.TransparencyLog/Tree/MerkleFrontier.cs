using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Writ.TransparencyLog;

/// <summary>
/// The right edge of a growing Merkle tree (RFC 6962 §2.1): the hashes of its perfect subtrees, enough to append to it and
/// to know its root. It is mutable and not safe for threads; take a <see cref="Copy"/> before a transaction that may fail.
/// </summary>
public sealed class MerkleFrontier
{
    private const int MaxPeaks = 63;

    // INVARIANT: the first PopCount(Size) peaks are set, the largest subtree first.
    private readonly TreeHash[] _peaks = new TreeHash[MaxPeaks];

    /// <summary>Makes the frontier of the tree without leaves.</summary>
    public MerkleFrontier()
    {
    }

    /// <summary>The number of leaves.</summary>
    public long Size { get; private set; }

    private int PeakCount => BitOperations.PopCount((ulong)Size);

    /// <summary>Appends a leaf's hash at index <see cref="Size"/> and tells the sink each perfect subtree this completes, the leaf first.</summary>
    /// <exception cref="InvalidOperationException">The tree has the most leaves a size can count.</exception>
    public void Append(TreeHash leafHash, SubtreeHashSink? completed = null)
    {
        if (Size is long.MaxValue)
            throw new InvalidOperationException("the tree is full");
        var (hash, at, index) = (leafHash, PeakCount, Size);
        completed?.Invoke(0, index, hash);
        for (var level = 1; (index & 1) is 1; level++)
        {
            hash = TreeHash.OfNode(_peaks[--at], hash);
            index >>= 1;
            completed?.Invoke(level, index, hash);
        }
        _peaks[at] = hash;
        Size++;
    }

    /// <summary>Hashes the frontier up to the root (RFC 6962 §2.1).</summary>
    public TreeHash Root()
    {
        if (Size is 0)
            return TreeHash.EmptyRoot;
        var at = PeakCount - 1;
        var root = _peaks[at];
        while (at > 0)
            root = TreeHash.OfNode(_peaks[--at], root);
        return root;
    }

    /// <summary>Makes an independent frontier of the same tree.</summary>
    public MerkleFrontier Copy()
    {
        var copy = new MerkleFrontier { Size = Size };
        Array.Copy(_peaks, copy._peaks, PeakCount);
        return copy;
    }

    /// <summary>The frontier as bytes: the size as 8 bytes big-endian, then the subtree hashes, largest first.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[sizeof(long) + PeakCount * TreeHash.Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Size);
        for (var i = 0; i < PeakCount; i++)
            _peaks[i].CopyTo(bytes.AsSpan(sizeof(long) + i * TreeHash.Size));
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote, exactly, or says why it cannot be that.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out MerkleFrontier? frontier, out FrontierError error)
    {
        frontier = null;
        if (bytes.Length < sizeof(long))
        {
            error = FrontierError.Truncated;
            return false;
        }
        var size = BinaryPrimitives.ReadInt64BigEndian(bytes);
        var hashes = bytes[sizeof(long)..];
        error = size < 0 ? FrontierError.SizeOutOfRange
            : hashes.Length != BitOperations.PopCount((ulong)size) * TreeHash.Size ? FrontierError.WrongLength
            : FrontierError.None;
        if (error is not FrontierError.None)
            return false;
        frontier = new MerkleFrontier { Size = size };
        for (var i = 0; i < frontier.PeakCount; i++)
            frontier._peaks[i] = TreeHash.FromBytes(hashes.Slice(i * TreeHash.Size, TreeHash.Size));
        return true;
    }
}
