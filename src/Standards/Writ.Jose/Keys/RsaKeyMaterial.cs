using System.Security.Cryptography;
using System.Text;

namespace Writ.Jose;

/// <summary>A public RSA key of 2048 to 4096 bits (RFC 7518 §§3.3, 3.5 and 6.3.1).</summary>
internal sealed class RsaKeyMaterial : KeyMaterial
{
    private const int MinModulus = 2048 / 8;
    private const int MaxModulus = 4096 / 8;
    private const int MaxExponent = 4;

    private readonly RSA _key;
    private readonly int _modulusLength;

    private RsaKeyMaterial(RSA key, int modulusLength, byte[] canonical, JwkThumbprint thumbprint)
        : base(canonical, thumbprint) => (_key, _modulusLength) = (key, modulusLength);

    public override JwsAlgorithm Algorithm => JwsAlgorithm.RS256;

    public override bool Suits(JwsAlgorithm algorithm) => algorithm
        is JwsAlgorithm.RS256 or JwsAlgorithm.RS384 or JwsAlgorithm.RS512 or JwsAlgorithm.PS256 or JwsAlgorithm.PS384 or JwsAlgorithm.PS512;

    // The platform takes a PSS signature only when its salt is as long as the hash, which is what RFC 7518 §3.5 asks for.
    public override bool Signed(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == _modulusLength
        && _key.VerifyData(data, signature, AlgorithmName.Hash(algorithm), algorithm is JwsAlgorithm.PS256 or JwsAlgorithm.PS384 or JwsAlgorithm.PS512 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

    public static new JoseRefusal Read(ClaimSet members, JwkCache? cache, out KeyMaterial? material)
    {
        material = null;
        if (!members.TryGetString("n", out var n) || !members.TryGetString("e", out var e)
            || !Base64UrlText.TryDecode(n, out var modulus) || !Base64UrlText.TryDecode(e, out var exponent)
            || !IsNumber(modulus) || !IsNumber(exponent))
            return JoseRefusal.KeyMalformed;
        if (modulus.Length is < MinModulus or > MaxModulus || (modulus[0] & 0x80) is 0 || exponent.Length > MaxExponent)
            return JoseRefusal.KeyUnsupported;
        if ((modulus[^1] & 1) is 0 || (exponent[^1] & 1) is 0 || exponent is [1])
            return JoseRefusal.KeyMalformed;
        var canonical = Encoding.ASCII.GetBytes($$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}""");
        var thumbprint = JwkThumbprint.Of(canonical);
        if (cache is not null && cache.TryGet(thumbprint, out material))
            return JoseRefusal.None;
        try
        {
            material = new RsaKeyMaterial(RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent }), modulus.Length, canonical, thumbprint);
            return JoseRefusal.None;
        }
        catch (CryptographicException)
        {
            return JoseRefusal.KeyMalformed;
        }
    }

    /// <summary>Whether the bytes are a positive number in as few bytes as it needs (RFC 7518 §2, Base64urlUInt).</summary>
    private static bool IsNumber(byte[] bytes) => bytes is [not 0, ..];
}
