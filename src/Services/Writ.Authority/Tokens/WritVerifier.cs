using System.Collections.Concurrent;
using System.Text;
using Writ.Authority.OAuth.Grants;
using Writ.Domain;
using Writ.Jose;

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

    private WritClaims? Read(VerifiedJwt token)
    {
        if (!WritId.TryParse(token.JwtId, null, out var id)
            || !Delegation.TryReadHolder(token, out var instance)
            || !token.Claims.TryGetObject(WritClaimNames.Task, out var about)
            || !about.TryGetString("id", out var taskText)
            || !TaskId.TryParse(taskText, null, out var task)
            || !about.TryGetInt64("epoch", out var epoch)
            || epoch is < 1 or > int.MaxValue
            || ConfirmationClaim.Read(token.Claims, instance) is not { } confirmation)
        {
            return null;
        }

        var claims = new WritClaims(id, task, (int)epoch, instance, confirmation, token.ExpiresAt);
        return about.Contains(WritClaimNames.Narrowed) ? Narrowed(token, about, claims) : claims;
    }

    // What was written narrower is read narrower, or not at all.
    private WritClaims? Narrowed(VerifiedJwt token, ClaimSet about, WritClaims claims) =>
        about.TryGetBoolean(WritClaimNames.Narrowed, out var narrowed) && narrowed
        && token.Claims.TryGetJson(WritClaimNames.Details, out var json)
        && TaskDetailsReader.Read(Encoding.UTF8.GetString(json.Span), options) is TaskDetailsReading.Read { Details: var details }
            ? claims with { Limits = new WritLimits(details.Scope, details.Uses, claims.Counter, claims.Expires) }
            : null;
}
