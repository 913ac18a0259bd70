using System.Security.Cryptography;

namespace Writ.Jose.Tests.Jwt;

public sealed class JwtVerificationTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1000);
    private static readonly JwtExpectations Expected = new() { Types = ["at+jwt"], Issuer = "https://as.example", Audience = "rs" };
    private readonly ECDsa _private = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly JwkSet _keys;

    public JwtVerificationTests() => _keys = JwkSet.Of(PublicJwk.FromEcdsa(_private));

    public void Dispose() => _private.Dispose();

    [Fact]
    public void Verify_AccessToken_ReadsItsClaims()
    {
        using var key = SigningKey.Generate("k1");
        var token = new JwtBuilder("at+jwt").Claim("iss", "https://as.example").Claim("exp", Now + TimeSpan.FromSeconds(60)).Claim("aud", ["other", "rs"])
            .Claim("sub", "agent").Claim("client_id", "c").Claim("iat", Now).Claim("jti", "tok_1").Confirmation(key.PublicKey.Thumbprint)
            .Claim("act", writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("sub", "actor");
                writer.WriteEndObject();
            }).Sign(key);
        var verified = Assert.IsType<JwtVerification.Verified>(JwtVerification.Verify(token, JwkSet.Of(key.PublicKey), Expected, Now)).Token;
        Assert.Equal("https://as.example", verified.Issuer);
        Assert.Equal("agent", verified.Subject);
        Assert.Equal(["other", "rs"], verified.Audiences);
        Assert.Equal("tok_1", verified.JwtId);
        Assert.Equal(Now, verified.IssuedAt);
        Assert.Equal(Now + TimeSpan.FromSeconds(60), verified.ExpiresAt);
        Assert.Equal(key.PublicKey.Thumbprint, verified.ConfirmationKey);
        Assert.Equal(key.PublicKey.Thumbprint, verified.Key.Thumbprint);
        Assert.True(verified.Claims.TryGetObject("act", out var act) && act.TryGetString("sub", out var actor) && actor is "actor");
    }

    [Theory]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1001", JoseRefusal.None)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1000", JoseRefusal.Expired)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":0", JoseRefusal.Expired)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\"", JoseRefusal.ExpiryMissing)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":\"1001\"", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1001.5", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":-1", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":9223372036854775807", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":null", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1001,\"nbf\":1000", JoseRefusal.None)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":2001,\"nbf\":1001", JoseRefusal.NotYetValid)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":2001,\"nbf\":\"1\"", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":2001,\"iat\":1001", JoseRefusal.IssuedInFuture)]
    [InlineData("\"iss\":\"https://as.example/\",\"aud\":\"rs\",\"exp\":1001", JoseRefusal.IssuerMismatch)]
    [InlineData("\"aud\":\"rs\",\"exp\":1001", JoseRefusal.IssuerMismatch)]
    [InlineData("\"iss\":[\"https://as.example\"],\"aud\":\"rs\",\"exp\":1001", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"RS\",\"exp\":1001", JoseRefusal.AudienceMismatch)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":[],\"exp\":1001", JoseRefusal.AudienceMismatch)]
    [InlineData("\"iss\":\"https://as.example\",\"exp\":1001", JoseRefusal.AudienceMismatch)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":[\"x\",\"rs\"],\"exp\":1001", JoseRefusal.None)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":[\"rs\",1],\"exp\":1001", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":{\"rs\":1},\"exp\":1001", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1001,\"sub\":1", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1001,\"jti\":1", JoseRefusal.ClaimMalformed)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1001,\"exp\":1001", JoseRefusal.DuplicateMember)]
    [InlineData("\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1001,\"cnf\":{\"jkt\":\"a\",\"jkt\":\"b\"}", JoseRefusal.DuplicateMember)]
    public void Verify_SignedClaims_AreJudged(string claims, JoseRefusal expected) =>
        Assert.Equal(expected, Reason(Forge.Token(_private, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", "{" + claims + "}"), Expected));

    [Theory]
    [InlineData("{\"alg\":\"ES256\"}", JoseRefusal.TypeMismatch)]
    [InlineData("{\"alg\":\"ES256\",\"typ\":\"JWT\"}", JoseRefusal.TypeMismatch)]
    [InlineData("{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\"}", JoseRefusal.TypeMismatch)]
    [InlineData("{\"alg\":\"ES256\",\"typ\":\"application/at+jwt\"}", JoseRefusal.None)]
    public void Verify_Type_IsJudged(string header, JoseRefusal expected) =>
        Assert.Equal(expected, Reason(Forge.Token(_private, header, "{\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1001}"), Expected));

    [Fact]
    public void Verify_NoTypeExpected_TakesOnlyNone()
    {
        var untyped = new JwtExpectations { Types = [JwtExpectations.NoType], Issuer = "https://as.example", Audience = "rs" };
        const string Claims = "{\"iss\":\"https://as.example\",\"aud\":\"rs\",\"exp\":1001}";
        Assert.Equal(JoseRefusal.None, Reason(Forge.Token(_private, "{\"alg\":\"ES256\"}", Claims), untyped));
        Assert.Equal(JoseRefusal.TypeMismatch, Reason(Forge.Token(_private, "{\"alg\":\"ES256\",\"typ\":\"\"}", Claims), untyped));
        Assert.Equal(JoseRefusal.TypeMismatch, Reason(Forge.Token(_private, "{\"alg\":\"ES256\"}", Claims), new JwtExpectations { Types = default, Issuer = "https://as.example", Audience = "rs" }));
    }

    [Fact]
    public void Verify_SoleAudience_RefusesOthersBesides()
    {
        var sole = new JwtExpectations { Types = ["at+jwt"], Issuer = "https://as.example", Audience = "rs", SoleAudience = true };
        Assert.Equal(JoseRefusal.None, Reason(Forge.Token(_private, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", "{\"iss\":\"https://as.example\",\"aud\":[\"rs\"],\"exp\":1001}"), sole));
        Assert.Equal(JoseRefusal.AudienceMismatch, Reason(Forge.Token(_private, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", "{\"iss\":\"https://as.example\",\"aud\":[\"rs\",\"x\"],\"exp\":1001}"), sole));
    }

    [Fact]
    public void Verify_WithLeeway_MovesEachBoundByIt()
    {
        var lenient = new JwtExpectations { Types = ["at+jwt"], Issuer = "https://as.example", Audience = "rs", Leeway = TimeSpan.FromSeconds(10) };
        string Token(long exp, long nbf) => Forge.Token(_private, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", $$"""{"iss":"https://as.example","aud":"rs","exp":{{exp}},"nbf":{{nbf}}}""");
        Assert.Equal(JoseRefusal.None, Reason(Token(991, 0), lenient));
        Assert.Equal(JoseRefusal.Expired, Reason(Token(990, 0), lenient));
        Assert.Equal(JoseRefusal.None, Reason(Token(2000, 1010), lenient));
        Assert.Equal(JoseRefusal.NotYetValid, Reason(Token(2000, 1011), lenient));
    }

    [Theory]
    [InlineData("[]", JoseRefusal.NotAnObject)]
    [InlineData("hello", JoseRefusal.Json)]
    public void Verify_PayloadThatIsNoObject_IsRefused(string payload, JoseRefusal expected) =>
        Assert.Equal(expected, Reason(Forge.Token(_private, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", payload), Expected));

    [Fact]
    public void ConfirmationKey_AbsentOrMalformed_IsDefault()
    {
        foreach (var cnf in new[] { "", ",\"cnf\":{}", ",\"cnf\":\"x\"", ",\"cnf\":{\"jkt\":\"x\"}" })
        {
            var token = Forge.Token(_private, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", $$"""{"iss":"https://as.example","aud":"rs","exp":1001{{cnf}}}""");
            Assert.True(Assert.IsType<JwtVerification.Verified>(JwtVerification.Verify(token, _keys, Expected, Now)).Token.ConfirmationKey.IsDefault);
        }
    }

    private JoseRefusal Reason(string token, JwtExpectations expected) =>
        JwtVerification.Verify(token, _keys, expected, Now).Match(_ => JoseRefusal.None, reason => reason);
}
