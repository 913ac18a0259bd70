using Writ.Spiffe;

namespace Writ.Authority.Tokens;

/// <summary>Who issues writs, and for whom they are good.</summary>
/// <param name="TrustDomain">The trust domain.</param>
/// <param name="Address">Where the token service is.</param>
public sealed record TokenOptions(TrustDomain TrustDomain, IssuerAddress Address)
{
    /// <summary>The longest life of a writ.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>`iss`: the URL of the token service, whose metadata names the keys.</summary>
    public string Issuer => Address.Url;

    /// <summary>`aud`, the only one: the SPIFFE id of the tools zone. What a client names as the resource (RFC 8707) may also be <see cref="Resource"/>.</summary>
    public string Audience => SpiffeId.FromSegments(TrustDomain, "zone", "tools", "mcp").ToString();

    /// <summary>The tools zone as a URL (RFC 9728 §2).</summary>
    public string Resource => Issuer + "/mcp";

    /// <summary>The tools zone over TLS as a URL: the same zone, by another listener.</summary>
    public string TlsResource => Address.TlsUrl + "/mcp";

    /// <summary>Whether what a client names as its target is the tools zone, by any of its names.</summary>
    public bool IsTarget(string name) => name == Audience || name == Resource || name == TlsResource;
}
