namespace Writ.Spiffe;

/// <summary>Why a text is no SPIFFE id or trust domain name (SPIFFE-ID §2).</summary>
public enum SpiffeIdError
{
    /// <summary>Nothing was wrong.</summary>
    None = 0,

    /// <summary>The text is null or has no characters.</summary>
    Empty,

    /// <summary>The text has more than <see cref="SpiffeId.MaxLength"/> bytes (§2.3).</summary>
    TooLong,

    /// <summary>The text does not begin with <c>spiffe://</c> (§2).</summary>
    WrongScheme,

    /// <summary>No trust domain follows the scheme (§2.1).</summary>
    TrustDomainMissing,

    /// <summary>The trust domain has more than <see cref="TrustDomain.MaxLength"/> bytes (§2.3).</summary>
    TrustDomainTooLong,

    /// <summary>The trust domain has a character outside <c>a-z 0-9 . - _</c> (§2.1).</summary>
    TrustDomainCharacter,

    /// <summary>The authority carries user information (§2.1).</summary>
    UserInfo,

    /// <summary>The authority carries a port (§2.1).</summary>
    Port,

    /// <summary>A part is percent-encoded (§2.1, §2.2).</summary>
    PercentEncoding,

    /// <summary>The uri has a query (§2).</summary>
    Query,

    /// <summary>The uri has a fragment (§2).</summary>
    Fragment,

    /// <summary>A path segment has no characters (§2.2).</summary>
    EmptySegment,

    /// <summary>A path segment is <c>.</c> or <c>..</c> (§2.2).</summary>
    DotSegment,

    /// <summary>The path ends with a slash (§2.2).</summary>
    TrailingSlash,

    /// <summary>The path has a character outside <c>a-z A-Z 0-9 . - _</c> (§2.2).</summary>
    PathCharacter,

    /// <summary>The id names a trust domain where a workload is asked for (X509-SVID §4.1, JWT-SVID §3).</summary>
    PathMissing,
}
