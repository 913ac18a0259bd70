using FsCheck;
using FsCheck.Fluent;

namespace Writ.TransparencyLog.Tests.Notes;

public sealed class CheckpointTests
{
    private const string Root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void ToString_Checkpoint_IsThreeLines() =>
        Assert.Equal($"log.example/1\n0\n{Root}\n", new Checkpoint("log.example/1", 0, TreeHash.EmptyRoot).ToString());

    [Theory]
    [InlineData(null, NoteError.OriginMissing)]
    [InlineData("", NoteError.OriginMissing)]
    [InlineData("\n0\n" + Root + "\n", NoteError.OriginMissing)]
    [InlineData("a\n0\n" + Root, NoteError.EmptyLine)]
    [InlineData("a\n", NoteError.TreeSize)]
    [InlineData("a\n\n" + Root + "\n", NoteError.TreeSize)]
    [InlineData("a\n01\n" + Root + "\n", NoteError.TreeSize)]
    [InlineData("a\n+1\n" + Root + "\n", NoteError.TreeSize)]
    [InlineData("a\n-1\n" + Root + "\n", NoteError.TreeSize)]
    [InlineData("a\n 1\n" + Root + "\n", NoteError.TreeSize)]
    [InlineData("a\n1e3\n" + Root + "\n", NoteError.TreeSize)]
    [InlineData("a\n9223372036854775808\n" + Root + "\n", NoteError.TreeSize)]
    [InlineData("a\n1\n", NoteError.RootHash)]
    [InlineData("a\n1\n\n", NoteError.RootHash)]
    [InlineData("a\n1\nAAAA\n", NoteError.RootHash)]
    [InlineData("a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", NoteError.RootHash)]
    [InlineData("a\n1\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n", NoteError.RootHash)]
    [InlineData("a\n1\n" + Root + "\n\n", NoteError.EmptyLine)]
    [InlineData("a\n1\n" + Root + "\n\nx\n", NoteError.EmptyLine)]
    [InlineData("a\r\n1\n" + Root + "\n", NoteError.ControlCharacter)]
    public void TryParse_NoCheckpoint_NamesTheReason(string? text, NoteError expected)
    {
        Assert.False(Checkpoint.TryParse(text, out var checkpoint, out var error));
        Assert.Null(checkpoint);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryParse_Extensions_AreKept()
    {
        var text = $"a\n9223372036854775807\n{Root}\nx\ny z\n";
        Assert.True(Checkpoint.TryParse(text, out var checkpoint, out _));
        Assert.Equal(long.MaxValue, checkpoint.Size);
        Assert.Equal(["x", "y z"], checkpoint.Extensions);
        Assert.Equal(text, checkpoint.ToString());
    }

    [Fact]
    public void TryParse_OfPrinted_IsIdentity() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Claim.ToArbitrary(), claim =>
            Checkpoint.TryParse(claim.ToString(), out var read, out _)
            && string.Equals(read.Origin, claim.Origin, StringComparison.Ordinal) && read.Size == claim.Size && read.Root == claim.Root && read.Extensions.IsEmpty));

    [Fact]
    public void Constructor_OriginOfTwoLines_Throws()
    {
        Assert.Throws<ArgumentException>(() => new Checkpoint("a\nb", 0, default));
        Assert.Throws<ArgumentException>(() => new Checkpoint("", 0, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint("a", -1, default));
    }

    private static readonly Gen<Checkpoint> Claim =
        from origin in Gen.Elements("abz09./-_ ü".ToCharArray()).NonEmptyListOf()
        from high in Gen.Choose(0, int.MaxValue)
        from shift in Gen.Choose(0, 31)
        from leaf in ArbMap.Default.GeneratorFor<byte[]>()
        select new Checkpoint(new string([.. origin]), (long)high << shift, TreeHash.OfLeaf(leaf ?? []));
}
