using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Joining;

/// <summary>A P-256 key whose holder proved it with a DPoP proof, in the forms in which it is certified and remembered.</summary>
/// <param name="Jwk">Its canonical JSON (RFC 7638 §3): what its thumbprint is the SHA-256 of.</param>
/// <param name="Key">The key to certify.</param>
internal sealed record ProvenKey(string Jwk, PublicKey Key)
{
    /// <summary>The key that a verified proof is by; null when it is none on P-256.</summary>
    /// <param name="proof">The proof, verified.</param>
    /// <param name="thumbprint">The thumbprint of the key that verified it.</param>
    public static ProvenKey? Of(string proof, JwkThumbprint thumbprint)
    {
        if (!UnverifiedJws.TryParse(proof, out var token, out _)
            || !token.Header.Members.TryGetObject("jwk", out var members)
            || !members.TryGetString("crv", out var curve) || curve != "P-256"
            || !members.TryGetString("x", out var x) || !members.TryGetString("y", out var y))
        {
            return null;
        }

        // Base64url needs no escape in JSON, and whatever else stood there would have another thumbprint.
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""";
        if (Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))) != thumbprint.ToString())
        {
            return null;
        }

        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) } });
        return new ProvenKey(canonical, new PublicKey(key));
    }

    /// <summary>The key that a joined instance proved, under its thumbprint as its id; null when the instance has none.</summary>
    public static PublicJwk? Of(AttestedInstance instance)
    {
        if (instance.PublicKey is not ['{', .. var members])
        {
            return null;
        }

        var id = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(instance.PublicKey)));
        return PublicJwk.TryParse(Encoding.UTF8.GetBytes($$"""{"kid":"{{id}}",{{members}}"""), out var key, out _) ? key : null;
    }
}
