namespace Writ.TransparencyLog.Tests.Tree;

public sealed class MerkleTreeTests
{
    private static readonly SubtreeHashSource Source = MerkleTree.FromLeaves(KnownTree.Leaf);

    [Fact]
    public void OfLeaf_PublishedInput_HashesAsPublished() =>
        Assert.Equal("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56", TreeHash.OfLeaf("L123456"u8).ToString());

    [Fact]
    public void OfLeaf_LongerThanTheStackLimit_HashesTheWhole()
    {
        var content = new byte[70_000];
        var expected = System.Security.Cryptography.SHA256.HashData([0, .. content]);
        Assert.Equal(expected, TreeHash.OfLeaf(content).ToArray());
        Assert.NotEqual(TreeHash.OfLeaf(content), TreeHash.OfLeaf(content.AsSpan(1)));
    }

    [Fact]
    public void Root_EachSize_IsThePublishedOne()
    {
        for (var size = 0; size <= 8; size++)
            Assert.Equal(KnownTree.Roots[size], MerkleTree.Root(size, Source).ToString());
    }

    [Theory]
    [InlineData(0, 1, "")]
    [InlineData(0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(1, 5, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public void ProveInclusion_PublishedTree_GivesThePublishedPath(int index, int size, string path)
    {
        Assert.Equal(KnownTree.Hashes(path), MerkleTree.ProveInclusion(index, size, Source).Path);
        var proof = new InclusionProof(index, size, KnownTree.Hashes(path));
        Assert.Equal(ProofVerdict.Verified, proof.Verify(KnownTree.Leaf(index), KnownTree.Root(size)));
    }

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(1, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public void ProveConsistency_PublishedTree_GivesThePublishedPath(int oldSize, int newSize, string path)
    {
        Assert.Equal(KnownTree.Hashes(path), MerkleTree.ProveConsistency(oldSize, newSize, Source).Path);
        var proof = new ConsistencyProof(oldSize, newSize, KnownTree.Hashes(path));
        Assert.Equal(ProofVerdict.Verified, proof.Verify(KnownTree.Root(oldSize), KnownTree.Root(newSize)));
    }

    [Fact]
    public void Root_EqualLeavesAsANode_Differ() =>
        Assert.NotEqual(TreeHash.OfLeaf([.. KnownTree.Leaf(0).ToArray(), .. KnownTree.Leaf(1).ToArray()]), TreeHash.OfNode(KnownTree.Leaf(0), KnownTree.Leaf(1)));

    [Fact]
    public void ProveInclusion_IndexOutside_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ProveInclusion(8, 8, Source));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ProveInclusion(-1, 8, Source));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ProveInclusion(0, 0, Source));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ProveConsistency(5, 4, Source));
    }
}
