using Writ.Jose;

namespace Writ.Spiffe;

/// <summary>What verifying a JWT-SVID came to: <see cref="Verified"/> or <see cref="Refused"/>.</summary>
public abstract record JwtSvidVerification
{
    private JwtSvidVerification()
    {
    }

    /// <summary>Verifies a token against the keys of its subject's own trust domain, and no others, at an instant (JWT-SVID §5).</summary>
    /// <param name="token">The token.</param>
    /// <param name="audience">The audience it has to name.</param>
    /// <param name="bundles">Whose keys are believed.</param>
    /// <param name="now">The instant to judge by.</param>
    /// <param name="leeway">How far the issuer's clock may differ.</param>
    public static JwtSvidVerification Verify(string? token, string audience, BundleSet bundles, DateTimeOffset now, TimeSpan leeway = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(audience);
        ArgumentNullException.ThrowIfNull(bundles);
        if (!UnverifiedJws.TryParse(token, out var unverified, out _))
            return new Refused(JwtSvidRefusal.Malformed);
        if (unverified.Header.Members.Names.Any(static name => name is not ("alg" or "kid" or "typ")))
            return new Refused(JwtSvidRefusal.Header);
        if (unverified.Header.Type is not (null or "JWT" or "JOSE"))
            return new Refused(JwtSvidRefusal.Type);
        if (!unverified.TryPeekSubject(out var subject) || !SpiffeId.TryParseWorkload(subject, out var id, out _))
            return new Refused(JwtSvidRefusal.Subject);
        if (!bundles.TryFind(id.TrustDomain, out var bundle))
            return new Refused(JwtSvidRefusal.UnknownTrustDomain);
        return unverified.Verify(bundle.JwtAuthorities).Match(
            signed => Judge(signed, id, audience, now, leeway),
            refusal => new Refused(refusal is JoseRefusal.BadSignature ? JwtSvidRefusal.BadSignature : JwtSvidRefusal.UnknownKey));
    }

    private static JwtSvidVerification Judge(VerifiedJws signed, SpiffeId id, string audience, DateTimeOffset now, TimeSpan leeway)
    {
        if (!ClaimSet.TryParse(signed.Payload.Span, out var claims, out _))
            return new Refused(JwtSvidRefusal.Malformed);
        if (!claims.TryGetStrings("aud", out var audiences) && claims.Contains("aud"))
            return new Refused(JwtSvidRefusal.ClaimMalformed);
        if (!claims.TryGetInstant("exp", out var expires))
            return new Refused(claims.Contains("exp") ? JwtSvidRefusal.ClaimMalformed : JwtSvidRefusal.ExpiryMissing);
        if ((!claims.TryGetInstant("nbf", out var notBefore) && claims.Contains("nbf")) || (!claims.TryGetInstant("iat", out var issued) && claims.Contains("iat")))
            return new Refused(JwtSvidRefusal.ClaimMalformed);
        var refusal = !audiences.Contains(audience, StringComparer.Ordinal) ? JwtSvidRefusal.Audience
            : now - leeway >= expires ? JwtSvidRefusal.Expired
            : notBefore > now + leeway || issued > now + leeway ? JwtSvidRefusal.NotYetValid
            : JwtSvidRefusal.None;
        return refusal is JwtSvidRefusal.None ? new Verified(new JwtSvid(id, audiences, expires, claims)) : new Refused(refusal);
    }

    /// <summary>The trust domain says that whoever was given this token is that workload. A bearer token: it may be replayed until it ends.</summary>
    /// <param name="Svid">What it says.</param>
    public sealed record Verified(JwtSvid Svid) : JwtSvidVerification;

    /// <summary>The token says nothing that is believed.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Refused(JwtSvidRefusal Reason) : JwtSvidVerification;
}
