using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Ids;

public sealed class SlugTests
{
    private static readonly Gen<string> Texts =
        Gen.ListOf(Gen.Elements("abz019--AZ_./*: \0\n\u00e9\u0130\u0131\u0660\uff41\u200b\ud800".ToCharArray())).Select(static c => new string([.. c]));

    [Theory]
    [InlineData("a")]
    [InlineData("a1")]
    [InlineData("resolve-ticket")]
    [InlineData("a--b")]
    public void TryParse_AName_KeepsItsOneSpelling(string text)
    {
        Assert.True(Slug.TryParse(text, null, out var slug));
        Assert.Equal(text, slug.ToString());
        Assert.Equal(slug, Slug.Parse(text));
        Assert.False(slug.IsDefault);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("1a")]
    [InlineData("A")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("\u0430")]
    [InlineData("a\u0301")]
    [InlineData("a\u0661")]
    [InlineData("\uff41")]
    [InlineData("..")]
    [InlineData("*")]
    public void TryParse_NotAName_IsRefused(string? text)
    {
        Assert.False(Slug.TryParse(text, null, out var slug));
        Assert.True(slug.IsDefault);
    }

    [Fact]
    public void TryParse_LongestAndLonger_AcceptsTheLongestOnly()
    {
        Assert.True(Slug.TryParse(new string('a', Slug.MaxLength), null, out _));
        Assert.False(Slug.TryParse(new string('a', Slug.MaxLength + 1), null, out _));
    }

    [Fact]
    public void TryParse_AnyText_AcceptsOnlyTheAlphabetAndKeepsTheSpelling() =>
        Properties.Hold(Texts, static text => Slug.TryParse(text, null, out var slug)
            ? slug.ToString() == text && text.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') && text[0] is >= 'a' and <= 'z' && text[^1] != '-'
            : slug.IsDefault);

    [Fact]
    public void CompareTo_Names_IsOrdinalWithNothingFirst()
    {
        Assert.True(Slug.Parse("a") < Slug.Parse("b"));
        Assert.True(Slug.Parse("a-b") < Slug.Parse("a0"));
        Assert.True(default(Slug) < Slug.Parse("a"));
        Assert.True(Slug.Parse("a") <= Slug.Parse("a") && Slug.Parse("a") >= Slug.Parse("a") && !(Slug.Parse("a") > Slug.Parse("a")));
    }

    [Fact]
    public void Default_NamesNothing()
    {
        Assert.True(default(Slug).IsDefault);
        Assert.Equal("", default(Slug).ToString());
        Assert.Equal(0, default(Slug).GetHashCode());
        Assert.NotEqual(default, Slug.Parse("a"));
    }

    [Fact]
    public void Parse_NotAName_ThrowsWithoutRepeatingIt() =>
        Assert.DoesNotContain("Planted", Assert.Throws<FormatException>(() => Slug.Parse("Planted")).Message, StringComparison.Ordinal);
}
