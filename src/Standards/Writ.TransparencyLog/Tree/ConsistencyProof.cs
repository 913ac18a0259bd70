using System.Collections.Immutable;
using System.Numerics;

namespace Writ.TransparencyLog;

/// <summary>A claim, not yet believed, that a tree only grew (RFC 6962 §2.1.2).</summary>
public sealed class ConsistencyProof
{
    /// <summary>Takes the parts of a proof as they were received; nothing is checked before <see cref="Verify"/>.</summary>
    public ConsistencyProof(long oldSize, long newSize, ImmutableArray<TreeHash> path) =>
        (OldSize, NewSize, Path) = (oldSize, newSize, path.IsDefault ? [] : path);

    /// <summary>The number of leaves of the earlier tree.</summary>
    public long OldSize { get; }

    /// <summary>The number of leaves of the later tree.</summary>
    public long NewSize { get; }

    /// <summary>The hashes that rebuild both roots, lowest first.</summary>
    public ImmutableArray<TreeHash> Path { get; }

    /// <summary>Checks that the tree of the new root begins with the leaves of the old one (RFC 9162 §2.1.4.2).</summary>
    public ProofVerdict Verify(TreeHash oldRoot, TreeHash newRoot)
    {
        if (OldSize < 0 || OldSize > NewSize)
            return ProofVerdict.SizeMismatch;
        if (OldSize is 0 || OldSize == NewSize)
            return VerifyTrivial(oldRoot, newRoot);

        // A perfect old tree is a node of the new one: its root is the start and is not told again.
        var perfect = BitOperations.IsPow2(OldSize);
        if (!perfect && Path.IsEmpty)
            return ProofVerdict.WrongPathLength;
        var start = perfect ? oldRoot : Path[0];
        var shift = BitOperations.TrailingZeroCount(OldSize);
        var (at, last) = ((OldSize - 1) >> shift, (NewSize - 1) >> shift);
        var (older, newer) = (start, start);
        foreach (var beside in perfect ? Path.AsSpan() : Path.AsSpan(1..))
        {
            if (last is 0)
                return ProofVerdict.WrongPathLength;
            if ((at & 1) is 1 || at == last)
            {
                (older, newer) = (TreeHash.OfNode(beside, older), TreeHash.OfNode(beside, newer));
                for (; (at & 1) is 0 && at is not 0; last >>= 1)
                    at >>= 1;
            }
            else
            {
                newer = TreeHash.OfNode(newer, beside);
            }
            (at, last) = (at >> 1, last >> 1);
        }
        if (last is not 0)
            return ProofVerdict.WrongPathLength;
        if (older != oldRoot)
            return ProofVerdict.OldRootMismatch;
        return newer == newRoot ? ProofVerdict.Verified : ProofVerdict.RootMismatch;
    }

    private ProofVerdict VerifyTrivial(TreeHash oldRoot, TreeHash newRoot)
    {
        if (!Path.IsEmpty)
            return ProofVerdict.WrongPathLength;
        if (OldSize is 0 && oldRoot != TreeHash.EmptyRoot)
            return ProofVerdict.OldRootMismatch;
        return OldSize == NewSize && oldRoot != newRoot ? ProofVerdict.RootMismatch : ProofVerdict.Verified;
    }
}
