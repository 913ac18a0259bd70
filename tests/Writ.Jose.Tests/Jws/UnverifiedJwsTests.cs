using System.Security.Cryptography;

namespace Writ.Jose.Tests.Jws;

public sealed class UnverifiedJwsTests : IDisposable
{
    private readonly ECDsa _private = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _private.Dispose();

    [Theory]
    [InlineData(Vectors.Es256Token, Vectors.Es256Key)]
    [InlineData(Vectors.Rs256Token, Vectors.Rs256Key)]
    public void Verify_PublishedToken_IsVerified(string token, string key)
    {
        Assert.True(UnverifiedJws.TryParse(token, out var read, out _));
        var verified = Assert.IsType<JwsVerification.Verified>(read.Verify(Vectors.Key(key))).Token;
        Assert.Equal("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}", System.Text.Encoding.UTF8.GetString(verified.Payload.Span));
        Assert.True(read.TryPeekIssuer(out var issuer));
        Assert.Equal("joe", issuer);
    }

    [Theory]
    [InlineData(Vectors.Es512Token, Vectors.Es512Key, "Payload")]
    [InlineData(Vectors.CookbookPs384Token, Vectors.CookbookRsaKey, Vectors.CookbookPayload)]
    [InlineData(Vectors.CookbookEs512Token, Vectors.CookbookEcKey, Vectors.CookbookPayload)]
    public void Verify_PublishedTokenOfTheOtherAlgorithms_IsVerified(string token, string key, string payload)
    {
        Assert.True(UnverifiedJws.TryParse(token, out var read, out _));
        var verified = Assert.IsType<JwsVerification.Verified>(read.Verify(Vectors.Key(key))).Token;
        Assert.Equal(payload, System.Text.Encoding.UTF8.GetString(verified.Payload.Span));
    }

    [Theory]
    [InlineData(null, JoseRefusal.Empty)]
    [InlineData("", JoseRefusal.Empty)]
    [InlineData("a", JoseRefusal.NotThreeParts)]
    [InlineData("a.b", JoseRefusal.NotThreeParts)]
    [InlineData("..", JoseRefusal.NotThreeParts)]
    [InlineData("a..b", JoseRefusal.NotThreeParts)]
    [InlineData(".a.b", JoseRefusal.NotThreeParts)]
    [InlineData("a.b.", JoseRefusal.NotThreeParts)]
    [InlineData("a.b.c.d", JoseRefusal.NotThreeParts)]
    [InlineData("a.b.c.d.e", JoseRefusal.NotThreeParts)]
    [InlineData(Vectors.UnsignedToken, JoseRefusal.NotThreeParts)]
    [InlineData(Vectors.UnsignedToken + "AAAA", JoseRefusal.AlgorithmNone)]
    [InlineData(Vectors.Hs256Token, JoseRefusal.AlgorithmUnsupported)]
    [InlineData(" " + Vectors.Es256Token, JoseRefusal.Base64Url)]
    [InlineData(Vectors.Es256Token + "\n", JoseRefusal.Base64Url)]
    [InlineData(Vectors.Es256Token + "==", JoseRefusal.Base64Url)]
    public void TryParse_NoToken_NamesTheReason(string? text, JoseRefusal expected)
    {
        Assert.False(UnverifiedJws.TryParse(text, out var token, out var refusal));
        Assert.Null(token);
        Assert.Equal(expected, refusal);
    }

    [Theory]
    [InlineData("{\"alg\":\"none\"}", JoseRefusal.AlgorithmNone)]
    [InlineData("{\"alg\":\"NoNe\"}", JoseRefusal.AlgorithmNone)]
    [InlineData("{\"alg\":\"HS256\"}", JoseRefusal.AlgorithmUnsupported)]
    [InlineData("{\"alg\":\"es256\"}", JoseRefusal.AlgorithmUnsupported)]
    [InlineData("{\"alg\":\"ES256K\"}", JoseRefusal.AlgorithmUnsupported)]
    [InlineData("{\"alg\":\"EdDSA\"}", JoseRefusal.AlgorithmUnsupported)]
    [InlineData("{\"alg\":\"HS384\"}", JoseRefusal.AlgorithmUnsupported)]
    [InlineData("{\"alg\":\"HS512\"}", JoseRefusal.AlgorithmUnsupported)]
    [InlineData("{\"alg\":\"ps256\"}", JoseRefusal.AlgorithmUnsupported)]
    [InlineData("{\"alg\":\"\"}", JoseRefusal.AlgorithmUnsupported)]
    [InlineData("{\"alg\":[\"ES256\"]}", JoseRefusal.HeaderMalformed)]
    [InlineData("{\"alg\":null}", JoseRefusal.HeaderMalformed)]
    [InlineData("{}", JoseRefusal.AlgorithmMissing)]
    [InlineData("{\"typ\":\"JWT\"}", JoseRefusal.AlgorithmMissing)]
    [InlineData("{\"alg\":\"ES256\",\"typ\":1}", JoseRefusal.HeaderMalformed)]
    [InlineData("{\"alg\":\"ES256\",\"kid\":1}", JoseRefusal.HeaderMalformed)]
    [InlineData("{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}", JoseRefusal.CriticalExtension)]
    [InlineData("{\"alg\":\"ES256\",\"crit\":[]}", JoseRefusal.CriticalExtension)]
    [InlineData("{\"alg\":\"ES256\",\"b64\":false}", JoseRefusal.UnencodedPayload)]
    [InlineData("{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}", JoseRefusal.CriticalExtension)]
    [InlineData("{\"alg\":\"ES256\",\"b64\":true}", JoseRefusal.UnencodedPayload)]
    [InlineData("{\"alg\":\"ES256\",\"alg\":\"none\"}", JoseRefusal.DuplicateMember)]
    [InlineData("{\"alg\":\"ES256\",\"a\\u006cg\":\"none\"}", JoseRefusal.DuplicateMember)]
    [InlineData("[\"ES256\"]", JoseRefusal.NotAnObject)]
    [InlineData("{\"alg\":\"ES256\"} {}", JoseRefusal.Json)]
    public void TryParse_HeaderNotTaken_NamesTheReason(string header, JoseRefusal expected)
    {
        Assert.False(UnverifiedJws.TryParse(Forge.Token(_private, header, "{}"), out _, out var refusal));
        Assert.Equal(expected, refusal);
    }

    [Fact]
    public void TryParse_TooLong_IsRefused()
    {
        Assert.False(UnverifiedJws.TryParse(new string('A', UnverifiedJws.MaxLength + 1), out _, out var refusal));
        Assert.Equal(JoseRefusal.TooLong, refusal);
    }

    [Fact]
    public void Verify_KeyOfAnotherAlgorithm_IsRefusedWithoutTryingIt()
    {
        Assert.True(UnverifiedJws.TryParse(Vectors.Es256Token, out var es, out _));
        Assert.True(UnverifiedJws.TryParse(Vectors.Rs256Token, out var rs, out _));
        Assert.Equal(new JwsVerification.Refused(JoseRefusal.AlgorithmMismatch), es.Verify(Vectors.Key(Vectors.Rs256Key)));
        Assert.Equal(new JwsVerification.Refused(JoseRefusal.AlgorithmMismatch), rs.Verify(Vectors.Key(Vectors.Es256Key)));
    }

    [Fact]
    public void Verify_SignatureOfAnotherKeyOrLengthOrForm_IsRefused()
    {
        var key = PublicJwk.FromEcdsa(_private);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = $"{Forge.Part("{\"alg\":\"ES256\"}")}.{Forge.Part("{}")}";
        var der = _private.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        foreach (var signature in new[] { der, new byte[64], new byte[63], new byte[65], new byte[1], Enumerable.Repeat((byte)0xFF, 64).ToArray() })
        {
            Assert.True(UnverifiedJws.TryParse($"{signed}.{Base64UrlText.Encode(signature)}", out var token, out _));
            Assert.Equal(new JwsVerification.Refused(JoseRefusal.BadSignature), token.Verify(key));
        }
        Assert.True(UnverifiedJws.TryParse(Forge.Token(other, "{\"alg\":\"ES256\"}", "{}"), out var foreign, out _));
        Assert.Equal(new JwsVerification.Refused(JoseRefusal.BadSignature), foreign.Verify(key));
    }

    [Fact]
    public void Verify_SignatureWithItsOtherHalf_IsAsGood()
    {
        var order = System.Numerics.BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber);
        var parts = Vectors.Es256Token.Split('.');
        Assert.True(Base64UrlText.TryDecode(parts[2], out var signature));
        var other = (order - new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.True(UnverifiedJws.TryParse($"{parts[0]}.{parts[1]}.{Base64UrlText.Encode([.. signature[..32], .. new byte[32 - other.Length], .. other])}", out var token, out _));
        Assert.IsType<JwsVerification.Verified>(token.Verify(Vectors.Key(Vectors.Es256Key)));
    }

    [Fact]
    public void Verify_ManyThreadsOneKey_AgreeOnEach()
    {
        using var signer = SigningKey.Generate();
        var rsa = Vectors.Key(Vectors.Rs256Key);
        Assert.True(UnverifiedJws.TryParse(Vectors.Rs256Token, out var published, out _));
        Parallel.For(0, 2000, i =>
        {
            Assert.True(UnverifiedJws.TryParse(signer.Sign(JwsDraft.Create(null, null, BitConverter.GetBytes(i))), out var token, out _));
            Assert.IsType<JwsVerification.Verified>(token.Verify(signer.PublicKey));
            Assert.IsType<JwsVerification.Verified>(published.Verify(rsa));
        });
    }

    [Theory]
    [InlineData("at+jwt", "at+jwt", true)]
    [InlineData("AT+JWT", "at+jwt", true)]
    [InlineData("application/at+jwt", "at+jwt", true)]
    [InlineData("APPLICATION/at+jwt", "application/at+jwt", true)]
    [InlineData("JWT", "at+jwt", false)]
    [InlineData("text/at+jwt", "at+jwt", false)]
    [InlineData("application/application/at+jwt", "at+jwt", false)]
    [InlineData("", "at+jwt", false)]
    public void IsOfType_Spellings_CompareAsMediaTypes(string written, string expected, bool same)
    {
        Assert.True(UnverifiedJws.TryParse(Forge.Token(_private, $$"""{"alg":"ES256","typ":"{{written}}"}""", "{}"), out var token, out _));
        Assert.Equal(same, token.Header.IsOfType(expected));
    }

    [Fact]
    public void Complete_SignatureMadeElsewhere_GivesAVerifiableToken()
    {
        var draft = JwsDraft.Create("at+jwt", "k", "{}"u8);
        var token = draft.Complete(_private.SignData(draft.SigningInput, HashAlgorithmName.SHA256));
        Assert.True(UnverifiedJws.TryParse(token, out var read, out _));
        Assert.IsType<JwsVerification.Verified>(read.Verify(PublicJwk.FromEcdsa(_private)));
        Assert.StartsWith(Forge.Part("""{"typ":"at+jwt","alg":"ES256","kid":"k"}"""), token, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => draft.Complete(new byte[63]));
    }

    [Fact]
    public void Describe_EachRefusal_IsOneLowerCaseLine()
    {
        foreach (var text in Enum.GetValues<JoseRefusal>().Select(r => r.Describe()))
        {
            Assert.Equal(text.ToLowerInvariant(), text);
            Assert.DoesNotContain('\n', text);
            Assert.False(text.EndsWith('.'));
        }
    }
}
