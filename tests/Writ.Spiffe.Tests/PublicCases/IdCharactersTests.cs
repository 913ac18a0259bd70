namespace Writ.Spiffe.Tests.PublicCases;

/// <summary>Each character at each place of an id, as the public implementations try them: the standard's alphabet and nothing else (SPIFFE-ID §§2.1–2.2).</summary>
public sealed class IdCharactersTests
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    [Fact]
    public void TryParse_EachCharacterInATrustDomain_IsTakenWhenItIsOfTheAlphabet()
    {
        for (var character = '\0'; character < 0x180; character++)
        {
            var name = $"a{character}b";
            Assert.True(Lower.Contains(character) == TrustDomain.TryParse(name, out _, out _), $"U+{(int)character:X4}");

            // What ends the trust domain in an id is no part of it.
            if (character is not '/')
                Assert.True(Lower.Contains(character) == SpiffeId.TryParse($"spiffe://{name}/path", out _, out _), $"U+{(int)character:X4}");
        }
    }

    [Fact]
    public void TryParse_EachCharacterInAPath_IsTakenWhenItIsOfTheAlphabet()
    {
        for (var character = '\0'; character < 0x180; character++)
        {
            var taken = Lower.Contains(character) || Upper.Contains(character) || character is '/';
            foreach (var path in new[] { $"a{character}b", $"a/b{character}c/d" })
                Assert.True(taken == SpiffeId.TryParse($"spiffe://example.org/{path}", out _, out _), $"U+{(int)character:X4} in {path.Length}");
            Assert.True((taken && character is not '/') == SpiffeId.TryFromSegments(TrustDomain.Parse("example.org"), [$"a{character}b"], out _, out _), $"U+{(int)character:X4}");
        }
    }

    [Theory]
    [InlineData("s")]
    [InlineData("spiffe")]
    [InlineData("spiffe:")]
    [InlineData("spiffe:/")]
    [InlineData("spiffe:example.org")]
    [InlineData("Spiffe://example.org")]
    [InlineData("spiffe//example.org")]
    [InlineData("//example.org/a")]
    [InlineData("/a")]
    [InlineData("spiffe://example.org/a/.")]
    [InlineData("spiffe://example.org/./a")]
    [InlineData("spiffe://example.org/..")]
    [InlineData("spiffe://example.org/../a")]
    [InlineData("spiffe://example.org/a/..")]
    [InlineData("spiffe://example.org/a/./b")]
    [InlineData("spiffe://example.org/%2e%2e/a")]
    [InlineData("spiffe://[::1]/a")]
    [InlineData("spiffe://exa​mple.org/a")]
    [InlineData("spiffe://example.org/ａ")]
    public void TryParse_NoId_IsRefused(string text) => Assert.False(SpiffeId.TryParse(text, out _, out _));

    [Theory]
    [InlineData("spiffe://example.org/.a")]
    [InlineData("spiffe://example.org/a.")]
    [InlineData("spiffe://example.org/..a")]
    [InlineData("spiffe://example.org/...")]
    [InlineData("spiffe://example.org/a/....")]
    [InlineData("spiffe://1.2.3.4/service")]
    [InlineData("spiffe://a_b.c-d/UPPER/Lower")]
    [InlineData("spiffe://-._/x")]
    public void TryParse_IdThatLooksStrange_IsTaken(string text)
    {
        Assert.True(SpiffeId.TryParse(text, out var id, out var error), error.ToString());
        Assert.Equal(text, id.ToString());
    }

    [Fact]
    public void TryParse_TrustDomainOf255And256Bytes_AcceptsOnlyTheFirst()
    {
        Assert.True(TrustDomain.TryParse(new string('a', TrustDomain.MaxLength), out _, out _));
        Assert.False(TrustDomain.TryParse(new string('a', TrustDomain.MaxLength + 1), out _, out _));
        Assert.False(SpiffeId.TryParse($"spiffe://{new string('a', TrustDomain.MaxLength + 1)}/a", out _, out _));
    }
}
