namespace Writ.Spiffe.Tests;

public sealed class TrustDomainTests
{
    [Theory]
    [InlineData("example.org")]
    [InlineData("a")]
    [InlineData("a-b_c.9")]
    [InlineData("127.0.0.1")]
    public void TryParse_ValidName_KeepsItsSpelling(string text)
    {
        Assert.True(TrustDomain.TryParse(text, out var parsed, out var error));
        Assert.Equal(SpiffeIdError.None, error);
        Assert.Equal(text, parsed.ToString());
        Assert.False(parsed.IsDefault);
    }

    [Theory]
    [InlineData(null, SpiffeIdError.Empty)]
    [InlineData("", SpiffeIdError.TrustDomainMissing)]
    [InlineData("Example.org", SpiffeIdError.TrustDomainCharacter)]
    [InlineData("exämple.org", SpiffeIdError.TrustDomainCharacter)]
    [InlineData("example.org ", SpiffeIdError.TrustDomainCharacter)]
    [InlineData("example.org\n", SpiffeIdError.TrustDomainCharacter)]
    [InlineData("example.org/x", SpiffeIdError.TrustDomainCharacter)]
    [InlineData("example.org:443", SpiffeIdError.Port)]
    [InlineData("me@example.org", SpiffeIdError.UserInfo)]
    [InlineData("me:secret@example.org", SpiffeIdError.UserInfo)]
    [InlineData("example%2eorg", SpiffeIdError.PercentEncoding)]
    public void TryParse_InvalidName_NamesTheReason(string? text, SpiffeIdError expected)
    {
        Assert.False(TrustDomain.TryParse(text, out var parsed, out var error));
        Assert.Equal(expected, error);
        Assert.True(parsed.IsDefault);
    }

    [Fact]
    public void TryParse_At255And256Bytes_AcceptsOnlyTheFirst()
    {
        Assert.True(TrustDomain.TryParse(new string('a', 255), out _, out _));
        Assert.False(TrustDomain.TryParse(new string('a', 256), out _, out var error));
        Assert.Equal(SpiffeIdError.TrustDomainTooLong, error);
    }

    [Fact]
    public void Parse_InvalidName_ThrowsWithTheReason() =>
        Assert.Equal(SpiffeIdError.Port.Describe(), Assert.Throws<FormatException>(() => TrustDomain.Parse("a:1")).Message);

    [Fact]
    public void Id_OfName_HasNoPath()
    {
        var id = TrustDomain.Parse("example.org").Id;
        Assert.Equal("spiffe://example.org", id.ToString());
        Assert.False(id.HasPath);
        Assert.Equal(id, SpiffeId.Parse("spiffe://example.org"));
    }

    [Fact]
    public void Id_OfDefault_Throws() => Assert.Throws<InvalidOperationException>(() => default(TrustDomain).Id);

    [Fact]
    public void Equals_SameNameParsedTwice_IsEqual()
    {
        var a = TrustDomain.Parse("example.org");
        var b = TrustDomain.Parse(string.Concat("example", ".org"));
        Assert.True(a == b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.True(a != default);
        Assert.True(a != TrustDomain.Parse("example.com"));
    }
}
