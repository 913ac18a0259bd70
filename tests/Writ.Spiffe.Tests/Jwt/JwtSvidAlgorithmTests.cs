using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Writ.Jose;
using Writ.Spiffe.Tests.Testing;

namespace Writ.Spiffe.Tests.Jwt;

/// <summary>Trust domains whose keys are on other curves, or RSA: each of the standard's nine algorithms (JWT-SVID §2.1).</summary>
public sealed class JwtSvidAlgorithmTests
{
    private const string Audience = "https://writ.example.org";
    private static readonly TrustDomain Domain = TrustDomain.Parse("example.net");

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    public void Verify_EachAlgorithm_UnderABundleThatStatesNone(string algorithm)
    {
        using var ecdsa = ECDsa.Create(algorithm switch { "ES384" => ECCurve.NamedCurves.nistP384, "ES512" => ECCurve.NamedCurves.nistP521, _ => ECCurve.NamedCurves.nistP256 });
        using var rsa = RSA.Create(2048);
        var isCurve = algorithm[0] is 'E';
        var bundles = Bundles(isCurve ? Jwk(ecdsa) : Jwk(rsa));
        var token = Token(algorithm, Sign);
        Assert.IsType<JwtSvidVerification.Verified>(JwtSvidVerification.Verify(token, Audience, bundles, Pki.Now));

        // The same claims with the signature of a stranger's key.
        using var stranger = ECDsa.Create(ecdsa.ExportParameters(false).Curve);
        using var other = RSA.Create(2048);
        Assert.Equal(
            new JwtSvidVerification.Refused(JwtSvidRefusal.BadSignature),
            JwtSvidVerification.Verify(Token(algorithm, bytes => isCurve ? stranger.SignData(bytes, Hash()) : other.SignData(bytes, Hash(), Padding())), Audience, bundles, Pki.Now));

        byte[] Sign(byte[] bytes) => isCurve ? ecdsa.SignData(bytes, Hash()) : rsa.SignData(bytes, Hash(), Padding());

        RSASignaturePadding Padding() => algorithm[0] is 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

        HashAlgorithmName Hash() => new("SHA" + algorithm[2..]);
    }

    [Theory]
    [InlineData("HS256", JwtSvidRefusal.Malformed)]
    [InlineData("none", JwtSvidRefusal.Malformed)]
    [InlineData("EdDSA", JwtSvidRefusal.Malformed)]
    [InlineData("ES384", JwtSvidRefusal.UnknownKey)]
    public void Verify_AlgorithmThatIsNotTheKeys_IsRefused(string algorithm, JwtSvidRefusal refusal)
    {
        using var rsa = RSA.Create(2048);
        Assert.Equal(
            new JwtSvidVerification.Refused(refusal),
            JwtSvidVerification.Verify(Token(algorithm, bytes => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), Audience, Bundles(Jwk(rsa)), Pki.Now));
    }

    [Theory]
    [InlineData(384)]
    [InlineData(521)]
    [InlineData(2048)]
    public void Verify_X509SvidBelowARootOfAnotherKind_IsVerifiedAndSurvivesItsBundle(int size)
    {
        using var ecdsa = ECDsa.Create(size is 384 ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP521);
        using var rsa = RSA.Create(2048);
        var signer = size is 2048 ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa(ecdsa);
        using var root = X509Authority.MakeRoot(Domain, signer, Pki.Now.AddDays(-1), Pki.Now.AddDays(30));
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var id = SpiffeId.FromSegments(Domain, "agent", "coder");
        using var leaf = new X509Authority(root, signer).Issue(id, new PublicKey(leafKey), Pki.Now.AddMinutes(-1), Pki.Now.AddHours(1));

        Assert.True(TrustBundle.TryParse(new TrustBundle(Domain, [root], JwkSet.Of()).ToJson(), Domain, out var bundle, out var error), error.ToString());
        var verified = Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([leaf], BundleSet.Of(bundle), Pki.Now));
        Assert.Equal(id, verified.Id);
        using var other = new Pki("example.net");
        Assert.IsType<X509SvidVerification.Refused>(X509SvidVerification.Verify([leaf], other.Bundles, Pki.Now));
    }

    [Fact]
    public void ToJson_BundleWithRsaKeyThatStatesNone_StatesNoneAgain()
    {
        using var rsa = RSA.Create(2048);
        Assert.True(Bundles(Jwk(rsa)).TryFind(Domain, out var bundle));
        Assert.True(TrustBundle.TryParse(bundle.ToJson(), Domain, out var again, out _));
        Assert.Equal(JwsAlgorithm.Unspecified, again.JwtAuthorities.Keys[0].Algorithm);
    }

    private static string Jwk(ECDsa key)
    {
        var q = key.ExportParameters(false).Q;
        return $$"""{"kty":"EC","kid":"k","use":"jwt-svid","crv":"P-{{key.KeySize}}","x":"{{Base64UrlText.Encode(q.X)}}","y":"{{Base64UrlText.Encode(q.Y)}}"}""";
    }

    private static string Jwk(RSA key)
    {
        var rsa = key.ExportParameters(false);
        return $$"""{"kty":"RSA","kid":"k","use":"jwt-svid","n":"{{Base64UrlText.Encode(rsa.Modulus)}}","e":"{{Base64UrlText.Encode(rsa.Exponent)}}"}""";
    }

    private static BundleSet Bundles(string jwk) =>
        TrustBundle.TryParse(Encoding.ASCII.GetBytes($$"""{"keys":[{{jwk}}]}"""), Domain, out var bundle, out var error) ? BundleSet.Of(bundle) : throw new FormatException(error.ToString());

    private static string Token(string algorithm, Func<byte[], byte[]> sign)
    {
        var header = Base64UrlText.Encode(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","kid":"k"}"""));
        var claims = Base64UrlText.Encode(Encoding.UTF8.GetBytes($$"""{"sub":"spiffe://example.net/agent/coder","aud":"{{Audience}}","exp":{{Pki.Now.AddMinutes(5).ToUnixTimeSeconds()}}}"""));
        return $"{header}.{claims}.{Base64UrlText.Encode(sign(Encoding.ASCII.GetBytes($"{header}.{claims}")))}";
    }
}
