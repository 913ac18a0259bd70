using System.Collections.Immutable;

namespace Writ.Jose;

/// <summary>A token that is signed by a trusted key and says what was expected of it. Only <see cref="JwtVerification"/> makes one.</summary>
public sealed class VerifiedJwt
{
    internal VerifiedJwt(VerifiedJws token, ClaimSet claims, DateTimeOffset expiresAt) =>
        (Header, Key, Claims, ExpiresAt) = (token.Header, token.Key, claims, expiresAt);

    /// <summary>The protected header.</summary>
    public JwsHeader Header { get; }

    /// <summary>The key that signed.</summary>
    public PublicJwk Key { get; }

    /// <summary>All claims.</summary>
    public ClaimSet Claims { get; }

    /// <summary>When the token stops being valid, <c>exp</c> (RFC 7519 §4.1.4).</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The issuer, the one that was expected (RFC 7519 §4.1.1).</summary>
    public string Issuer => Claims.TryGetString("iss", out var issuer) ? issuer : "";

    /// <summary>Whom the token is about, <c>sub</c> (RFC 7519 §4.1.2).</summary>
    public string? Subject => Claims.TryGetString("sub", out var subject) ? subject : null;

    /// <summary>Whom the token is for, the expected one among them (RFC 7519 §4.1.3).</summary>
    public ImmutableArray<string> Audiences => Claims.TryGetStrings("aud", out var audiences) ? audiences : [];

    /// <summary>The token's own id, <c>jti</c> (RFC 7519 §4.1.7).</summary>
    public string? JwtId => Claims.TryGetString("jti", out var id) ? id : null;

    /// <summary>When the token was issued, <c>iat</c> (RFC 7519 §4.1.6).</summary>
    public DateTimeOffset? IssuedAt => Claims.TryGetInstant("iat", out var at) ? at : null;

    /// <summary>The key that the bearer has to prove, <c>cnf.jkt</c> (RFC 9449 §6.1); the default if the token is bound to none so.</summary>
    public JwkThumbprint ConfirmationKey =>
        Claims.TryGetObject("cnf", out var confirmation) && confirmation.TryGetString("jkt", out var text) && JwkThumbprint.TryParse(text, out var thumbprint)
            ? thumbprint
            : default;
}
