using System.Security.Cryptography;

namespace Writ.Jose.Tests.Keys;

public sealed class PublicJwkTests
{
    private const string Point = "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"";

    [Fact]
    public void Thumbprint_PublishedKey_IsThePublishedOne()
    {
        var key = Vectors.Key(Vectors.ThumbprintKey);
        Assert.Equal(Vectors.Thumbprint, key.Thumbprint.ToString());
        Assert.Equal(JwkThumbprint.Parse(Vectors.Thumbprint), key.Thumbprint);
        Assert.Equal("2011-04-29", key.KeyId);
        Assert.Equal(JwsAlgorithm.RS256, key.Algorithm);
    }

    [Theory]
    [InlineData("{}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":1}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"oct\",\"k\":\"AA\"}", JoseRefusal.PrivateKey)]
    [InlineData("{\"kty\":\"oct\"}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-384\"," + Point + "}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-521\"," + Point + "}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"secp256k1\"," + Point + "}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"p-256\"," + Point + "}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES384\"," + Point + "}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"HS256\"," + Point + "}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"EC\"," + Point + "}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEV\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"," + Point + "}", JoseRefusal.PrivateKey)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":null," + Point + "}", JoseRefusal.PrivateKey)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"enc\"," + Point + "}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"RS256\"," + Point + "}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ECDH-ES\"," + Point + "}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"key_ops\":[\"deriveKey\"]," + Point + "}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":7," + Point + "}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"EC\",\"kty\":\"EC\",\"crv\":\"P-256\"," + Point + "}", JoseRefusal.DuplicateMember)]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", JoseRefusal.KeyUnsupported)]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AAEA\",\"e\":\"AQAB\"}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AQAB\"}", JoseRefusal.KeyMalformed)]
    [InlineData("[]", JoseRefusal.NotAnObject)]
    public void TryParse_NoPublicKey_NamesTheReason(string json, JoseRefusal expected)
    {
        Assert.False(PublicJwk.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out var key, out var refusal));
        Assert.Null(key);
        Assert.Equal(expected, refusal);
    }

    [Theory]
    [InlineData("AQ")]
    [InlineData("AAEAAQ")]
    [InlineData("AQAA")]
    [InlineData("AQAAAAE")]
    [InlineData("")]
    public void TryParse_RsaWithAnotherExponent_IsRefused(string exponent) =>
        Assert.False(PublicJwk.TryParse(System.Text.Encoding.UTF8.GetBytes(Vectors.Rs256Key.Replace("AQAB\"}", exponent + "\"}", StringComparison.Ordinal)), out _, out _));

    [Fact]
    public void TryParse_OfWritten_IsTheSameKey()
    {
        foreach (var json in new[] { Vectors.Es256Key, Vectors.Rs256Key, Vectors.ThumbprintKey })
        {
            var key = Vectors.Key(json);
            var again = Vectors.Key(key.ToString());
            Assert.Equal(key.Thumbprint, again.Thumbprint);
            Assert.Equal(key.KeyId, again.KeyId);
            Assert.Equal(key.ToString(), again.ToString());
        }
    }

    [Fact]
    public void FromEcdsa_Key_IsNamedByItsThumbprintAndOutlivesIt()
    {
        PublicJwk key;
        string token;
        using (var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            key = PublicJwk.FromEcdsa(ecdsa);
            token = Forge.Token(ecdsa, """{"alg":"ES256"}""", "{}");
        }
        Assert.Equal(key.Thumbprint.ToString(), key.KeyId);
        Assert.DoesNotContain("\"d\"", key.ToString(), StringComparison.Ordinal);
        Assert.True(UnverifiedJws.TryParse(token, out var read, out _));
        Assert.IsType<JwsVerification.Verified>(read.Verify(key));
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => PublicJwk.FromEcdsa(p384));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AA")]
    [InlineData("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xt")]
    [InlineData("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs=")]
    public void Thumbprint_TextThatIsNone_IsRefused(string text)
    {
        Assert.False(JwkThumbprint.TryParse(text, out var thumbprint));
        Assert.True(thumbprint.IsDefault);
        Assert.Throws<FormatException>(() => JwkThumbprint.Parse(text));
    }
}
