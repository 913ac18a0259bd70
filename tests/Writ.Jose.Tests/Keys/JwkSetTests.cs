
namespace Writ.Jose.Tests.Keys;

public sealed class JwkSetTests
{
    private static readonly string A = With("\"kid\":\"a\"");
    private static readonly string B = With("\"kid\":\"b\",\"use\":\"sig\"");

    [Fact]
    public void TryParse_Set_KeepsSupportedKeysOfTheUse()
    {
        Assert.True(Parse($$"""{"keys":[{{A}},{{B}},{{With("\"kid\":\"c\",\"use\":\"enc\"")}},{{With("\"kid\":\"d\",\"use\":\"jwt-svid\"")}},{"kty":"OKP"},{"kty":"EC","crv":"secp256k1"}],"more":1}""", "sig", out var keys, out _));
        Assert.Equal(["a", "b"], keys!.Keys.Select(k => k.KeyId));
    }

    [Fact]
    public void TryParse_AnotherUse_KeepsOnlyKeysThatStateIt()
    {
        Assert.True(Parse($$"""{"keys":[{{A}},{{B}},{{With("\"kid\":\"d\",\"use\":\"jwt-svid\"")}},{{With("\"kid\":\"e\",\"use\":\"x509-svid\"")}}]}""", "jwt-svid", out var keys, out _));
        Assert.Equal(["d"], keys!.Keys.Select(k => k.KeyId));
    }

    [Fact]
    public void TryParse_BrokenKeyOfAnotherUse_IsPassedOverButAPrivateOneIsNot()
    {
        Assert.True(Parse($$"""{"keys":[{{A}},{"kty":"EC","crv":"P-384","use":"wit-svid"}]}""", "sig", out var keys, out _));
        Assert.Single(keys!.Keys);
        Assert.False(Parse($$"""{"keys":[{{A}},{"kty":"EC","crv":"P-384","use":"wit-svid","d":"AA"}]}""", "sig", out _, out var refusal));
        Assert.Equal(JoseRefusal.PrivateKey, refusal);
    }

    [Theory]
    [InlineData("{}", JoseRefusal.KeyMalformed)]
    [InlineData("[]", JoseRefusal.NotAnObject)]
    [InlineData("{\"keys\":{}}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"keys\":[1]}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"keys\":[[]]}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"keys\":[{}]}", JoseRefusal.KeyMalformed)]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}", JoseRefusal.PrivateKey)]
    [InlineData("{\"keys\":[],\"keys\":[]}", JoseRefusal.DuplicateMember)]
    public void TryParse_NoSet_NamesTheReason(string json, JoseRefusal expected)
    {
        Assert.False(Parse(json, "sig", out var keys, out var refusal));
        Assert.Null(keys);
        Assert.Equal(expected, refusal);
    }

    [Fact]
    public void TryParse_PrivateTwiceOrTooMany_IsRefused()
    {
        Assert.False(Parse($$"""{"keys":[{{A}},{{With("\"d\":\"AA\"")}}]}""", "sig", out _, out var secret));
        Assert.Equal(JoseRefusal.PrivateKey, secret);
        Assert.False(Parse($$"""{"keys":[{{A}},{{A}}]}""", "sig", out _, out var twice));
        Assert.Equal(JoseRefusal.DuplicateKeyId, twice);
        Assert.False(Parse($$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{\"kty\":\"OKP\"}", JwkSet.MaxKeys + 1))}}]}""", "sig", out _, out var many));
        Assert.Equal(JoseRefusal.TooManyKeys, many);
    }

    [Fact]
    public void TryParse_OfWritten_IsTheSameSet()
    {
        using var one = SigningKey.Generate("one");
        using var two = SigningKey.Generate();
        var set = JwkSet.Of(one.PublicKey, two.PublicKey);
        Assert.True(JwkSet.TryParse(set.ToBytes(), JwkSet.SignatureUse, out var read, out _));
        Assert.Equal(set.Keys.Select(k => (k.KeyId, k.Thumbprint)), read.Keys.Select(k => (k.KeyId, k.Thumbprint)));
        Assert.Throws<ArgumentException>(() => JwkSet.Of(one.PublicKey, one.PublicKey));
    }

    [Fact]
    public void Verify_KeyId_ChoosesThatKeyAndNoOther()
    {
        using var one = SigningKey.Generate("one");
        using var two = SigningKey.Generate("two");
        var both = JwkSet.Of(one.PublicKey, two.PublicKey);
        AssertReason(JoseRefusal.None, one.Sign(JwsDraft.Create(null, "one", "{}"u8)), both);
        AssertReason(JoseRefusal.BadSignature, one.Sign(JwsDraft.Create(null, "two", "{}"u8)), both);
        AssertReason(JoseRefusal.UnknownKey, one.Sign(JwsDraft.Create(null, "three", "{}"u8)), both);
        AssertReason(JoseRefusal.UnknownKey, one.Sign(JwsDraft.Create(null, null, "{}"u8)), both);
        AssertReason(JoseRefusal.None, one.Sign(JwsDraft.Create(null, null, "{}"u8)), JwkSet.Of(one.PublicKey, Vectors.Key(Vectors.Rs256Key)));
        AssertReason(JoseRefusal.UnknownKey, one.Sign(JwsDraft.Create(null, "one", "{}"u8)), JwkSet.Of());
        AssertReason(JoseRefusal.AlgorithmMismatch, one.Sign(JwsDraft.Create(null, "2011-04-29", "{}"u8)), JwkSet.Of(Vectors.Key(Vectors.ThumbprintKey)));
    }

    private static bool Parse(string json, string use, out JwkSet? keys, out JoseRefusal refusal) =>
        JwkSet.TryParse(System.Text.Encoding.UTF8.GetBytes(json), use, out keys, out refusal);

    private static string With(string members) => Vectors.Es256Key.Insert(1, members + ",");

    private static void AssertReason(JoseRefusal expected, string token, JwkSet keys)
    {
        Assert.True(UnverifiedJws.TryParse(token, out var read, out _));
        Assert.Equal(expected, read.Verify(keys).Match(_ => JoseRefusal.None, reason => reason));
    }
}
