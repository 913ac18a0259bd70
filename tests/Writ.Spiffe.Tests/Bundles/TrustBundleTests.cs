using System.Text;
using System.Text.Json.Nodes;
using Writ.Jose;
using Writ.Spiffe.Tests.Testing;

namespace Writ.Spiffe.Tests.Bundles;

public sealed class TrustBundleTests : IDisposable
{
    private readonly Pki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void TryParse_WhatWasWritten_IsTheSame()
    {
        Assert.True(TrustBundle.TryParse(_pki.Bundle.ToJson(), _pki.TrustDomain, out var read, out var error), error.ToString());
        Assert.Equal((1L, TimeSpan.FromMinutes(5)), (read.Sequence, read.RefreshHint));
        Assert.Equal(_pki.Root.RawData, Assert.Single(read.X509Authorities).RawData);
        Assert.Equal(_pki.TokenKey.PublicKey.Thumbprint, Assert.Single(read.JwtAuthorities.Keys).Thumbprint);
        Assert.Equal(_pki.Bundle.ToJson(), read.ToJson());
    }

    [Fact]
    public void ToJson_Written_KeepsTheRulesOfKeys()
    {
        var keys = JsonNode.Parse(_pki.Bundle.ToJson())!["keys"]!.AsArray();
        Assert.Equal(["x509-svid", "jwt-svid"], keys.Select(key => (string)key!["use"]!));
        Assert.Null(keys[0]!["kid"]);
        Assert.Equal("token-key", (string)keys[1]!["kid"]!);
        Assert.Single(JsonNode.Parse(_pki.Bundle.ToJwtJson())!["keys"]!.AsArray());
    }

    [Fact]
    public void TryParse_KeysOfUnknownKindsAndUses_ArePassedOver()
    {
        var json = Changed(keys =>
        {
            keys.Add(JsonNode.Parse("""{"kty":"OKP","use":"x509-svid","kid":"x"}"""));
            keys.Add(JsonNode.Parse("""{"kty":"EC","use":"wit-svid","crv":"P-384"}"""));
            keys.Add(JsonNode.Parse("""{"kty":"OKP"}"""));
        });
        Assert.True(TrustBundle.TryParse(json, _pki.TrustDomain, out var bundle, out var error), error.ToString());
        Assert.Equal((1, 1), (bundle.X509Authorities.Length, bundle.JwtAuthorities.Keys.Length));
    }

    [Fact]
    public void TryParse_NoKeys_HasRevokedEverything()
    {
        Assert.True(TrustBundle.TryParse("""{"keys":[]}"""u8, _pki.TrustDomain, out var bundle, out _));
        Assert.Equal((0, 0, null, null), (bundle.X509Authorities.Length, bundle.JwtAuthorities.Keys.Length, bundle.Sequence, bundle.RefreshHint));
        Assert.True(TrustBundle.TryReadDer([], _pki.TrustDomain, out bundle));
        Assert.Empty(bundle.X509Authorities);
    }

    [Theory]
    [InlineData("", TrustBundleError.Json)]
    [InlineData("[]", TrustBundleError.Json)]
    [InlineData("{}", TrustBundleError.KeysMissing)]
    [InlineData("""{"keys":{}}""", TrustBundleError.KeysMissing)]
    [InlineData("""{"keys":null}""", TrustBundleError.KeysMissing)]
    [InlineData("""{"keys":[],"keys":[]}""", TrustBundleError.Json)]
    [InlineData("""{"keys":[1]}""", TrustBundleError.KeyMalformed)]
    [InlineData("""{"keys":[{"kty":"EC","use":1}]}""", TrustBundleError.KeyMalformed)]
    [InlineData("""{"keys":[],"spiffe_sequence":-1}""", TrustBundleError.Sequence)]
    [InlineData("""{"keys":[],"spiffe_sequence":1.5}""", TrustBundleError.Sequence)]
    [InlineData("""{"keys":[],"spiffe_sequence":9223372036854775808}""", TrustBundleError.Sequence)]
    [InlineData("""{"keys":[],"spiffe_refresh_hint":"5"}""", TrustBundleError.RefreshHint)]
    [InlineData("""{"keys":[{"kty":"EC","use":"x509-svid"}]}""", TrustBundleError.CertificateMissing)]
    [InlineData("""{"keys":[{"kty":"EC","use":"x509-svid","x5c":[]}]}""", TrustBundleError.CertificateMissing)]
    [InlineData("""{"keys":[{"kty":"EC","use":"x509-svid","x5c":["AAAA","AAAA"]}]}""", TrustBundleError.CertificateMissing)]
    [InlineData("""{"keys":[{"kty":"EC","use":"x509-svid","x5c":["AAAA"]}]}""", TrustBundleError.CertificateMalformed)]
    [InlineData("""{"keys":[{"kty":"EC","use":"x509-svid","kid":"a","x5c":["AAAA"]}]}""", TrustBundleError.KeyIdUnexpected)]
    [InlineData("""{"keys":[{"kty":"EC","use":"jwt-svid"}]}""", TrustBundleError.KeyIdMissing)]
    [InlineData("""{"keys":[{"kty":"EC","use":"jwt-svid","kid":"a","crv":"P-256"}]}""", TrustBundleError.JwtKey)]
    public void TryParse_WrongText_IsRefusedForIt(string json, TrustBundleError expected)
    {
        Assert.False(TrustBundle.TryParse(Encoding.UTF8.GetBytes(json), _pki.TrustDomain, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryParse_LeafAmongTheAuthorities_IsRefused()
    {
        var leaf = Convert.ToBase64String(_pki.Leaf(_pki.Id()).Leaf.RawData);
        var json = Changed(keys => keys[0]!["x5c"]![0] = leaf);
        Assert.False(TrustBundle.TryParse(json, _pki.TrustDomain, out _, out var error));
        Assert.Equal(TrustBundleError.CertificateMalformed, error);
    }

    [Fact]
    public void TryParse_TooMuch_IsRefused()
    {
        Assert.False(TrustBundle.TryParse(new byte[TrustBundle.MaxLength + 1], _pki.TrustDomain, out _, out var error));
        Assert.Equal(TrustBundleError.TooLong, error);
        var many = Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{}", JwkSet.MaxKeys + 1))}}]}""");
        Assert.False(TrustBundle.TryParse(many, _pki.TrustDomain, out _, out error));
        Assert.Equal(TrustBundleError.TooManyKeys, error);
    }

    [Fact]
    public void TryParse_BytesChangedAtRandom_NeverThrows()
    {
        var good = _pki.Bundle.ToJson();
        var chance = new Random(20261121);
        for (var i = 0; i < 10_000; i++)
        {
            var changed = good.ToArray();
            for (var n = chance.Next(1, 4); n > 0; n--)
                changed[chance.Next(changed.Length)] = (byte)chance.Next(128);
            Assert.Equal(TrustBundle.TryParse(changed, _pki.TrustDomain, out var read, out var error), read is not null && error is TrustBundleError.None);
        }
    }

    [Fact]
    public void BundleSet_TwoOfOneTrustDomain_IsRefused()
    {
        using var other = new Pki("example.net");
        Assert.Throws<ArgumentException>(() => BundleSet.Of(_pki.Bundle, _pki.Bundle));
        var set = BundleSet.Of(_pki.Bundle, other.Bundle);
        Assert.True(set.TryFind(other.TrustDomain, out var found));
        Assert.Same(other.Bundle, found);
        Assert.False(set.TryFind(TrustDomain.Parse("example.com"), out _));
        Assert.Equal(2, set.With(new TrustBundle(_pki.TrustDomain, [], JwkSet.Of())).All.Length);
        Assert.False(BundleSet.Empty.TryFind(_pki.TrustDomain, out _));
    }

    private byte[] Changed(Action<JsonArray> change)
    {
        var json = JsonNode.Parse(_pki.Bundle.ToJson())!;
        change(json["keys"]!.AsArray());
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
