using System.Security.Cryptography;

namespace Writ.Jose;

/// <summary>A curve that keys may be on, and the one algorithm that goes with it (RFC 7518 §3.4, §6.2.1.1).</summary>
internal sealed record EcCurve(string Name, string Oid, int CoordinateLength, JwsAlgorithm Algorithm, ECCurve Curve)
{
    private static readonly EcCurve[] All =
    [
        new("P-256", "1.2.840.10045.3.1.7", 32, JwsAlgorithm.ES256, ECCurve.NamedCurves.nistP256),
        new("P-384", "1.3.132.0.34", 48, JwsAlgorithm.ES384, ECCurve.NamedCurves.nistP384),
        new("P-521", "1.3.132.0.35", 66, JwsAlgorithm.ES512, ECCurve.NamedCurves.nistP521),
    ];

    public static EcCurve P256 => All[0];

    public int SignatureLength => 2 * CoordinateLength;

    public static EcCurve? Find(string name) => Array.Find(All, curve => string.Equals(curve.Name, name, StringComparison.Ordinal));
}
