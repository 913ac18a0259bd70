using Writ.Jose;
using Writ.Spiffe.Tests.Testing;

namespace Writ.Spiffe.Tests.Jwt;

public sealed class JwtSvidTests : IDisposable
{
    private const string Audience = "https://writ.example.org";

    private readonly Pki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Verify_Issued_SaysWhose()
    {
        var verified = Assert.IsType<JwtSvidVerification.Verified>(JwtSvidVerification.Verify(_pki.Token(_pki.Id(), [Audience]), Audience, _pki.Bundles, Pki.Now));
        Assert.Equal((_pki.Id(), Pki.Now.AddMinutes(5)), (verified.Svid.Id, verified.Svid.ExpiresAt));
        Assert.Equal([Audience], verified.Svid.Audiences);
        Assert.IsType<JwtSvidVerification.Verified>(JwtSvidVerification.Verify(_pki.Token(_pki.Id(), ["other", Audience]), Audience, _pki.Bundles, Pki.Now));
    }

    [Theory]
    [InlineData(null, JwtSvidRefusal.None)]
    [InlineData("JWT", JwtSvidRefusal.None)]
    [InlineData("JOSE", JwtSvidRefusal.None)]
    [InlineData("jwt", JwtSvidRefusal.Type)]
    [InlineData("at+jwt", JwtSvidRefusal.Type)]
    [InlineData("wit+jwt", JwtSvidRefusal.Type)]
    public void Verify_Type_IsOneOfThree(string? type, JwtSvidRefusal refusal) =>
        Assert.Equal(refusal, Refusal(_pki.Token(token => token.Claim("sub", _pki.Id().ToString()).Claim("aud", Audience).Claim("exp", Pki.Now.AddMinutes(1)), type)));

    [Fact]
    public void Verify_ClaimsAgainstAClause_IsRefusedForIt()
    {
        var id = _pki.Id().ToString();
        var exp = Pki.Now.AddMinutes(1);
        Assert.Equal(JwtSvidRefusal.Subject, Refusal(_pki.Token(t => t.Claim("aud", Audience).Claim("exp", exp))));
        Assert.Equal(JwtSvidRefusal.Subject, Refusal(_pki.Token(t => t.Claim("sub", "alice").Claim("aud", Audience).Claim("exp", exp))));
        Assert.Equal(JwtSvidRefusal.Subject, Refusal(_pki.Token(t => t.Claim("sub", "spiffe://example.org").Claim("aud", Audience).Claim("exp", exp))));
        Assert.Equal(JwtSvidRefusal.UnknownTrustDomain, Refusal(_pki.Token(t => t.Claim("sub", "spiffe://example.net/a").Claim("aud", Audience).Claim("exp", exp))));
        Assert.Equal(JwtSvidRefusal.Audience, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("exp", exp))));
        Assert.Equal(JwtSvidRefusal.Audience, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("aud", "other").Claim("exp", exp))));
        Assert.Equal(JwtSvidRefusal.Audience, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("aud", Audience + "/").Claim("exp", exp))));
        Assert.Equal(JwtSvidRefusal.ClaimMalformed, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("aud", 5).Claim("exp", exp))));
        Assert.Equal(JwtSvidRefusal.ExpiryMissing, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("aud", Audience))));
        Assert.Equal(JwtSvidRefusal.ClaimMalformed, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("aud", Audience).Claim("exp", "soon"))));
        Assert.Equal(JwtSvidRefusal.Expired, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("aud", Audience).Claim("exp", Pki.Now))));
        Assert.Equal(JwtSvidRefusal.NotYetValid, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("aud", Audience).Claim("exp", exp).Claim("nbf", Pki.Now.AddSeconds(1)))));
        Assert.Equal(JwtSvidRefusal.NotYetValid, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("aud", Audience).Claim("exp", exp).Claim("iat", Pki.Now.AddSeconds(1)))));
        Assert.Equal(JwtSvidRefusal.None, Refusal(_pki.Token(t => t.Claim("sub", id).Claim("aud", Audience).Claim("exp", exp).Claim("nbf", Pki.Now).Claim("iat", Pki.Now))));
    }

    [Fact]
    public void Verify_KeyThatIsNotTheTrustDomains_IsRefused()
    {
        using var impostor = new Pki();
        using var other = new Pki("example.net");
        Assert.Equal(JwtSvidRefusal.BadSignature, Refusal(impostor.Token(_pki.Id(), [Audience])));

        // Another trust domain's key, its id among those of the set: never merged.
        var stolen = other.TokenKey.Sign(JwtSvid.Draft(_pki.Id(), [Audience], Pki.Now, Pki.Now.AddMinutes(5), "token-key"));
        Assert.Equal(new JwtSvidVerification.Refused(JwtSvidRefusal.BadSignature), JwtSvidVerification.Verify(stolen, Audience, BundleSet.Of(_pki.Bundle, other.Bundle), Pki.Now));
        Assert.Equal(JwtSvidRefusal.UnknownKey, Refusal(_pki.TokenKey.Sign(JwtSvid.Draft(_pki.Id(), [Audience], Pki.Now, Pki.Now.AddMinutes(5), "unknown"))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJzcGlmZmU6Ly9leGFtcGxlLm9yZy9hIn0.")]
    public void Verify_NoToken_IsMalformed(string? token) => Assert.Equal(JwtSvidRefusal.Malformed, Refusal(token));

    [Fact]
    public void Verify_HeaderWithMore_IsRefused()
    {
        // A DPoP proof's header carries its own key: nothing in a header may say which key to believe.
        using var key = SigningKey.Generate();
        Assert.Equal(JwtSvidRefusal.Header, Refusal(DpopProver.Prove(key, "POST", "https://writ.example.org/token", "1", Pki.Now, accessToken: null, nonce: null)));
    }

    [Fact]
    public void Draft_WithoutPathOrAudience_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => JwtSvid.Draft(_pki.TrustDomain.Id, [Audience], Pki.Now, Pki.Now, "k"));
        Assert.Throws<ArgumentException>(() => JwtSvid.Draft(_pki.Id(), [], Pki.Now, Pki.Now, "k"));
        Assert.Throws<ArgumentException>(() => JwtSvid.Draft(_pki.Id(), [""], Pki.Now, Pki.Now, "k"));
    }

    private JwtSvidRefusal Refusal(string? token) =>
        JwtSvidVerification.Verify(token, Audience, _pki.Bundles, Pki.Now) is JwtSvidVerification.Refused refused ? refused.Reason : JwtSvidRefusal.None;
}
