namespace Writ.Spiffe.Tests;

public sealed class SpiffeIdTests
{
    private static readonly TrustDomain Domain = TrustDomain.Parse("example.org");

    [Theory]
    [InlineData("spiffe://example.org", "")]
    [InlineData("spiffe://example.org/a", "/a")]
    [InlineData("spiffe://example.org/agent/coder/01J", "/agent/coder/01J")]
    [InlineData("spiffe://example.org/9Az.-_", "/9Az.-_")]
    [InlineData("spiffe://example.org/...", "/...")]
    public void TryParse_ValidId_KeepsItsSpelling(string text, string path)
    {
        Assert.True(SpiffeId.TryParse(text, out var id, out var error));
        Assert.Equal(SpiffeIdError.None, error);
        Assert.Equal(text, id.ToString());
        Assert.Equal(path, id.Path.ToString());
        Assert.Equal(path.Length > 0, id.HasPath);
        Assert.Equal(Domain, id.TrustDomain);
        Assert.True(id.IsMemberOf(Domain));
    }

    [Theory]
    [InlineData(null, SpiffeIdError.Empty)]
    [InlineData("", SpiffeIdError.Empty)]
    [InlineData("example.org/a", SpiffeIdError.WrongScheme)]
    [InlineData("spiffe:/example.org/a", SpiffeIdError.WrongScheme)]
    [InlineData("SPIFFE://example.org/a", SpiffeIdError.WrongScheme)]
    [InlineData("https://example.org/a", SpiffeIdError.WrongScheme)]
    [InlineData(" spiffe://example.org/a", SpiffeIdError.WrongScheme)]
    [InlineData("spiffe://", SpiffeIdError.TrustDomainMissing)]
    [InlineData("spiffe:///a", SpiffeIdError.TrustDomainMissing)]
    [InlineData("spiffe://Example.org/a", SpiffeIdError.TrustDomainCharacter)]
    [InlineData("spiffe://me@example.org/a", SpiffeIdError.UserInfo)]
    [InlineData("spiffe://example.org:8443/a", SpiffeIdError.Port)]
    [InlineData("spiffe://example%2eorg/a", SpiffeIdError.PercentEncoding)]
    [InlineData("spiffe://example.org?q", SpiffeIdError.Query)]
    [InlineData("spiffe://example.org#f", SpiffeIdError.Fragment)]
    [InlineData("spiffe://example.org/a?q=1", SpiffeIdError.Query)]
    [InlineData("spiffe://example.org/a#f", SpiffeIdError.Fragment)]
    [InlineData("spiffe://example.org/%61", SpiffeIdError.PercentEncoding)]
    [InlineData("spiffe://example.org/a b", SpiffeIdError.PathCharacter)]
    [InlineData("spiffe://example.org/a:b", SpiffeIdError.PathCharacter)]
    [InlineData("spiffe://example.org/*", SpiffeIdError.PathCharacter)]
    [InlineData("spiffe://example.org/a\0", SpiffeIdError.PathCharacter)]
    [InlineData("spiffe://example.org/ä", SpiffeIdError.PathCharacter)]
    [InlineData("spiffe://example.org/", SpiffeIdError.TrailingSlash)]
    [InlineData("spiffe://example.org/a/", SpiffeIdError.TrailingSlash)]
    [InlineData("spiffe://example.org//", SpiffeIdError.EmptySegment)]
    [InlineData("spiffe://example.org//a", SpiffeIdError.EmptySegment)]
    [InlineData("spiffe://example.org/a//b", SpiffeIdError.EmptySegment)]
    [InlineData("spiffe://example.org/.", SpiffeIdError.DotSegment)]
    [InlineData("spiffe://example.org/a/../b", SpiffeIdError.DotSegment)]
    public void TryParse_InvalidId_NamesTheReason(string? text, SpiffeIdError expected)
    {
        Assert.False(SpiffeId.TryParse(text, out var id, out var error));
        Assert.Equal(expected, error);
        Assert.True(id.IsDefault);
    }

    [Fact]
    public void TryParse_At2048And2049Bytes_AcceptsOnlyTheFirst()
    {
        var longest = "spiffe://example.org/".PadRight(SpiffeId.MaxLength, 'a');
        Assert.True(SpiffeId.TryParse(longest, out _, out _));
        Assert.False(SpiffeId.TryParse(longest + "a", out _, out var error));
        Assert.Equal(SpiffeIdError.TooLong, error);
    }

    [Fact]
    public void TryParseWorkload_TrustDomainId_IsRefused()
    {
        Assert.False(SpiffeId.TryParseWorkload("spiffe://example.org", out var id, out var error));
        Assert.Equal(SpiffeIdError.PathMissing, error);
        Assert.True(id.IsDefault);
        Assert.True(SpiffeId.TryParseWorkload("spiffe://example.org/a", out _, out _));
    }

    [Fact]
    public void FromSegments_ValidSegments_JoinsThem()
    {
        var id = SpiffeId.FromSegments(Domain, "agent", "coder", "01J");
        Assert.Equal("spiffe://example.org/agent/coder/01J", id.ToString());
        Assert.Equal(["agent", "coder", "01J"], id.GetSegments());
    }

    [Theory]
    [InlineData("a/b", SpiffeIdError.PathCharacter)]
    [InlineData("", SpiffeIdError.EmptySegment)]
    [InlineData("..", SpiffeIdError.DotSegment)]
    [InlineData("%2f", SpiffeIdError.PercentEncoding)]
    [InlineData(null, SpiffeIdError.EmptySegment)]
    public void TryFromSegments_InvalidSegment_NamesTheReason(string? segment, SpiffeIdError expected)
    {
        Assert.False(SpiffeId.TryFromSegments(Domain, ["agent", segment!], out var id, out var error));
        Assert.Equal(expected, error);
        Assert.True(id.IsDefault);
        Assert.Throws<ArgumentException>(() => SpiffeId.FromSegments(Domain, "agent", segment!));
    }

    [Fact]
    public void TryFromSegments_NoSegmentsOrTooMany_IsRefused()
    {
        Assert.False(SpiffeId.TryFromSegments(Domain, [], out _, out var none));
        Assert.Equal(SpiffeIdError.PathMissing, none);
        Assert.False(SpiffeId.TryFromSegments(Domain, [new string('a', 2048)], out _, out var tooLong));
        Assert.Equal(SpiffeIdError.TooLong, tooLong);
        Assert.Throws<ArgumentException>(() => SpiffeId.FromSegments(default, "a"));
    }

    [Fact]
    public void HasPathPrefix_PartOfASegment_DoesNotMatch()
    {
        var id = SpiffeId.Parse("spiffe://example.org/agent/coder/1");
        Assert.True(id.HasPathPrefix());
        Assert.True(id.HasPathPrefix("agent"));
        Assert.True(id.HasPathPrefix("agent", "coder"));
        Assert.True(id.HasPathPrefix("agent", "coder", "1"));
        Assert.False(id.HasPathPrefix("age"));
        Assert.False(id.HasPathPrefix("agent/coder", "2"));
        Assert.False(id.HasPathPrefix("agent", "code"));
        Assert.False(id.HasPathPrefix("agent", ""));
        Assert.False(id.HasPathPrefix("agent", "coder", "1", "2"));
        Assert.False(default(SpiffeId).HasPathPrefix());
    }

    [Fact]
    public void HasPathOf_PrefixOnly_DoesNotMatch()
    {
        var id = SpiffeId.Parse("spiffe://example.org/agent/coder");
        Assert.True(id.HasPathOf("agent", "coder"));
        Assert.False(id.HasPathOf("agent"));
        Assert.True(Domain.Id.HasPathOf());
        Assert.False(default(SpiffeId).HasPathOf());
    }

    [Fact]
    public void Default_Always_NamesNobody()
    {
        SpiffeId id = default;
        Assert.True(id.IsDefault);
        Assert.Equal("", id.ToString());
        Assert.False(id.HasPath);
        Assert.Empty(id.GetSegments());
        Assert.False(id.IsMemberOf(default));
        Assert.True(id == default);
        Assert.True(id != Domain.Id);
    }

    [Fact]
    public void Describe_EachError_IsOneLowerCaseLine()
    {
        foreach (var error in Enum.GetValues<SpiffeIdError>())
        {
            var text = error.Describe();
            Assert.Equal(text.ToLowerInvariant(), text);
            Assert.DoesNotContain('\n', text);
            Assert.False(text.EndsWith('.'));
        }
    }
}
