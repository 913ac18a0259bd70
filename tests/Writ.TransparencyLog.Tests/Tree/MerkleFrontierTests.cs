using FsCheck;
using FsCheck.Fluent;

namespace Writ.TransparencyLog.Tests.Tree;

public sealed class MerkleFrontierTests
{
    [Fact]
    public void Root_AfterEachAppend_IsThePublishedOne()
    {
        var frontier = new MerkleFrontier();
        Assert.Equal(KnownTree.Root(0), frontier.Root());
        for (var size = 1; size <= 8; size++)
        {
            frontier.Append(KnownTree.Leaf(size - 1));
            Assert.Equal(size, frontier.Size);
            Assert.Equal(KnownTree.Root(size), frontier.Root());
        }
    }

    [Fact]
    public void Append_EachLeaf_TellsTheSubtreesItCompletes()
    {
        var frontier = new MerkleFrontier();
        var told = new List<(int, long)>();
        for (var i = 0; i < 4; i++)
            frontier.Append(KnownTree.Leaf(i), (level, index, _) => told.Add((level, index)));
        Assert.Equal([(0, 0L), (0, 1L), (1, 0L), (0, 2L), (0, 3L), (1, 1L), (2, 0L)], told);
    }

    [Fact]
    public void Copy_AppendedTo_LeavesTheOriginal()
    {
        var frontier = Of(5);
        var copy = frontier.Copy();
        copy.Append(KnownTree.Leaf(5));
        Assert.Equal(KnownTree.Root(5), frontier.Root());
        Assert.Equal(KnownTree.Root(6), copy.Root());
        frontier.Append(KnownTree.Leaf(5));
        frontier.Append(KnownTree.Leaf(6));
        Assert.Equal(KnownTree.Root(7), frontier.Root());
        Assert.Equal(KnownTree.Root(6), copy.Root());
    }

    [Fact]
    public void TryRead_OfOwnBytes_ContinuesAsIfUninterrupted() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Gen.Choose(0, 600).ToArbitrary(), Gen.Choose(0, 100).ToArbitrary(), (before, after) =>
        {
            var whole = Numbered(0, before, new MerkleFrontier());
            if (!MerkleFrontier.TryRead(whole.ToBytes(), out var read, out _))
                return false;
            Numbered(before, after, whole);
            Numbered(before, after, read);
            return whole.Size == read.Size && whole.Root() == read.Root() && whole.ToBytes().AsSpan().SequenceEqual(read.ToBytes());
        }));

    [Fact]
    public void TryRead_OtherLength_IsRefused()
    {
        var bytes = Of(7).ToBytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(MerkleFrontier.TryRead(bytes.AsSpan(0, length), out var none, out var error));
            Assert.Null(none);
            Assert.Equal(length < 8 ? FrontierError.Truncated : FrontierError.WrongLength, error);
        }
        Assert.False(MerkleFrontier.TryRead([.. bytes, 0], out _, out var longer));
        Assert.Equal(FrontierError.WrongLength, longer);
    }

    [Fact]
    public void TryRead_NegativeSize_IsRefused()
    {
        var bytes = Of(7).ToBytes();
        bytes[0] |= 0x80;
        Assert.False(MerkleFrontier.TryRead(bytes, out _, out var error));
        Assert.Equal(FrontierError.SizeOutOfRange, error);
    }

    [Fact]
    public void Append_ToAFullTree_Throws()
    {
        var bytes = new byte[8 + 63 * TreeHash.Size];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, long.MaxValue);
        Assert.True(MerkleFrontier.TryRead(bytes, out var full, out _));
        Assert.Throws<InvalidOperationException>(() => full.Append(KnownTree.Leaf(0)));
    }

    private static MerkleFrontier Of(int size)
    {
        var frontier = new MerkleFrontier();
        for (var i = 0; i < size; i++)
            frontier.Append(KnownTree.Leaf(i));
        return frontier;
    }

    private static MerkleFrontier Numbered(int from, int count, MerkleFrontier frontier)
    {
        for (var i = from; i < from + count; i++)
            frontier.Append(TreeHash.OfLeaf(BitConverter.GetBytes(i)));
        return frontier;
    }
}
