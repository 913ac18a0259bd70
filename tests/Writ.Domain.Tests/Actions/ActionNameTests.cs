using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Actions;

public sealed class ActionNameTests
{
    private static readonly Gen<string> Tools =
        Gen.NonEmptyListOf(Gen.Elements("aZ09_-./*: %\\\"'{}~\0\n\u007f\u0085\u00e9\u202e\uff0f\ud83d\ude00".ToCharArray())).Select(static c => new string([.. c]));

    [Fact]
    public void ToString_OfAnyName_IsReadBackAsTheSame() =>
        Properties.Hold(Tools, static tool =>
            !ActionName.TryCreate(Slug.Parse("files"), tool, out var name)
            || (ActionName.TryParse(name.ToString(), out var read) && read == name && read.Tool == tool && read.Server == Slug.Parse("files")));

    [Fact]
    public void TryParse_ToolWithSlashes_SplitsAtTheFirst()
    {
        Assert.True(ActionName.TryParse("files/a/b/../c", out var name));
        Assert.Equal(Slug.Parse("files"), name.Server);
        Assert.Equal("a/b/../c", name.Tool);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("files")]
    [InlineData("files/")]
    [InlineData("/tool")]
    [InlineData("Files/tool")]
    [InlineData("fi les/tool")]
    [InlineData("files/*")]
    [InlineData("files/a\0b")]
    [InlineData("files/a\nb")]
    [InlineData("files/a\u007f")]
    [InlineData("files/a\u0085")]
    [InlineData("files\uff0ftool")]
    public void TryParse_NotAName_IsRefused(string? text)
    {
        Assert.False(ActionName.TryParse(text, out var name));
        Assert.True(name.IsDefault);
    }

    // A lone surrogate cannot stand in an attribute.
    [Fact]
    public void TryParse_LoneSurrogate_IsRefused() =>
        Assert.All(["files/\ud800", "files/\ud800a", "files/\udc00\ud800", "files/a\udc00"], static text => Assert.False(ActionName.TryParse(text, out _)));

    [Fact]
    public void TryCreate_LongestAndLonger_AcceptsTheLongestOnly()
    {
        Assert.True(ActionName.TryCreate(Slug.Parse("files"), new string('a', ActionName.MaxToolLength), out _));
        Assert.False(ActionName.TryCreate(Slug.Parse("files"), new string('a', ActionName.MaxToolLength + 1), out _));
        Assert.False(ActionName.TryCreate(default, "tool", out _));
    }

    [Fact]
    public void Equals_LookAlikeTool_IsAnother()
    {
        Assert.NotEqual(Given.Name("files/read"), Given.Name("files/r\u0435ad"));
        Assert.NotEqual(Given.Name("files/read"), Given.Name("files/Read"));
        Assert.NotEqual(Given.Name("files/read"), Given.Name("file/read"));
        Assert.NotEqual(Given.Name("files/caf\u00e9"), Given.Name("files/cafe\u0301"));
    }

    [Fact]
    public void Default_NamesNothing()
    {
        Assert.True(default(ActionName).IsDefault);
        Assert.Equal("", default(ActionName).ToString());
    }
}
