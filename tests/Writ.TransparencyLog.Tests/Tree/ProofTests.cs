namespace Writ.TransparencyLog.Tests.Tree;

public sealed class ProofTests
{
    private static readonly TreeHash[] Leaves = [.. Enumerable.Range(0, 300).Select(i => TreeHash.OfLeaf(BitConverter.GetBytes(i)))];
    private static readonly SubtreeHashSource Source = Stored();
    private static readonly TreeHash[] Roots = [.. Enumerable.Range(0, 301).Select(n => MerkleTree.Root(n, Source))];

    [Fact]
    public void Verify_EveryLeafOfEverySizeTo300_IsIncluded()
    {
        for (var size = 1; size <= 300; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleTree.ProveInclusion(index, size, Source);
                Assert.Equal(ProofVerdict.Verified, proof.Verify(Leaves[index], Roots[size]));
            }
        }
    }

    [Fact]
    public void Verify_EveryPairOfSizesTo64_IsConsistent()
    {
        for (var newSize = 0; newSize <= 64; newSize++)
        {
            for (var oldSize = 0; oldSize <= newSize; oldSize++)
            {
                var proof = MerkleTree.ProveConsistency(oldSize, newSize, Source);
                Assert.Equal(ProofVerdict.Verified, proof.Verify(Roots[oldSize], Roots[newSize]));
            }
        }
    }

    [Fact]
    public void Verify_AnyByteOfAnInclusionFlipped_IsRefused()
    {
        for (var size = 1; size <= 33; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleTree.ProveInclusion(index, size, Source);
                for (var bit = 0; bit < 256; bit += 7)
                {
                    Assert.NotEqual(ProofVerdict.Verified, proof.Verify(Flip(Leaves[index], bit), Roots[size]));
                    Assert.Equal(ProofVerdict.RootMismatch, proof.Verify(Leaves[index], Flip(Roots[size], bit)));
                    for (var at = 0; at < proof.Path.Length; at++)
                        Assert.NotEqual(ProofVerdict.Verified, new InclusionProof(index, size, proof.Path.SetItem(at, Flip(proof.Path[at], bit))).Verify(Leaves[index], Roots[size]));
                }
            }
        }
    }

    [Fact]
    public void Verify_AnyByteOfAConsistencyFlipped_IsRefused()
    {
        for (var newSize = 2; newSize <= 20; newSize++)
        {
            for (var oldSize = 1; oldSize < newSize; oldSize++)
            {
                var proof = MerkleTree.ProveConsistency(oldSize, newSize, Source);
                for (var bit = 0; bit < 256; bit += 7)
                {
                    Assert.NotEqual(ProofVerdict.Verified, proof.Verify(Flip(Roots[oldSize], bit), Roots[newSize]));
                    Assert.NotEqual(ProofVerdict.Verified, proof.Verify(Roots[oldSize], Flip(Roots[newSize], bit)));
                    for (var at = 0; at < proof.Path.Length; at++)
                        Assert.NotEqual(ProofVerdict.Verified, new ConsistencyProof(oldSize, newSize, proof.Path.SetItem(at, Flip(proof.Path[at], bit))).Verify(Roots[oldSize], Roots[newSize]));
                }
            }
        }
    }

    [Fact]
    public void Verify_InclusionAtAnotherIndexOrWithAnotherLength_IsRefused()
    {
        for (var size = 2; size <= 40; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var path = MerkleTree.ProveInclusion(index, size, Source).Path;
                for (var other = 0; other < size; other++)
                {
                    if (other != index)
                        Assert.NotEqual(ProofVerdict.Verified, new InclusionProof(other, size, path).Verify(Leaves[index], Roots[size]));
                }
                Assert.Equal(ProofVerdict.WrongPathLength, new InclusionProof(index, size, path.Add(Leaves[0])).Verify(Leaves[index], Roots[size]));
                Assert.Equal(ProofVerdict.WrongPathLength, new InclusionProof(index, size, path[..^1]).Verify(Leaves[index], Roots[size]));
            }
        }
    }

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(4, 4)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Verify_InclusionWithSizesThatContradict_IsRefused(long index, long size) =>
        Assert.Equal(ProofVerdict.SizeMismatch, new InclusionProof(index, size, default).Verify(Leaves[0], Roots[1]));

    [Fact]
    public void Verify_ConsistencyWithSizesThatContradict_IsRefused()
    {
        Assert.Equal(ProofVerdict.SizeMismatch, new ConsistencyProof(5, 4, []).Verify(Roots[5], Roots[4]));
        Assert.Equal(ProofVerdict.SizeMismatch, new ConsistencyProof(-1, 4, []).Verify(Roots[0], Roots[4]));
        Assert.Equal(ProofVerdict.WrongPathLength, new ConsistencyProof(3, 4, []).Verify(Roots[3], Roots[4]));
        Assert.Equal(ProofVerdict.WrongPathLength, new ConsistencyProof(2, 4, []).Verify(Roots[2], Roots[4]));
        Assert.Equal(ProofVerdict.WrongPathLength, new ConsistencyProof(4, 4, [Leaves[0]]).Verify(Roots[4], Roots[4]));
        Assert.Equal(ProofVerdict.RootMismatch, new ConsistencyProof(4, 4, []).Verify(Roots[4], Roots[5]));
        Assert.Equal(ProofVerdict.OldRootMismatch, new ConsistencyProof(0, 4, []).Verify(Roots[1], Roots[4]));
        Assert.Equal(ProofVerdict.WrongPathLength, new ConsistencyProof(long.MaxValue - 1, long.MaxValue, [Leaves[0]]).Verify(Roots[1], Roots[4]));
    }

    [Fact]
    public void ProofVerdict_Default_ProvesNothing() => Assert.Equal(ProofVerdict.NotVerified, default);

    private static TreeHash Flip(TreeHash hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return TreeHash.FromBytes(bytes);
    }

    /// <summary>Answers from what a frontier said it completed, and so fails on any subtree it did not.</summary>
    private static SubtreeHashSource Stored()
    {
        var stored = new Dictionary<(int, long), TreeHash>();
        var frontier = new MerkleFrontier();
        foreach (var leaf in Leaves)
            frontier.Append(leaf, (level, index, hash) => stored.Add((level, index), hash));
        return (level, index) => stored[(level, index)];
    }
}
