using FsCheck;
using FsCheck.Fluent;

namespace Writ.Jose.Tests.Jwt;

public sealed class JwtBuilderTests
{
    [Fact]
    public void Claim_SameNameTwice_Throws() =>
        Assert.Throws<ArgumentException>(() => new JwtBuilder(null).Claim("a", "x").Claim("a", "y"));

    [Fact]
    public void ToDraft_CallbackThatWritesANameOfItsOwn_Throws() =>
        Assert.Throws<InvalidOperationException>(() => new JwtBuilder(null).Claim("a", writer =>
        {
            writer.WriteNumberValue(1);
            writer.WriteNumber("b", 2);
        }).Claim("b", 3).ToDraft(null));

    [Fact]
    public void ToDraft_CallbackThatWritesNothing_Throws() =>
        Assert.Throws<InvalidOperationException>(() => new JwtBuilder(null).Claim("a", _ => { }).ToDraft(null));

    [Fact]
    public void ToDraft_Twice_Throws()
    {
        var builder = new JwtBuilder(null).Claim("a", true);
        builder.ToDraft(null);
        Assert.Throws<ObjectDisposedException>(() => builder.ToDraft(null));
        Assert.Throws<ObjectDisposedException>(() => builder.Claim("b", 1));
    }

    [Fact]
    public void Confirmation_OfDefault_Throws() =>
        Assert.Throws<ArgumentException>(() => new JwtBuilder(null).Confirmation(default));

    [Fact]
    public void Sign_AnyStrings_AreReadAsWritten()
    {
        using var key = SigningKey.Generate();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Text.ToArbitrary(), Text.ToArbitrary(), (value, name) =>
        {
            var token = new JwtBuilder("t").Claim("n" + name, value).Claim("l", [value, name]).Claim("i", value.Length).Sign(key);
            return UnverifiedJws.TryParse(token, out var read, out _)
                && read.Verify(key.PublicKey) is JwsVerification.Verified { Token: var verified }
                && ClaimSet.TryParse(verified.Payload.Span, out var claims, out _)
                && claims.TryGetString("n" + name, out var text) && string.Equals(text, value, StringComparison.Ordinal)
                && claims.TryGetStrings("l", out var list) && list.SequenceEqual([value, name])
                && claims.TryGetInt64("i", out var number) && number == value.Length;
        }));
    }

    private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<string>().Where(s => s is not null && !s.Any(char.IsSurrogate));
}
