namespace Writ.Spiffe;

/// <summary>Why a token is no JWT-SVID that is believed (JWT-SVID §§2–5).</summary>
public enum JwtSvidRefusal
{
    /// <summary>Nothing was refused.</summary>
    None = 0,

    /// <summary>The token is no JWS in compact form, or uses an algorithm that is not supported (§2).</summary>
    Malformed,

    /// <summary>The header has other members than `alg`, `kid` and `typ` (§2).</summary>
    Header,

    /// <summary>The type is neither absent nor `JWT` nor `JOSE` (§2.3).</summary>
    Type,

    /// <summary>The subject is no SPIFFE id of a workload (§3.1).</summary>
    Subject,

    /// <summary>Nothing is known of the subject's trust domain, so nobody there is believed.</summary>
    UnknownTrustDomain,

    /// <summary>No key of the trust domain answers to the token's key id and algorithm.</summary>
    UnknownKey,

    /// <summary>The signature is not the key's.</summary>
    BadSignature,

    /// <summary>A claim has a value of the wrong kind.</summary>
    ClaimMalformed,

    /// <summary>The token does not name this audience (§3.2).</summary>
    Audience,

    /// <summary>The token has no expiry (§3.3).</summary>
    ExpiryMissing,

    /// <summary>The token has expired (§3.3).</summary>
    Expired,

    /// <summary>The token is not yet valid, or says that it was issued later than now.</summary>
    NotYetValid,
}
