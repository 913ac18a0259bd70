using System.Security.Cryptography;

namespace Writ.Jose.Tests.Dpop;

public sealed class DpopVerificationTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_562_262_616);
    private readonly JwkCache _cache = new(16);
    private readonly ECDsa _private = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _jwk;

    public DpopVerificationTests()
    {
        var q = _private.ExportParameters(false).Q;
        _jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64UrlText.Encode(q.X)}}","y":"{{Base64UrlText.Encode(q.Y)}}"}""";
    }

    public void Dispose() => _private.Dispose();

    [Fact]
    public void Verify_PublishedTokenRequest_IsVerified()
    {
        var proof = Assert.IsType<DpopVerification.Verified>(Verify(Vectors.DpopTokenRequest, Request("POST", "https://server.example.com/token"))).Proof;
        Assert.Equal(Vectors.DpopThumbprint, proof.Thumbprint.ToString());
        Assert.Equal("-BwC3ESc6acc2lTc", proof.JwtId);
        Assert.Equal(Now, proof.IssuedAt);
        Assert.Null(proof.Nonce);
    }

    [Fact]
    public void Verify_PublishedResourceRequest_IsBoundToItsAccessToken()
    {
        Assert.IsType<DpopVerification.Verified>(Verify(Vectors.DpopResourceRequest, Request("GET", "https://resource.example.org/protectedresource", Vectors.DpopAccessToken)));
        AssertReason(DpopRefusal.AccessTokenHashMismatch, Vectors.DpopResourceRequest, Request("GET", "https://resource.example.org/protectedresource", Vectors.DpopAccessToken + "x"));
        AssertReason(DpopRefusal.AccessTokenHashMissing, Vectors.DpopTokenRequest, Request("POST", "https://server.example.com/token", Vectors.DpopAccessToken));
    }

    [Fact]
    public void Verify_OtherRequest_IsRefused()
    {
        AssertReason(DpopRefusal.MethodMismatch, Vectors.DpopTokenRequest, Request("GET", "https://server.example.com/token"));
        AssertReason(DpopRefusal.MethodMismatch, Vectors.DpopTokenRequest, Request("post", "https://server.example.com/token"));
        AssertReason(DpopRefusal.UriMismatch, Vectors.DpopTokenRequest, Request("POST", "https://server.example.com/token/"));
        AssertReason(DpopRefusal.UriMismatch, Vectors.DpopTokenRequest, Request("POST", "http://server.example.com/token"));
        AssertReason(DpopRefusal.UriMismatch, Vectors.DpopTokenRequest, Request("POST", "https://server.example.com:8443/token"));
        AssertReason(DpopRefusal.UriMismatch, Vectors.DpopTokenRequest, Request("POST", "https://server.example.com/TOKEN"));
        AssertReason(DpopRefusal.None, Vectors.DpopTokenRequest, Request("POST", "HTTPS://SERVER.example.com:443/a/../%74oken?x=1#y"));
    }

    [Theory]
    [InlineData(-61, DpopRefusal.TooOld)]
    [InlineData(-60, DpopRefusal.None)]
    [InlineData(0, DpopRefusal.None)]
    [InlineData(5, DpopRefusal.None)]
    [InlineData(6, DpopRefusal.IssuedInFuture)]
    public void Verify_IssuedAt_HasToBeInTheWindow(int seconds, DpopRefusal expected) =>
        AssertReason(expected, Signed(Claims(iat: (Now.ToUnixTimeSeconds() + seconds).ToString())), Request("GET", "https://a.example/"));

    [Theory]
    [InlineData("{\"htm\":\"GET\",\"htu\":\"https://a.example/\",\"iat\":1562262616}", DpopRefusal.JwtId)]
    [InlineData("{\"jti\":\"\",\"htm\":\"GET\",\"htu\":\"https://a.example/\",\"iat\":1562262616}", DpopRefusal.JwtId)]
    [InlineData("{\"jti\":7,\"htm\":\"GET\",\"htu\":\"https://a.example/\",\"iat\":1562262616}", DpopRefusal.JwtId)]
    [InlineData("{\"jti\":\"j\",\"htu\":\"https://a.example/\",\"iat\":1562262616}", DpopRefusal.MethodMissing)]
    [InlineData("{\"jti\":\"j\",\"htm\":\"GET\",\"iat\":1562262616}", DpopRefusal.UriMissing)]
    [InlineData("{\"jti\":\"j\",\"htm\":\"GET\",\"htu\":\"/\",\"iat\":1562262616}", DpopRefusal.UriMissing)]
    [InlineData("{\"jti\":\"j\",\"htm\":\"GET\",\"htu\":\"https://a.example/\"}", DpopRefusal.IssuedAtMissing)]
    [InlineData("{\"jti\":\"j\",\"htm\":\"GET\",\"htu\":\"https://a.example/\",\"iat\":\"1562262616\"}", DpopRefusal.IssuedAtMissing)]
    [InlineData("{\"jti\":\"j\",\"htm\":\"GET\",\"htu\":\"https://a.example/\",\"iat\":1562262616.5}", DpopRefusal.IssuedAtMissing)]
    [InlineData("{\"jti\":\"j\",\"jti\":\"k\",\"htm\":\"GET\",\"htu\":\"https://a.example/\",\"iat\":1562262616}", DpopRefusal.Malformed)]
    [InlineData("[]", DpopRefusal.Malformed)]
    [InlineData("{\"jti\":\"j\",\"htm\":\"GET\",\"htu\":\"https://a.example/\",\"iat\":1562262616}", DpopRefusal.None)]
    public void Verify_Claims_AreJudged(string claims, DpopRefusal expected) =>
        AssertReason(expected, Signed(claims), Request("GET", "https://a.example/"));

    [Fact]
    public void Verify_LongJwtId_IsBounded()
    {
        AssertReason(DpopRefusal.None, Signed(Claims(jti: new string('j', 256))), Request("GET", "https://a.example/"));
        AssertReason(DpopRefusal.JwtId, Signed(Claims(jti: new string('j', 257))), Request("GET", "https://a.example/"));
    }

    [Fact]
    public void Verify_Header_IsJudged()
    {
        var request = Request("GET", "https://a.example/");
        AssertReason(DpopRefusal.Missing, null, request);
        AssertReason(DpopRefusal.Missing, "", request);
        AssertReason(DpopRefusal.Malformed, "a.b", request);
        AssertReason(DpopRefusal.TypeMismatch, Forge.Token(_private, $$"""{"alg":"ES256","jwk":{{_jwk}}}""", Claims()), request);
        AssertReason(DpopRefusal.TypeMismatch, Forge.Token(_private, $$"""{"typ":"at+jwt","alg":"ES256","jwk":{{_jwk}}}""", Claims()), request);
        AssertReason(DpopRefusal.KeyMissing, Forge.Token(_private, """{"typ":"dpop+jwt","alg":"ES256"}""", Claims()), request);
        AssertReason(DpopRefusal.KeyMissing, Forge.Token(_private, """{"typ":"dpop+jwt","alg":"ES256","jwk":"x"}""", Claims()), request);
        AssertReason(DpopRefusal.KeyRefused, Forge.Token(_private, $$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{{_jwk.Insert(1, "\"d\":\"AA\",")}}}""", Claims()), request, JoseRefusal.PrivateKey);
        AssertReason(DpopRefusal.KeyRefused, Forge.Token(_private, """{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"oct","k":"AA"}}""", Claims()), request, JoseRefusal.PrivateKey);
        AssertReason(DpopRefusal.Malformed, Forge.Token(_private, $$"""{"typ":"dpop+jwt","alg":"HS256","jwk":{{_jwk}}}""", Claims()), request, JoseRefusal.AlgorithmUnsupported);
        AssertReason(DpopRefusal.BadSignature, Forge.Token(_private, $$"""{"typ":"dpop+jwt","alg":"RS256","jwk":{{_jwk}}}""", Claims()), request, JoseRefusal.AlgorithmMismatch);
        AssertReason(DpopRefusal.BadSignature, Forge.Token(_private, $$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{{Vectors.Es256Key}}}""", Claims()), request, JoseRefusal.BadSignature);
        AssertReason(DpopRefusal.None, Forge.Token(_private, $$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{{_jwk}}}""", Claims()), request);
    }

    [Fact]
    public void Verify_CachedKey_DoesNotExcuseAPrivateMember()
    {
        var request = Request("GET", "https://a.example/");
        AssertReason(DpopRefusal.None, Signed(Claims()), request);
        AssertReason(DpopRefusal.KeyRefused, Forge.Token(_private, $$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{{_jwk.Insert(1, "\"d\":\"AA\",")}}}""", Claims()), request, JoseRefusal.PrivateKey);
    }

    [Fact]
    public void Verify_NonceDemanded_TakesACurrentOne()
    {
        using var key = SigningKey.Generate();
        string Proof(string? nonce) => DpopProver.Prove(key, "GET", "https://a.example/", "j", Now, null, nonce);
        var demanding = Request("GET", "https://a.example/", null, "current", "previous");
        AssertReason(DpopRefusal.NonceMissing, Proof(null), demanding);
        AssertReason(DpopRefusal.NonceMismatch, Proof("older"), demanding);
        Assert.Equal("previous", Assert.IsType<DpopVerification.Verified>(Verify(Proof("previous"), demanding)).Proof.Nonce);
        Assert.Null(Assert.IsType<DpopVerification.Verified>(Verify(Proof("anything"), Request("GET", "https://a.example/"))).Proof.Nonce);
    }

    [Fact]
    public void Prove_Request_IsVerifiedAndKeepsToPublicMembers()
    {
        using var key = SigningKey.Generate();
        var proof = DpopProver.Prove(key, "POST", "https://A.example:443/x?q=1", "j", Now, "token", null);
        Assert.Equal(key.PublicKey.Thumbprint, Assert.IsType<DpopVerification.Verified>(Verify(proof, Request("POST", "https://a.example/x", "token"))).Proof.Thumbprint);
        Assert.True(UnverifiedJws.TryParse(proof, out var read, out _));
        Assert.True(read.Header.Members.TryGetObject("jwk", out var jwk));
        Assert.Equal(["crv", "kty", "x", "y"], jwk.Names.Order(StringComparer.Ordinal));
        Assert.Throws<ArgumentException>(() => DpopProver.Prove(key, "POST", "/x", "j", Now, null, null));
        Assert.Throws<ArgumentException>(() => DpopProver.Draft(Vectors.Key(Vectors.Rs256Key), "POST", "https://a.example/", "j", Now, null, null));
    }

    [Fact]
    public void Describe_EachRefusal_IsOneLowerCaseLine()
    {
        foreach (var text in Enum.GetValues<DpopRefusal>().Select(r => r.Describe()))
        {
            Assert.Equal(text.ToLowerInvariant(), text);
            Assert.DoesNotContain('\n', text);
            Assert.False(text.EndsWith('.'));
        }
    }

    private static string Claims(string jti = "j", string iat = "1562262616") =>
        $$"""{"jti":"{{jti}}","htm":"GET","htu":"https://a.example/","iat":{{iat}}}""";

    private static DpopExpectations Request(string method, string uri, string? accessToken = null, params string[] nonces) =>
        new() { Method = method, Uri = uri, AccessToken = accessToken, Nonces = [.. nonces], MaxAge = TimeSpan.FromSeconds(60), MaxAhead = TimeSpan.FromSeconds(5) };

    private string Signed(string claims) => Forge.Token(_private, $$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{{_jwk}}}""", claims);

    private DpopVerification Verify(string? proof, DpopExpectations expected) => DpopVerification.Verify(proof, expected, _cache, Now);

    private void AssertReason(DpopRefusal expected, string? proof, DpopExpectations request, JoseRefusal? detail = null)
    {
        var refused = Verify(proof, request).Match(_ => new DpopVerification.Refused(DpopRefusal.None), refused => refused);
        Assert.Equal(expected, refused.Reason);
        if (detail is not null)
            Assert.Equal(detail, refused.Detail);
    }
}
