namespace Writ.Spiffe.Tests;

public sealed class SpiffeIdPatternTests
{
    [Theory]
    [InlineData("spiffe://example.org/agent/*", "spiffe://example.org/agent/a", true)]
    [InlineData("spiffe://example.org/agent/*", "spiffe://example.org/agent/a/b", true)]
    [InlineData("spiffe://example.org/agent/*", "spiffe://example.org/agent", false)]
    [InlineData("spiffe://example.org/agent/*", "spiffe://example.org/agents/a", false)]
    [InlineData("spiffe://example.org/agent/*", "spiffe://example.com/agent/a", false)]
    [InlineData("spiffe://example.org/*", "spiffe://example.org/a", true)]
    [InlineData("spiffe://example.org/*", "spiffe://example.org", false)]
    [InlineData("spiffe://example.org/*", "spiffe://example.organic/a", false)]
    [InlineData("spiffe://example.org/agent", "spiffe://example.org/agent", true)]
    [InlineData("spiffe://example.org/agent", "spiffe://example.org/agent/a", false)]
    public void Matches_PatternAndId_AgreesOnWholeSegments(string pattern, string id, bool expected) =>
        Assert.Equal(expected, SpiffeIdPattern.Parse(pattern).Matches(SpiffeId.Parse(id)));

    [Theory]
    [InlineData("*", SpiffeIdError.WrongScheme)]
    [InlineData("spiffe://*", SpiffeIdError.WrongScheme)]
    [InlineData("spiffe://*/a", SpiffeIdError.TrustDomainCharacter)]
    [InlineData("spiffe://example.org/*/a", SpiffeIdError.PathCharacter)]
    [InlineData("spiffe://example.org/a*", SpiffeIdError.PathCharacter)]
    [InlineData("spiffe://example.org//*", SpiffeIdError.TrailingSlash)]
    [InlineData(null, SpiffeIdError.Empty)]
    public void TryParse_StarElsewhere_IsRefused(string? text, SpiffeIdError expected)
    {
        Assert.False(SpiffeIdPattern.TryParse(text, out var pattern, out var error));
        Assert.Equal(expected, error);
        Assert.True(pattern.IsDefault);
    }

    [Fact]
    public void Matches_Default_MatchesNothing()
    {
        Assert.False(default(SpiffeIdPattern).Matches(default));
        Assert.False(default(SpiffeIdPattern).Matches(SpiffeId.Parse("spiffe://example.org/a")));
        Assert.False(SpiffeIdPattern.Parse("spiffe://example.org/*").Matches(default));
    }

    [Fact]
    public void ToString_ParsedPattern_GivesItsText() =>
        Assert.Equal("spiffe://example.org/a/*", SpiffeIdPattern.Parse("spiffe://example.org/a/*").ToString());
}
