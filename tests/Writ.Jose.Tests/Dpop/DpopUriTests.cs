using FsCheck;
using FsCheck.Fluent;

namespace Writ.Jose.Tests.Dpop;

public sealed class DpopUriTests
{
    [Theory]
    [InlineData("https://a.example", "https://a.example/")]
    [InlineData("https://a.example?x", "https://a.example/")]
    [InlineData("https://a.example/#f", "https://a.example/")]
    [InlineData("HTTPS://A.Example/B", "https://a.example/B")]
    [InlineData("https://a.example:443/b", "https://a.example/b")]
    [InlineData("https://a.example:/b", "https://a.example/b")]
    [InlineData("https://a.example:80/b", "https://a.example:80/b")]
    [InlineData("http://a.example:80/b", "http://a.example/b")]
    [InlineData("http://127.0.0.1:7420/mcp", "http://127.0.0.1:7420/mcp")]
    [InlineData("http://[::1]:7420/mcp", "http://[::1]:7420/mcp")]
    [InlineData("http://[::1]/", "http://[::1]/")]
    [InlineData("https://a.example/%7euser/%2F%c3%a4", "https://a.example/~user/%2F%C3%A4")]
    [InlineData("https://a.example/a/./b/../c", "https://a.example/a/c")]
    [InlineData("https://a.example/a/..", "https://a.example/")]
    [InlineData("https://a.example/a/.", "https://a.example/a/")]
    [InlineData("https://a.example/../../a", "https://a.example/a")]
    [InlineData("https://a.example/%2e%2E/a", "https://a.example/a")]
    [InlineData("https://a.example//a//", "https://a.example//a//")]
    [InlineData("https://a.example/a?b=/../c", "https://a.example/a")]
    public void Uri_Spellings_HaveOneNormalForm(string text, string normal) => Assert.Equal(normal, Normal(text));

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a.example")]
    [InlineData("https:/a.example")]
    [InlineData("https://")]
    [InlineData("https:///a")]
    [InlineData("https://:443/")]
    [InlineData("ftp://a.example/")]
    [InlineData("https://me@a.example/")]
    [InlineData("https://me:x@a.example/")]
    [InlineData("https://a.example:1:2/")]
    [InlineData("https://a.example:65536/")]
    [InlineData("https://a.example:x/")]
    [InlineData("https://a.example:-1/")]
    [InlineData("https://[::1/")]
    [InlineData("https://[]/")]
    [InlineData("https://[a]/")]
    [InlineData("https://a]/")]
    [InlineData("https://x[::1]/")]
    [InlineData("https://[::1]x/")]
    [InlineData("https://a.example/%")]
    [InlineData("https://a.example/%4")]
    [InlineData("https://a.example/%zz")]
    [InlineData("https://a.example/[a]")]
    [InlineData("https://a.example\\b")]
    [InlineData("https://a.example/a b")]
    [InlineData("https://a.example/\n")]
    [InlineData("https://ä.example/")]
    public void Uri_NoHttpUri_Throws(string text) => Assert.Throws<ArgumentException>(() => Normal(text));

    [Fact]
    public void Uri_OfNormalForm_IsItself() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(
            Gen.Elements("aZ0.-_~/%2e%2F:?#[]@".ToCharArray()).ListOf().Select(c => "http://a" + new string([.. c])).ToArbitrary(), text =>
            {
                string normal;
                try
                {
                    normal = Normal(text);
                }
                catch (ArgumentException)
                {
                    return true;
                }
                return string.Equals(Normal(normal), normal, StringComparison.Ordinal);
            }));

    private static string Normal(string text) =>
        new DpopExpectations { Method = "GET", Uri = text, AccessToken = null, Nonces = [], MaxAge = default, MaxAhead = default }.Uri;
}
