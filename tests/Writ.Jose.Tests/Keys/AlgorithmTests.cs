using System.Numerics;
using System.Security.Cryptography;

namespace Writ.Jose.Tests.Keys;

/// <summary>Each algorithm with each kind of key: a key verifies its own and no other.</summary>
public sealed class AlgorithmTests : IDisposable
{
    private static readonly string[] Names = ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    private readonly Dictionary<string, ECDsa> _curves = new(StringComparer.Ordinal)
    {
        ["ES256"] = ECDsa.Create(ECCurve.NamedCurves.nistP256),
        ["ES384"] = ECDsa.Create(ECCurve.NamedCurves.nistP384),
        ["ES512"] = ECDsa.Create(ECCurve.NamedCurves.nistP521),
    };

    private readonly RSA _rsa = RSA.Create(2048);

    public static TheoryData<string> All => [.. Names];

    public void Dispose()
    {
        foreach (var curve in _curves.Values)
            curve.Dispose();
        _rsa.Dispose();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_EachAlgorithm_UnderTheKeyThatStatesItAndUnderNoOther(string name)
    {
        Assert.True(UnverifiedJws.TryParse(Token(name, name), out var token, out _));
        Assert.Equal(name, token.Header.Algorithm.ToString());
        foreach (var other in Names)
        {
            var verdict = token.Verify(Key(other, stated: other)).Match(_ => JoseRefusal.None, reason => reason);
            Assert.Equal(other == name ? JoseRefusal.None : JoseRefusal.AlgorithmMismatch, verdict);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_HeaderThatNamesAnotherAlgorithmThanSigned_IsRefused(string name)
    {
        foreach (var claimed in Names.Where(other => other != name))
        {
            Assert.True(UnverifiedJws.TryParse(Token(name, claimed), out var token, out _));
            var verdict = token.Verify(Key(claimed, stated: claimed)).Match(_ => JoseRefusal.None, reason => reason);
            Assert.Equal(JoseRefusal.BadSignature, verdict);
        }
    }

    [Fact]
    public void Verify_RsaKeyThatStatesNone_IsOfOneAlgorithmUnlessTheSetMeansAny()
    {
        var json = $$"""{"keys":[{{Json("RS256", null)}}]}""";
        Assert.True(JwkSet.TryParse(System.Text.Encoding.ASCII.GetBytes(json), JwkSet.SignatureUse, out var one, out _));
        Assert.True(JwkSet.TryParse(System.Text.Encoding.ASCII.GetBytes(json), JwkSet.SignatureUse, UnstatedAlgorithm.AnyOfRsa, out var any, out _));
        Assert.Equal((JwsAlgorithm.RS256, JwsAlgorithm.Unspecified), (one.Keys[0].Algorithm, any.Keys[0].Algorithm));
        foreach (var name in Names)
        {
            Assert.True(UnverifiedJws.TryParse(Token(name, name), out var token, out _));
            Assert.Equal(name is "RS256", token.Verify(one).Match(_ => true, _ => false));
            Assert.Equal(name[0] is not 'E', token.Verify(any).Match(_ => true, _ => false));
        }

        // One that states an algorithm is held to it in either reading, and what was read open is written open.
        Assert.True(JwkSet.TryParse(System.Text.Encoding.ASCII.GetBytes($$"""{"keys":[{{Json("PS384", "PS384")}}]}"""), JwkSet.SignatureUse, UnstatedAlgorithm.AnyOfRsa, out var stated, out _));
        Assert.Equal(JwsAlgorithm.PS384, stated.Keys[0].Algorithm);
        Assert.DoesNotContain("alg", any.Keys[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("\"alg\":\"PS384\"", stated.Keys[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(64)]
    public void Verify_PssWithASaltOfAnotherLength_IsRefused(int salt)
    {
        var signed = $"{Forge.Part("""{"alg":"PS256"}""")}.{Forge.Part("{}")}";
        Assert.True(UnverifiedJws.TryParse($"{signed}.{Sign(salt)}", out var wrong, out _));
        Assert.True(UnverifiedJws.TryParse($"{signed}.{Sign(32)}", out var right, out _));
        Assert.Equal(new JwsVerification.Refused(JoseRefusal.BadSignature), wrong.Verify(Key("PS256", "PS256")));
        Assert.IsType<JwsVerification.Verified>(right.Verify(Key("PS256", "PS256")));

        string Sign(int length) => Base64UrlText.Encode(PssSign(System.Text.Encoding.ASCII.GetBytes(signed), length));
    }

    [Theory]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("PS512")]
    public void Verify_MutatedTokenOfEachKind_IsNeverVerifiedAndNeverThrows(string name)
    {
        var key = Key(name, name);
        var (token, other) = (Token(name, name, "1"), Token(name, name, "2"));
        Assert.True(UnverifiedJws.TryParse(token, out var sound, out _));
        Assert.IsType<JwsVerification.Verified>(sound.Verify(key));
        Mutations.ForEach(token, other, 20261201, mutated =>
            Assert.False(UnverifiedJws.TryParse(mutated, out var read, out _) && read.Verify(key) is JwsVerification.Verified, mutated));
    }

    [Fact]
    public void Thumbprint_KeysOfEachCurve_SurviveWritingAndReading()
    {
        foreach (var name in Names)
        {
            var key = Key(name, name);
            var again = Vectors.Key(key.ToString());
            Assert.Equal((key.Thumbprint, key.Algorithm), (again.Thumbprint, again.Algorithm));
        }
    }

    // RFC 8017 §9.1.1 with a salt of any length, which the platform would not make.
    private byte[] PssSign(byte[] message, int saltLength)
    {
        const int HashLength = 32;
        const int Length = 2048 / 8;
        var salt = RandomNumberGenerator.GetBytes(saltLength);
        var hash = SHA256.HashData([.. new byte[8], .. SHA256.HashData(message), .. salt]);
        byte[] block = [.. new byte[Length - HashLength - saltLength - 2], 1, .. salt];
        for (var at = 0; at < block.Length; at++)
            block[at] ^= SHA256.HashData([.. hash, 0, 0, 0, (byte)(at / HashLength)])[at % HashLength];
        block[0] &= 0x7F;
        var key = _rsa.ExportParameters(true);
        var signature = BigInteger.ModPow(Number([.. block, .. hash, 0xBC]), Number(key.D!), Number(key.Modulus!)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Length - signature.Length], .. signature];

        static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static HashAlgorithmName Hash(string name) => new("SHA" + name[2..]);

    private PublicJwk Key(string name, string? stated) => Vectors.Key(Json(name, stated));

    private string Json(string name, string? stated)
    {
        var alg = stated is null ? "" : $",\"alg\":\"{stated}\"";
        if (_curves.TryGetValue(name, out var curve))
        {
            var q = curve.ExportParameters(false).Q;
            return $$"""{"kty":"EC","crv":"P-{{curve.KeySize}}","x":"{{Base64UrlText.Encode(q.X)}}","y":"{{Base64UrlText.Encode(q.Y)}}"{{alg}}}""";
        }

        var rsa = _rsa.ExportParameters(false);
        return $$"""{"kty":"RSA","n":"{{Base64UrlText.Encode(rsa.Modulus)}}","e":"{{Base64UrlText.Encode(rsa.Exponent)}}"{{alg}}}""";
    }

    private string Token(string signedWith, string claimed, string payload = "0")
    {
        var signed = $"{Forge.Part($$"""{"alg":"{{claimed}}"}""")}.{Forge.Part(payload)}";
        var bytes = System.Text.Encoding.ASCII.GetBytes(signed);
        var signature = _curves.TryGetValue(signedWith, out var curve)
            ? curve.SignData(bytes, Hash(signedWith), DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : _rsa.SignData(bytes, Hash(signedWith), signedWith[0] is 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64UrlText.Encode(signature)}";
    }
}
