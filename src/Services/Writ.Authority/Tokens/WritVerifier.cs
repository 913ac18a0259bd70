using System.Collections.Concurrent;
using System.Text;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Tokens;

/// <summary>
/// Verifies writs: issued by this trust domain's own key, for this audience alone, not ended. A verified one is remembered by the digest of its exact bytes,
/// and judged by its end each time, until the keys change; its task's state is never remembered. Thread-safe.
/// </summary>
public sealed class WritVerifier(TokenOptions options, WritKeys keys, TimeProvider time)
{
    private const int Remembered = 4096;

    private readonly ConcurrentDictionary<Digest256, (WritClaims Claims, JwkSet Keys)> known = new();

    /// <summary>Verifies a token in compact form.</summary>
    public WritVerification Verify(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length > UnverifiedJws.MaxLength)
        {
            return new WritVerification.Refused(JoseRefusal.TooLong);
        }

        var (now, trusted) = (time.GetUtcNow(), keys.Set);
        var digest = Digest256.Sha256(Encoding.UTF8.GetBytes(token));
        if (known.TryGetValue(digest, out var seen) && ReferenceEquals(seen.Keys, trusted))
        {
            return now < seen.Claims.Expires ? new WritVerification.Verified(seen.Claims) : new WritVerification.Refused(JoseRefusal.Expired);
        }

        return JwtVerification.Verify(token, trusted, Expected(), now).Match<WritVerification>(
            verified =>
            {
                if (Read(verified) is not { } claims)
                {
                    return new WritVerification.Refused(JoseRefusal.ClaimMalformed);
                }

                Remember(digest, claims, trusted);
                return new WritVerification.Verified(claims);
            },
            static refusal => new WritVerification.Refused(refusal));
    }

    private JwtExpectations Expected() => new() { Types = [WritClaimNames.Type], Issuer = options.Issuer, Audience = options.Audience, SoleAudience = true };

    // Bounded: a full memory is emptied, which costs each live writ one verification.
    private void Remember(Digest256 digest, WritClaims claims, JwkSet trusted)
    {
        if (known.Count >= Remembered)
        {
            known.Clear();
        }

        known[digest] = (claims, trusted);
    }

    private static WritClaims? Read(VerifiedJwt token)
    {
        if (!WritId.TryParse(token.JwtId, null, out var id)
            || !SpiffeId.TryParseWorkload(token.Subject, out var instance, out _)
            || !token.Claims.TryGetObject(WritClaimNames.Task, out var about)
            || !about.TryGetString("id", out var taskText)
            || !TaskId.TryParse(taskText, null, out var task)
            || !about.TryGetInt64("epoch", out var epoch)
            || epoch is < 1 or > int.MaxValue
            || !token.Claims.TryGetObject("cnf", out var confirmation))
        {
            return null;
        }

        // INVARIANT: a writ is bound to a key or to its own instance's socket; one that is bound to neither, or to both, is nobody's.
        var bound = confirmation.TryGetString(WritClaimNames.BoundInstance, out var named);
        var key = token.ConfirmationKey;
        if (bound == !key.IsDefault || (bound && !string.Equals(named, token.Subject, StringComparison.Ordinal)))
        {
            return null;
        }

        return new WritClaims(id, task, (int)epoch, instance, key, token.ExpiresAt);
    }
}
