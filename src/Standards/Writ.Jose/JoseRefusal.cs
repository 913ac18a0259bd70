namespace Writ.Jose;

/// <summary>Why a token, key or key set is refused.</summary>
public enum JoseRefusal
{
    /// <summary>Nothing was refused.</summary>
    None = 0,

    /// <summary>There is no text.</summary>
    Empty,

    /// <summary>The text is longer than is read.</summary>
    TooLong,

    /// <summary>The token is not three non-empty parts between dots (RFC 7515 §7.1).</summary>
    NotThreeParts,

    /// <summary>A part is not base64url in its one canonical spelling (RFC 7515 §2).</summary>
    Base64Url,

    /// <summary>A part is not JSON in UTF-8.</summary>
    Json,

    /// <summary>A part is JSON but no object.</summary>
    NotAnObject,

    /// <summary>The JSON is nested deeper than is read.</summary>
    TooDeep,

    /// <summary>An object, at whatever depth, has two members of a name (RFC 7515 §4, RFC 7519 §4).</summary>
    DuplicateMember,

    /// <summary>A header parameter has a value of the wrong kind.</summary>
    HeaderMalformed,

    /// <summary>The header names no algorithm (RFC 7515 §4.1.1).</summary>
    AlgorithmMissing,

    /// <summary>The header names the algorithm <c>none</c> (RFC 8725 §3.2).</summary>
    AlgorithmNone,

    /// <summary>The algorithm is none that is believed; a shared-secret one never is.</summary>
    AlgorithmUnsupported,

    /// <summary>The header has critical extensions, of which none is understood (RFC 7515 §4.1.11).</summary>
    CriticalExtension,

    /// <summary>The header asks for an unencoded payload (RFC 7797).</summary>
    UnencodedPayload,

    /// <summary>The header names another algorithm than the key's own (RFC 8725 §3.1).</summary>
    AlgorithmMismatch,

    /// <summary>No trusted key answers to the token's key id.</summary>
    UnknownKey,

    /// <summary>The signature is not the key's over these bytes.</summary>
    BadSignature,

    /// <summary>The token is of another type (RFC 8725 §3.11).</summary>
    TypeMismatch,

    /// <summary>A registered claim has a value of the wrong kind (RFC 7519 §4.1).</summary>
    ClaimMalformed,

    /// <summary>The token has no expiry.</summary>
    ExpiryMissing,

    /// <summary>The token has expired (RFC 7519 §4.1.4).</summary>
    Expired,

    /// <summary>The token is not yet valid (RFC 7519 §4.1.5).</summary>
    NotYetValid,

    /// <summary>The token was issued later than now (RFC 7519 §4.1.6).</summary>
    IssuedInFuture,

    /// <summary>The token is of another issuer, or of none (RFC 7519 §4.1.1).</summary>
    IssuerMismatch,

    /// <summary>The token is for another audience, for none, or not for this one alone (RFC 7519 §4.1.3).</summary>
    AudienceMismatch,

    /// <summary>A key has private or secret members where a public key is asked for.</summary>
    PrivateKey,

    /// <summary>A key is of a type, curve, size, algorithm or use that is not supported.</summary>
    KeyUnsupported,

    /// <summary>A key's members are missing, malformed or no point or number of its type (RFC 7518 §6).</summary>
    KeyMalformed,

    /// <summary>A key set has two keys of one id and algorithm.</summary>
    DuplicateKeyId,

    /// <summary>A key set has more keys than are read.</summary>
    TooManyKeys,
}
