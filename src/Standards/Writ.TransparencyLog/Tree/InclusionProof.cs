using System.Collections.Immutable;

namespace Writ.TransparencyLog;

/// <summary>A claim, not yet believed, that a leaf stands at an index of a tree (RFC 6962 §2.1.1).</summary>
public sealed class InclusionProof
{
    /// <summary>Takes the parts of a proof as they were received; nothing is checked before <see cref="Verify"/>.</summary>
    public InclusionProof(long index, long treeSize, ImmutableArray<TreeHash> path) =>
        (Index, TreeSize, Path) = (index, treeSize, path.IsDefault ? [] : path);

    /// <summary>The index of the leaf, from 0.</summary>
    public long Index { get; }

    /// <summary>The number of leaves of the tree.</summary>
    public long TreeSize { get; }

    /// <summary>The hashes beside the way from the leaf to the root, lowest first.</summary>
    public ImmutableArray<TreeHash> Path { get; }

    /// <summary>Checks that the path leads from this leaf to this root (RFC 9162 §2.1.3.2).</summary>
    public ProofVerdict Verify(TreeHash leafHash, TreeHash root)
    {
        if (Index < 0 || Index >= TreeSize)
            return ProofVerdict.SizeMismatch;
        var (at, last, hash) = (Index, TreeSize - 1, leafHash);
        foreach (var beside in Path)
        {
            if (last is 0)
                return ProofVerdict.WrongPathLength;
            if ((at & 1) is 1 || at == last)
            {
                hash = TreeHash.OfNode(beside, hash);
                // A last node without a right sibling is carried up as it is.
                for (; (at & 1) is 0 && at is not 0; last >>= 1)
                    at >>= 1;
            }
            else
            {
                hash = TreeHash.OfNode(hash, beside);
            }
            (at, last) = (at >> 1, last >> 1);
        }
        if (last is not 0)
            return ProofVerdict.WrongPathLength;
        return hash == root ? ProofVerdict.Verified : ProofVerdict.RootMismatch;
    }
}
