using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Issuers;

/// <summary>Verifies tokens of the issuers that the release in force registers, with keys that only their registered addresses give.</summary>
internal sealed class IssuerTokens(IReleases releases, IDocumentSource documents, TimeProvider time, ILogger<IssuerTokens> logger) : IIssuerTokens
{
    private const int LongestId = 1024;
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    // An id token has no type or says `JWT`; an access token may say what it is. Whatever else a type says, it is made for something else (RFC 8725 §3.11).
    private static readonly ImmutableArray<string> Types = [JwtExpectations.NoType, "JWT", "at+jwt"];

    private readonly ConcurrentDictionary<IssuerKeySource, IssuerKeys> known = new();
    private Release? seen;

    public async ValueTask<IssuerTokenVerification> VerifyAsync(string token, IssuerUse use, CancellationToken cancellationToken)
    {
        if (!UnverifiedJws.TryParse(token, out var unverified, out var refusal))
        {
            return new IssuerTokenVerification.Refused(refusal.Describe());
        }

        // Only to choose whose keys to verify with: where they are, the release says and the token does not.
        if (!unverified.TryPeekIssuer(out var claimed) || Find(claimed, use) is not { } issuer)
        {
            return new IssuerTokenVerification.Refused("the token is of no issuer that is registered for this use");
        }

        var (keys, problem) = await KeysOf(issuer).ForAsync(unverified.Header, cancellationToken);
        if (keys is null)
        {
            return Refused(issuer, $"its keys are not known, or are too old: {problem}");
        }

        var expected = new JwtExpectations { Types = Types, Issuer = issuer.Issuer, Audience = issuer.Audience, Leeway = Leeway };
        return JwtVerification.Verify(unverified, keys, expected, time.GetUtcNow()).Match(
            verified => Judge(issuer, verified),
            reason => Refused(issuer, reason.Describe()));
    }

    private static IssuerTokenVerification.Refused Refused(IssuerRegistration issuer, string reason) => new($"issuer `{issuer.Name}`: {reason}");

    private IssuerTokenVerification Judge(IssuerRegistration issuer, VerifiedJwt token)
    {
        if (token.IssuedAt is not { } issued)
        {
            return Refused(issuer, "the token does not say when it was issued");
        }

        if (time.GetUtcNow() - issued > issuer.MaxAge + Leeway)
        {
            return Refused(issuer, "the token was issued too long ago");
        }

        // Made for several, it may have reached any of them: it is Writ's when it was issued at Writ's own request (OpenID Connect Core §3.1.3.7).
        if (token.Audiences.Length > 1 && !(token.Claims.TryGetString("azp", out var party) && string.Equals(party, issuer.Audience, StringComparison.Ordinal)))
        {
            return Refused(issuer, "the token is for several audiences, and was not issued to this one");
        }

        // One use per token: what is for both audiences of an issuer would prove for whom an agent acts and what a workload is.
        if (token.Audiences.Any(audience => IsOfAnotherRegistration(issuer, audience)))
        {
            return Refused(issuer, "the token is for the audience of another registration of this issuer too");
        }

        // A security event, a logout among them, is signed by the same keys for the same audience and proves nobody's presence.
        if (token.Claims.Contains("events"))
        {
            return Refused(issuer, "the token is a security event");
        }

        // Whoever sends it here shows no proof of that key, so it may have been taken from its holder.
        if (token.Claims.Contains("cnf"))
        {
            return Refused(issuer, "the token is bound to a key, and no proof of it comes along");
        }

        return token.Claims.TryGetString(issuer.SubjectClaim, out var id) && id.Length is > 0 and <= LongestId
            ? new IssuerTokenVerification.Verified(issuer.Name, issuer.Issuer, token) { SubjectId = id, MayRepeat = issuer.MayRepeat }
            : Refused(issuer, $"the token has no claim `{issuer.SubjectClaim}` that says whom it is about");
    }

    private IssuerRegistration? Find(string claimed, IssuerUse use) =>
        releases.Current?.Release.Issuers.Values.FirstOrDefault(r => use is not IssuerUse.None && r.Use == use && string.Equals(r.Issuer, claimed, StringComparison.Ordinal));

    private bool IsOfAnotherRegistration(IssuerRegistration issuer, string audience) => releases.Current?.Release.Issuers.Values.Any(other =>
        other.Name != issuer.Name && string.Equals(other.Issuer, issuer.Issuer, StringComparison.Ordinal) && string.Equals(other.Audience, audience, StringComparison.Ordinal)) == true;

    private IssuerKeys KeysOf(IssuerRegistration issuer)
    {
        if (releases.Current?.Release is { } release && Interlocked.Exchange(ref seen, release) != release)
        {
            var sources = release.Issuers.Values.Select(IssuerKeySource.Of).ToHashSet();
            foreach (var gone in known.Keys.Where(source => !sources.Contains(source)))
            {
                known.TryRemove(gone, out _);
            }
        }

        return known.GetOrAdd(IssuerKeySource.Of(issuer), source => new IssuerKeys(source, new IssuerKeyFetch(documents), time, logger));
    }
}
