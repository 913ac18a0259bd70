using System.Collections.Immutable;
using System.Numerics;

namespace Writ.TransparencyLog;

/// <summary>Roots and proofs of the Merkle tree of RFC 6962 §2.1, from whatever holds its hashes.</summary>
public static class MerkleTree
{
    /// <summary>Makes a source of subtree hashes from leaf hashes alone; it hashes all leaves of a subtree each time it is asked.</summary>
    public static SubtreeHashSource FromLeaves(Func<long, TreeHash> leafHash)
    {
        ArgumentNullException.ThrowIfNull(leafHash);
        return Subtree;

        TreeHash Subtree(int level, long index) =>
            level is 0 ? leafHash(index) : TreeHash.OfNode(Subtree(level - 1, 2 * index), Subtree(level - 1, 2 * index + 1));
    }

    /// <summary>The root of the first <paramref name="size"/> leaves (RFC 6962 §2.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static TreeHash Root(long size, SubtreeHashSource subtrees)
    {
        ArgumentNullException.ThrowIfNull(subtrees);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size is 0 ? TreeHash.EmptyRoot : Range(0, size, subtrees);
    }

    /// <summary>Proves that a leaf stands at an index of the tree of a size (RFC 6962 §2.1.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public static InclusionProof ProveInclusion(long index, long size, SubtreeHashSource subtrees)
    {
        ArgumentNullException.ThrowIfNull(subtrees);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = ImmutableArray.CreateBuilder<TreeHash>();
        for (var (start, count) = (0L, size); count > 1;)
        {
            var split = Split(count);
            if (index - start < split)
            {
                path.Add(Range(start + split, count - split, subtrees));
                count = split;
            }
            else
            {
                path.Add(Range(start, split, subtrees));
                (start, count) = (start + split, count - split);
            }
        }
        path.Reverse();
        return new InclusionProof(index, size, path.ToImmutable());
    }

    /// <summary>Proves that the tree of the old size is a prefix of that of the new size (RFC 6962 §2.1.2). From size 0 the proof is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative or the old one the larger.</exception>
    public static ConsistencyProof ProveConsistency(long oldSize, long newSize, SubtreeHashSource subtrees)
    {
        ArgumentNullException.ThrowIfNull(subtrees);
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        if (oldSize is 0)
            return new ConsistencyProof(oldSize, newSize, []);
        var path = ImmutableArray.CreateBuilder<TreeHash>();
        var (start, count, known) = (0L, newSize, true);
        while (oldSize - start != count)
        {
            var split = Split(count);
            if (oldSize - start <= split)
            {
                path.Add(Range(start + split, count - split, subtrees));
                count = split;
            }
            else
            {
                path.Add(Range(start, split, subtrees));
                (start, count, known) = (start + split, count - split, false);
            }
        }
        // The verifier has the old root; only when the old tree ends inside the new one must its last part be told.
        if (!known)
            path.Add(Range(start, count, subtrees));
        path.Reverse();
        return new ConsistencyProof(oldSize, newSize, path.ToImmutable());
    }

    private static TreeHash Range(long start, long count, SubtreeHashSource subtrees)
    {
        // INVARIANT: start is a multiple of the largest power of two in count, since every split is at one.
        if (BitOperations.IsPow2(count))
        {
            var level = BitOperations.TrailingZeroCount(count);
            return subtrees(level, start >> level);
        }
        var split = Split(count);
        return TreeHash.OfNode(Range(start, split, subtrees), Range(start + split, count - split, subtrees));
    }

    /// <summary>The largest power of two below count, which is at least 2.</summary>
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
