using FsCheck;
using FsCheck.Fluent;

namespace Writ.Jose.Tests.Encoding;

public sealed class Base64UrlTextTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("AA", 1)]
    [InlineData("_w", 1)]
    [InlineData("AAA", 2)]
    [InlineData("__8", 2)]
    [InlineData("AAAA", 3)]
    [InlineData("-_-_", 3)]
    public void TryDecode_Canonical_Decodes(string text, int length)
    {
        Assert.True(Base64UrlText.TryDecode(text, out var bytes));
        Assert.Equal(length, bytes.Length);
        Assert.Equal(text, Base64UrlText.Encode(bytes));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("AA==")]
    [InlineData("AAA=")]
    [InlineData("AA ")]
    [InlineData(" AA")]
    [InlineData("A\nA")]
    [InlineData("AA\t")]
    [InlineData("+/+/")]
    [InlineData("AB")]
    [InlineData("_x")]
    [InlineData("AAB")]
    [InlineData("__9")]
    [InlineData("AÄAA")]
    [InlineData("AA.A")]
    public void TryDecode_AnotherSpelling_IsRefused(string text)
    {
        Assert.False(Base64UrlText.TryDecode(text, out var bytes));
        Assert.Null(bytes);
    }

    [Fact]
    public void TryDecode_OfEncoded_IsIdentity() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(ArbMap.Default.GeneratorFor<byte[]>().Where(b => b is not null).ToArbitrary(), bytes =>
            Base64UrlText.TryDecode(Base64UrlText.Encode(bytes), out var read) && read.AsSpan().SequenceEqual(bytes)));

    [Fact]
    public void TryDecode_AnyText_IsTheOnlySpellingOrRefused() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Gen.Elements("AQgwBEIXz09-_=+/ \n".ToCharArray()).ListOf().Select(c => new string([.. c])).ToArbitrary(), text =>
            !Base64UrlText.TryDecode(text, out var bytes) || string.Equals(Base64UrlText.Encode(bytes), text, StringComparison.Ordinal)));
}
