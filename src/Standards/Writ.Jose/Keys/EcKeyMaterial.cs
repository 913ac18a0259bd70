using System.Security.Cryptography;
using System.Text;

namespace Writ.Jose;

/// <summary>A public key on P-256, P-384 or P-521 (RFC 7518 §6.2.1). Its curve fixes its algorithm.</summary>
internal sealed class EcKeyMaterial : KeyMaterial
{
    private readonly ECDsa _key;
    private readonly EcCurve _curve;

    private EcKeyMaterial(ECDsa key, EcCurve curve, byte[] canonical, JwkThumbprint thumbprint)
        : base(canonical, thumbprint) => (_key, _curve) = (key, curve);

    public override JwsAlgorithm Algorithm => _curve.Algorithm;

    public override bool Suits(JwsAlgorithm algorithm) => algorithm == _curve.Algorithm;

    public override bool Signed(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == _curve.SignatureLength
        && _key.VerifyData(data, signature, AlgorithmName.Hash(algorithm), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Takes the public half of a key on P-256, the curve that Writ signs on.</summary>
    /// <exception cref="ArgumentException">The curve is not P-256.</exception>
    public static EcKeyMaterial Of(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (!string.Equals(parameters.Curve.Oid.Value, EcCurve.P256.Oid, StringComparison.Ordinal))
            throw new ArgumentException("the curve is not p-256", nameof(key));
        var canonical = Canonicalize(EcCurve.P256, Base64UrlText.Encode(parameters.Q.X), Base64UrlText.Encode(parameters.Q.Y));
        return new EcKeyMaterial(ECDsa.Create(parameters), EcCurve.P256, canonical, JwkThumbprint.Of(canonical));
    }

    public static new JoseRefusal Read(ClaimSet members, JwkCache? cache, out KeyMaterial? material)
    {
        material = null;
        if (!members.TryGetString("crv", out var name))
            return JoseRefusal.KeyMalformed;
        if (EcCurve.Find(name) is not { } curve)
            return JoseRefusal.KeyUnsupported;
        if (!members.TryGetString("x", out var x) || !members.TryGetString("y", out var y)
            || !Base64UrlText.TryDecode(x, out var xBytes) || !Base64UrlText.TryDecode(y, out var yBytes)
            || xBytes.Length != curve.CoordinateLength || yBytes.Length != curve.CoordinateLength)
            return JoseRefusal.KeyMalformed;
        var canonical = Canonicalize(curve, x, y);
        var thumbprint = JwkThumbprint.Of(canonical);
        if (cache is not null && cache.TryGet(thumbprint, out material))
            return JoseRefusal.None;
        try
        {
            // Importing checks that the point is on the curve.
            material = new EcKeyMaterial(
                ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = new ECPoint { X = xBytes, Y = yBytes } }), curve, canonical, thumbprint);
            return JoseRefusal.None;
        }
        catch (CryptographicException)
        {
            return JoseRefusal.KeyMalformed;
        }
    }

    private static byte[] Canonicalize(EcCurve curve, string x, string y) =>
        Encoding.ASCII.GetBytes($$"""{"crv":"{{curve.Name}}","kty":"EC","x":"{{x}}","y":"{{y}}"}""");
}
