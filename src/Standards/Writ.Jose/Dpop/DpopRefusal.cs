namespace Writ.Jose;

/// <summary>Why a DPoP proof is refused: the checks of RFC 9449 §4.3.</summary>
public enum DpopRefusal
{
    /// <summary>Nothing was refused.</summary>
    None = 0,

    /// <summary>There is no proof.</summary>
    Missing,

    /// <summary>The proof is no token that is read; the detail says why.</summary>
    Malformed,

    /// <summary>The type is not <c>dpop+jwt</c>.</summary>
    TypeMismatch,

    /// <summary>The header holds no key.</summary>
    KeyMissing,

    /// <summary>The header's key is private, malformed or unsupported; the detail says which.</summary>
    KeyRefused,

    /// <summary>The signature is not that key's, or the algorithm not that key's; the detail says which.</summary>
    BadSignature,

    /// <summary><c>jti</c> is absent, empty or longer than is kept.</summary>
    JwtId,

    /// <summary><c>htm</c> is absent or no string.</summary>
    MethodMissing,

    /// <summary>The proof is for another method.</summary>
    MethodMismatch,

    /// <summary><c>htu</c> is absent, no string, or no http uri.</summary>
    UriMissing,

    /// <summary>The proof is for another uri.</summary>
    UriMismatch,

    /// <summary><c>iat</c> is absent or no NumericDate.</summary>
    IssuedAtMissing,

    /// <summary>The proof is older than is taken.</summary>
    TooOld,

    /// <summary>The proof is of the future.</summary>
    IssuedInFuture,

    /// <summary><c>ath</c> is absent though an access token is presented.</summary>
    AccessTokenHashMissing,

    /// <summary>The proof is for another access token.</summary>
    AccessTokenHashMismatch,

    /// <summary><c>nonce</c> is absent though one is demanded (§8, <c>use_dpop_nonce</c>).</summary>
    NonceMissing,

    /// <summary>The nonce is none of those demanded (§8, <c>use_dpop_nonce</c>).</summary>
    NonceMismatch,
}
