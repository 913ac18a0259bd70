using System.Security.Cryptography;
using System.Text;

namespace Writ.Jose;

/// <summary>A public key on P-256 (RFC 7518 §6.2.1).</summary>
internal sealed class EcKeyMaterial : KeyMaterial
{
    public const int SignatureLength = 64;
    private const int CoordinateLength = 32;
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;

    private EcKeyMaterial(ECDsa key, byte[] canonical, JwkThumbprint thumbprint)
        : base(canonical, thumbprint) => _key = key;

    public override JwsAlgorithm Algorithm => JwsAlgorithm.ES256;

    public override bool Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length is SignatureLength
        && _key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Takes the public half of a key.</summary>
    /// <exception cref="ArgumentException">The curve is not P-256.</exception>
    public static EcKeyMaterial Of(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (!string.Equals(parameters.Curve.Oid.Value, P256, StringComparison.Ordinal))
            throw new ArgumentException("the curve is not p-256", nameof(key));
        var canonical = Canonicalize(Base64UrlText.Encode(parameters.Q.X), Base64UrlText.Encode(parameters.Q.Y));
        return new EcKeyMaterial(ECDsa.Create(parameters), canonical, JwkThumbprint.Of(canonical));
    }

    public static new JoseRefusal Read(ClaimSet members, JwkCache? cache, out KeyMaterial? material)
    {
        material = null;
        if (!members.TryGetString("crv", out var curve))
            return JoseRefusal.KeyMalformed;
        if (curve is not "P-256")
            return JoseRefusal.KeyUnsupported;
        if (!members.TryGetString("x", out var x) || !members.TryGetString("y", out var y)
            || !Base64UrlText.TryDecode(x, out var xBytes) || !Base64UrlText.TryDecode(y, out var yBytes)
            || xBytes.Length is not CoordinateLength || yBytes.Length is not CoordinateLength)
            return JoseRefusal.KeyMalformed;
        var canonical = Canonicalize(x, y);
        var thumbprint = JwkThumbprint.Of(canonical);
        if (cache is not null && cache.TryGet(thumbprint, out material))
            return JoseRefusal.None;
        try
        {
            // Importing checks that the point is on the curve.
            material = new EcKeyMaterial(
                ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = xBytes, Y = yBytes } }), canonical, thumbprint);
            return JoseRefusal.None;
        }
        catch (CryptographicException)
        {
            return JoseRefusal.KeyMalformed;
        }
    }

    private static byte[] Canonicalize(string x, string y) =>
        Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""");
}
