using System.Collections.Immutable;

namespace Writ.Jose;

/// <summary>What a token has to say of itself to be taken (RFC 7519 §7.2, RFC 8725 §3). Nothing that guards has a default.</summary>
public sealed class JwtExpectations
{
    /// <summary>In <see cref="Types"/>: a token without <c>typ</c>.</summary>
    public const string NoType = "";

    /// <summary>The types taken, such as <c>at+jwt</c> (RFC 9068 §4); <see cref="NoType"/> takes a token that states none.</summary>
    public required ImmutableArray<string> Types { get; init; }

    /// <summary>The only issuer taken, compared as characters.</summary>
    public required string Issuer { get; init; }

    /// <summary>The audience the token has to name.</summary>
    public required string Audience { get; init; }

    /// <summary>Whether the token has to name that audience alone.</summary>
    /// <value>False.</value>
    public bool SoleAudience { get; init; }

    /// <summary>How far the issuer's clock may differ from the one passed in.</summary>
    /// <value>Zero.</value>
    public TimeSpan Leeway { get; init; }

    internal JoseRefusal Judge(JwsHeader header, ClaimSet claims, DateTimeOffset now, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        if (!IsOfAType(header))
            return JoseRefusal.TypeMismatch;
        if (!IsAbsentOr(claims, "iss", claims.TryGetString("iss", out var issuer)) || !IsAbsentOr(claims, "sub", claims.TryGetString("sub", out _))
            || !IsAbsentOr(claims, "jti", claims.TryGetString("jti", out _)) || !IsAbsentOr(claims, "aud", claims.TryGetStrings("aud", out var audiences))
            || !IsAbsentOr(claims, "exp", claims.TryGetInstant("exp", out expiresAt)) || !IsAbsentOr(claims, "nbf", claims.TryGetInstant("nbf", out var notBefore))
            || !IsAbsentOr(claims, "iat", claims.TryGetInstant("iat", out var issuedAt)))
            return JoseRefusal.ClaimMalformed;
        if (!string.Equals(issuer, Issuer, StringComparison.Ordinal))
            return JoseRefusal.IssuerMismatch;
        if (!audiences.Contains(Audience, StringComparer.Ordinal) || (SoleAudience && audiences.Length is not 1))
            return JoseRefusal.AudienceMismatch;
        if (!claims.Contains("exp"))
            return JoseRefusal.ExpiryMissing;
        if (now - Leeway >= expiresAt)
            return JoseRefusal.Expired;
        if (notBefore > now + Leeway)
            return JoseRefusal.NotYetValid;
        return issuedAt > now + Leeway ? JoseRefusal.IssuedInFuture : JoseRefusal.None;
    }

    private bool IsOfAType(JwsHeader header)
    {
        foreach (var type in Types.IsDefault ? [] : Types)
        {
            if (type is NoType ? header.Type is null : header.IsOfType(type))
                return true;
        }
        return false;
    }

    private static bool IsAbsentOr(ClaimSet claims, string name, bool read) => read || !claims.Contains(name);
}
