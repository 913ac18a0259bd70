using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Writ.Jose;
using Writ.Spiffe.Tests.Testing;

namespace Writ.Spiffe.Tests.PublicCases;

/// <summary>The bundle documents that public implementations try, made anew: which are bundles, and of what (SPIFFE Trust Domain and Bundle §4).</summary>
public sealed class BundleDocumentsTests : IDisposable
{
    private readonly Pki _pki = new();
    private readonly ECDsa _p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RSA _weak = RSA.Create(1024);

    public void Dispose()
    {
        _pki.Dispose();
        _p384.Dispose();
        _rsa.Dispose();
        _weak.Dispose();
    }

    [Fact]
    public void TryParse_Documents_AreBundlesOfSoManyAuthorities()
    {
        Assert.Equal((0, 0), Counts("""{"keys":[]}"""));
        Assert.Equal((0, 0), Counts("""{"keys":[],"spiffe_sequence":0,"spiffe_refresh_hint":0}"""));
        Assert.Equal((0, 0), Counts("""{"spiffe_refresh_hint":600,"keys":[],"spiffe_sequence":9223372036854775807,"unknown":{"a":[1]}}"""));
        Assert.Equal((1, 0), Counts(Keys(X509(_pki.Root))));
        Assert.Equal((0, 1), Counts(Keys(Jwt("a", "jwt-svid"))));
        Assert.Equal((2, 2), Counts(Keys(X509(_pki.Root), Jwt("a", "jwt-svid"), X509(_pki.Intermediate), Jwt("b", "jwt-svid"))));
        Assert.Equal((1, 0), Counts(Keys(X509(Root(_p384)))));
        Assert.Equal((1, 0), Counts(Keys(X509(Root(_rsa)))));

        // Keys of other uses, of none, and of kinds that nobody here knows, are passed over.
        Assert.Equal((0, 0), Counts(Keys(Jwt("a", "sig"), Jwt("b", null), Jwt("c", "wit-svid"), """{"kty":"OKP","crv":"Ed25519","use":"jwt-svid","kid":"e","x":"AA"}""", """{"kty":"oct","use":"jwt-svid","kid":"o"}""")));
        Assert.Equal((0, 0), Counts(Keys("""{"kty":"EC","crv":"secp256k1","use":"jwt-svid","kid":"s","x":"AA","y":"AA"}""")));

        // An RSA key below 2048 bits is of a kind that is not supported.
        Assert.Equal((0, 0), Counts(Keys(Rsa(_weak))));
        Assert.Equal((0, 1), Counts(Keys(Rsa(_rsa))));
    }

    [Fact]
    public void TryParse_Documents_AreNoBundles()
    {
        Assert.Equal(TrustBundleError.Json, Error("{\"keys\":[]"));
        Assert.Equal(TrustBundleError.Json, Error("{\"keys\":[]} "[1..]));
        Assert.Equal(TrustBundleError.Json, Error("null"));
        Assert.Equal(TrustBundleError.KeysMissing, Error("""{"keys":"none"}"""));
        Assert.Equal(TrustBundleError.KeyMalformed, Error("""{"keys":[null]}"""));
        Assert.Equal(TrustBundleError.KeyMalformed, Error("""{"keys":[{"kty":"EC","use":"jwt-svid","kid":7}]}"""));
        Assert.Equal(TrustBundleError.KeyIdMissing, Error(Keys(Jwt(null, "jwt-svid"))));
        Assert.Equal(TrustBundleError.JwtKey, Error(Keys(Jwt("a", "jwt-svid"), Jwt("a", "jwt-svid"))));
        Assert.Equal(TrustBundleError.JwtKey, Error("""{"keys":[{"kty":"EC","crv":"P-384","use":"jwt-svid","kid":"a","x":"AA","y":"AA"}]}"""));
        Assert.Equal(TrustBundleError.CertificateMissing, Error(Keys(X509(_pki.Root, _pki.Intermediate))));
        Assert.Equal(TrustBundleError.CertificateMissing, Error("""{"keys":[{"kty":"RSA","use":"x509-svid","x5c":"AAAA"}]}"""));
        Assert.Equal(TrustBundleError.CertificateMalformed, Error("""{"keys":[{"kty":"RSA","use":"x509-svid","x5c":["not base64"]}]}"""));
        Assert.Equal(TrustBundleError.KeyIdUnexpected, Error(Keys(X509(_pki.Root).Replace("\"use\"", "\"kid\":\"a\",\"use\"", StringComparison.Ordinal))));
        Assert.Equal(TrustBundleError.Sequence, Error("""{"keys":[],"spiffe_sequence":"1"}"""));
        Assert.Equal(TrustBundleError.Sequence, Error("""{"keys":[],"spiffe_sequence":1e3}"""));
        Assert.Equal(TrustBundleError.RefreshHint, Error("""{"keys":[],"spiffe_refresh_hint":-1}"""));
        Assert.Equal(TrustBundleError.RefreshHint, Error("""{"keys":[],"spiffe_refresh_hint":1.5}"""));
    }

    [Fact]
    public void TryParse_DocumentOfEveryKindChangedAtRandom_NeverThrows()
    {
        var good = Encoding.UTF8.GetBytes(Keys(X509(Root(_p384)), X509(Root(_rsa)), Jwt("a", "jwt-svid"), Rsa(_rsa)));
        Assert.True(TrustBundle.TryParse(good, _pki.TrustDomain, out _, out _));
        var chance = new Random(20261201);
        for (var n = 0; n < 10_000; n++)
        {
            var changed = good.ToArray();
            for (var times = chance.Next(1, 4); times > 0; times--)
                changed[chance.Next(changed.Length)] = (byte)chance.Next(256);
            Assert.Equal(TrustBundle.TryParse(changed, _pki.TrustDomain, out var read, out var error), read is not null && error is TrustBundleError.None);
        }
    }

    private static string Keys(params string[] keys) => $$"""{"keys":[{{string.Join(',', keys)}}]}""";

    private static string X509(params X509Certificate2[] certificates) =>
        $$"""{"kty":"EC","use":"x509-svid","x5c":[{{string.Join(',', certificates.Select(c => $"\"{Convert.ToBase64String(c.RawData)}\""))}}]}""";

    private static string Rsa(RSA key)
    {
        var rsa = key.ExportParameters(false);
        return $$"""{"kty":"RSA","kid":"r","use":"jwt-svid","n":"{{Base64UrlText.Encode(rsa.Modulus)}}","e":"{{Base64UrlText.Encode(rsa.Exponent)}}"}""";
    }

    private string Jwt(string? keyId, string? use)
    {
        var q = _p384.ExportParameters(false).Q;
        return $$"""{"kty":"EC","crv":"P-384",{{(keyId is null ? "" : $"\"kid\":\"{keyId}\",")}}{{(use is null ? "" : $"\"use\":\"{use}\",")}}"x":"{{Base64UrlText.Encode(q.X)}}","y":"{{Base64UrlText.Encode(q.Y)}}"}""";
    }

    private X509Certificate2 Root(AsymmetricAlgorithm key) => X509Authority.MakeRoot(
        _pki.TrustDomain, key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)key), Pki.Now.AddDays(-1), Pki.Now.AddDays(30));

    private (int X509, int Jwt) Counts(string json)
    {
        Assert.True(TrustBundle.TryParse(Encoding.UTF8.GetBytes(json), _pki.TrustDomain, out var bundle, out var error), $"{error}: {json}");
        return (bundle.X509Authorities.Length, bundle.JwtAuthorities.Keys.Length);
    }

    private TrustBundleError Error(string json)
    {
        Assert.False(TrustBundle.TryParse(Encoding.UTF8.GetBytes(json), _pki.TrustDomain, out _, out var error), json);
        return error;
    }
}
