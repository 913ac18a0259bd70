using System.Security.Cryptography;
using System.Text;

namespace Writ.Jose;

/// <summary>What verifying a DPoP proof came to: <see cref="Verified"/> or <see cref="Refused"/>.</summary>
public abstract record DpopVerification
{
    internal const string ProofType = "dpop+jwt";
    private const int MaxJwtIdLength = 256;

    private DpopVerification()
    {
    }

    /// <summary>
    /// Verifies a proof for a request at an instant: the checks of RFC 9449 §4.3, save that for replay and for the key of the
    /// access token, which need what the caller remembers.
    /// </summary>
    public static DpopVerification Verify(string? proof, DpopExpectations expected, JwkCache keys, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(keys);
        if (string.IsNullOrEmpty(proof))
            return new Refused(DpopRefusal.Missing);
        if (!UnverifiedJws.TryParse(proof, out var token, out var detail))
            return new Refused(DpopRefusal.Malformed, detail);
        if (token.Header.Algorithm is not (JwsAlgorithm.ES256 or JwsAlgorithm.RS256))
            return new Refused(DpopRefusal.Malformed, JoseRefusal.AlgorithmUnsupported);
        if (!token.Header.IsOfType(ProofType))
            return new Refused(DpopRefusal.TypeMismatch);
        if (!token.Header.Members.TryGetObject("jwk", out var members))
            return new Refused(DpopRefusal.KeyMissing);
        if (PublicJwk.Read(members, keys, UnstatedAlgorithm.Rs256, out var key) is not JoseRefusal.None and var inKey)
            return new Refused(DpopRefusal.KeyRefused, inKey);
        return token.Verify(key!).Match<DpopVerification>(
            signed =>
            {
                // Only a key that signed is kept: others would push it out for nothing.
                keys.Add(key!.Material);
                return ClaimSet.TryAdopt(signed.Payload, out var claims, out var inClaims)
                    ? Judge(claims, key.Thumbprint, expected, now)
                    : new Refused(DpopRefusal.Malformed, inClaims);
            },
            refusal => new Refused(DpopRefusal.BadSignature, refusal));
    }

    /// <summary>Takes the arm of the case this is.</summary>
    public TResult Match<TResult>(Func<DpopProof, TResult> verified, Func<Refused, TResult> refused)
    {
        ArgumentNullException.ThrowIfNull(verified);
        ArgumentNullException.ThrowIfNull(refused);
        return this switch
        {
            Verified v => verified(v.Proof),
            Refused r => refused(r),
            _ => throw new InvalidOperationException("unreachable: the family is closed"),
        };
    }

    /// <summary>The hash of an access token, <c>ath</c> (RFC 9449 §4.2).</summary>
    internal static string HashOf(string accessToken) => Base64UrlText.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken)));

    private static DpopVerification Judge(ClaimSet claims, JwkThumbprint thumbprint, DpopExpectations expected, DateTimeOffset now)
    {
        if (!claims.TryGetString("jti", out var id) || id.Length is 0 or > MaxJwtIdLength)
            return new Refused(DpopRefusal.JwtId);
        if (!claims.TryGetInstant("iat", out var issuedAt))
            return new Refused(DpopRefusal.IssuedAtMissing);
        claims.TryGetString("nonce", out var nonce);
        var refusal = JudgeRequest(claims, expected);
        if (refusal is DpopRefusal.None)
            refusal = JudgeTime(issuedAt, expected, now);
        if (refusal is DpopRefusal.None)
            refusal = JudgeToken(claims, expected);
        if (refusal is DpopRefusal.None && expected.Nonces is { IsDefaultOrEmpty: false } nonces)
            refusal = nonce is null ? DpopRefusal.NonceMissing : nonces.Contains(nonce, StringComparer.Ordinal) ? DpopRefusal.None : DpopRefusal.NonceMismatch;
        else
            nonce = null;
        return refusal is DpopRefusal.None ? new Verified(new DpopProof(thumbprint, id, issuedAt, nonce)) : new Refused(refusal);
    }

    private static DpopRefusal JudgeRequest(ClaimSet claims, DpopExpectations expected)
    {
        if (!claims.TryGetString("htm", out var method))
            return DpopRefusal.MethodMissing;
        if (!string.Equals(method, expected.Method, StringComparison.Ordinal))
            return DpopRefusal.MethodMismatch;
        if (!claims.TryGetString("htu", out var uri) || !HttpUri.TryNormalize(uri, out var normal))
            return DpopRefusal.UriMissing;
        return string.Equals(normal, expected.Uri, StringComparison.Ordinal) ? DpopRefusal.None : DpopRefusal.UriMismatch;
    }

    private static DpopRefusal JudgeTime(DateTimeOffset issuedAt, DpopExpectations expected, DateTimeOffset now)
    {
        // Differences, not sums: an instant at the end of time must not overflow.
        if (now - issuedAt > expected.MaxAge)
            return DpopRefusal.TooOld;
        return issuedAt - now > expected.MaxAhead ? DpopRefusal.IssuedInFuture : DpopRefusal.None;
    }

    private static DpopRefusal JudgeToken(ClaimSet claims, DpopExpectations expected)
    {
        if (expected.AccessToken is null)
            return DpopRefusal.None;
        if (!claims.TryGetString("ath", out var hash))
            return DpopRefusal.AccessTokenHashMissing;
        return string.Equals(hash, HashOf(expected.AccessToken), StringComparison.Ordinal) ? DpopRefusal.None : DpopRefusal.AccessTokenHashMismatch;
    }

    /// <summary>The sender holds the key, and means this request.</summary>
    /// <param name="Proof">What was proven.</param>
    public sealed record Verified(DpopProof Proof) : DpopVerification;

    /// <summary>Nothing is proven.</summary>
    /// <param name="Reason">Why not.</param>
    /// <param name="Detail">What was wrong with the token or the key, where the reason is that.</param>
    public sealed record Refused(DpopRefusal Reason, JoseRefusal Detail = JoseRefusal.None) : DpopVerification;
}
