using Writ.Authority.Keys;
using Writ.Testing;

namespace Writ.Authority.Tests.Keys;

public sealed class OperatorCredentialTests : IDisposable
{
    private readonly TempFolder home = new();

    private OperatorCredentialOptions Options => new(home.At("keys", "operator.token"), home.At("data", "keys", "operator.sha256"));

    private string Token => File.ReadAllText(Options.TokenFile).TrimEnd();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Open_FirstStart_WritesTheTokenOnceAndKeepsItsDigestOnly()
    {
        var credential = OperatorCredential.Open(Options);
        Assert.Matches("^wop_[A-Za-z0-9_-]{43}$", Token);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Options.TokenFile));
        Assert.True(credential.Matches(Token));
        foreach (var file in Directory.GetFiles(home.At("data"), "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(Token[4..], File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_SecondStart_KeepsTheCredential()
    {
        OperatorCredential.Open(Options);
        var before = Token;
        Assert.True(OperatorCredential.Open(Options).Matches(before));
        Assert.Equal(before, Token);
    }

    [Fact]
    public void Open_TokenTakenAway_StillKnowsItAndMakesNone()
    {
        OperatorCredential.Open(Options);
        var token = Token;
        File.Delete(Options.TokenFile);
        Assert.True(OperatorCredential.Open(Options).Matches(token));
        Assert.False(File.Exists(Options.TokenFile));
    }

    [Fact]
    public void Open_CrashBetweenTheTwoFiles_GoesOnWithTheSameToken()
    {
        OperatorCredential.Open(Options);
        File.Delete(Options.DigestFile);
        var token = Token;
        Assert.True(OperatorCredential.Open(Options).Matches(token));
    }

    [Fact]
    public void Open_AnotherToken_Refuses()
    {
        OperatorCredential.Open(Options);
        File.WriteAllText(Options.TokenFile, "wop_mine");
        Assert.Equal("W2006", Assert.Throws<AuthorityException>(() => OperatorCredential.Open(Options)).Code);
    }

    [Fact]
    public void Open_TokenThatOthersRead_Refuses()
    {
        OperatorCredential.Open(Options);
        File.SetUnixFileMode(Options.TokenFile, (UnixFileMode)0b110_100_100);
        Assert.Equal("W2005", Assert.Throws<AuthorityException>(() => OperatorCredential.Open(Options)).Code);
    }

    [Fact]
    public void Matches_AnythingElse_IsFalse()
    {
        var credential = OperatorCredential.Open(Options);
        foreach (var wrong in (string[])["", " ", Token + "x", Token[..^1], Token.ToUpperInvariant(), "wop_", new string('a', 256), new string('é', 256), new string('a', 100_000)])
        {
            Assert.False(credential.Matches(wrong));
        }
    }
}
