namespace Writ.Spiffe;

/// <summary>Why a text is no trust bundle (SPIFFE Trust Domain and Bundle §4).</summary>
public enum TrustBundleError
{
    /// <summary>Nothing was wrong.</summary>
    None = 0,

    /// <summary>The text is longer than is read.</summary>
    TooLong,

    /// <summary>The text is no JSON object that is believed: malformed, too deep, or a name stands twice.</summary>
    Json,

    /// <summary>There is no array `keys` (§4.1.3).</summary>
    KeysMissing,

    /// <summary>There are more keys than are read.</summary>
    TooManyKeys,

    /// <summary>The sequence is no integer of 64 bits that is not negative (§4.1.1).</summary>
    Sequence,

    /// <summary>The refresh hint is no integer that is not negative (§4.1.2).</summary>
    RefreshHint,

    /// <summary>A key is no JSON object, or a member of it has a value of another kind.</summary>
    KeyMalformed,

    /// <summary>A key for X.509-SVIDs has not exactly one certificate (§4.2.1).</summary>
    CertificateMissing,

    /// <summary>The certificate of a key for X.509-SVIDs is malformed, or may not sign others.</summary>
    CertificateMalformed,

    /// <summary>A key for X.509-SVIDs has a key id, which it must not (§4.2.1).</summary>
    KeyIdUnexpected,

    /// <summary>A key for JWT-SVIDs has no key id (§4.2.2).</summary>
    KeyIdMissing,

    /// <summary>A key for JWT-SVIDs is malformed or private, or two have one id.</summary>
    JwtKey,
}
