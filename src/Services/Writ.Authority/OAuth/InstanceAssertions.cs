using System.Text;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.OAuth;

/// <summary>
/// Verifies client assertions that an instance signs with its own key (`private_key_jwt`; RFC 7523 §3 and its revision): `iss` and `sub` are its SPIFFE id, the issuer is
/// the only audience, it lives five minutes at most, and its `jti` is spent in the transaction that the request leads to. Thread-safe.
/// </summary>
internal sealed class InstanceAssertions(IInstanceKeys keys, TokenOptions options, TimeProvider time)
{
    /// <summary>The type of such an assertion.</summary>
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const int MaxId = 256;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    // Beyond its end: a transaction may wait for its turn.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Verifies an assertion. It may be anything.</summary>
    public InstanceAssertion Verify(string? assertion)
    {
        if (!UnverifiedJws.TryParse(assertion, out var unverified, out var refusal))
        {
            return new InstanceAssertion.Refused($"client assertion: {refusal.Describe()}");
        }

        if (!unverified.TryPeekSubject(out var subject) || !SpiffeId.TryParseWorkload(subject, out var instance, out _) || keys.Find(instance) is not { } key)
        {
            return new InstanceAssertion.Refused("client assertion: no key is known of its subject");
        }

        // The audience alone: an assertion for another server too could be that server's to send. Its issuer is the subject, whose key was looked up by that name.
        var expected = new JwtExpectations { Types = ["client-authentication+jwt", JwtExpectations.NoType], Issuer = subject, Audience = options.Issuer, SoleAudience = true, Leeway = Leeway };
        var now = time.GetUtcNow();
        return JwtVerification.Verify(unverified, JwkSet.Of(key), expected, now).Match<InstanceAssertion>(
            token => Judge(token, instance, now),
            static refused => new InstanceAssertion.Refused($"client assertion: {refused.Describe()}"));
    }

    private static InstanceAssertion Judge(VerifiedJwt token, SpiffeId instance, DateTimeOffset now)
    {
        if (token.ExpiresAt > now + LongestLife + Leeway)
        {
            return new InstanceAssertion.Refused("client assertion: it lives longer than five minutes");
        }

        if (token.JwtId is not { Length: > 0 and <= MaxId } id)
        {
            return new InstanceAssertion.Refused("client assertion: it has no id of bounded length");
        }

        var spend = new SpendKey("assertion", Digest256.Sha256(Encoding.UTF8.GetBytes($"{instance} {id}")));
        return new InstanceAssertion.Verified(instance, new Condition.Unspent(spend), new Change.Spend(spend, token.ExpiresAt + Kept));
    }
}
