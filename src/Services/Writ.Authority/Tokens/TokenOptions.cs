using Writ.Spiffe;

namespace Writ.Authority.Tokens;

/// <summary>Who issues writs, and for whom they are good.</summary>
/// <param name="TrustDomain">The trust domain; its SPIFFE id is the issuer.</param>
public sealed record TokenOptions(TrustDomain TrustDomain)
{
    /// <summary>The longest life of a writ.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>`iss`: the trust domain's SPIFFE id, which stays the same whatever port Writ listens on.</summary>
    public string Issuer => TrustDomain.Id.ToString();

    /// <summary>`aud`, the only one: the SPIFFE id of the tools zone (RFC 8707 would name it as the resource).</summary>
    public string Audience => SpiffeId.FromSegments(TrustDomain, "zone", "tools", "mcp").ToString();
}
