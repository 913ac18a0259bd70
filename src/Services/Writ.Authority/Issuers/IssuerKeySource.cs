using Writ.Domain;

namespace Writ.Authority.Issuers;

/// <summary>Where an issuer's keys come from. Registrations that agree in this share what was fetched, and a release that changes nothing of it keeps it.</summary>
internal sealed record IssuerKeySource(string Issuer, Uri? KeysAddress, TrustAnchors? Anchors)
{
    private const string Discovery = "/.well-known/openid-configuration";

    public ServerTrust Trust => Anchors is { } anchors ? new ServerTrust.Authorities(anchors) : new ServerTrust.WebPki();

    // A slash at the end of the identifier is not doubled (OpenID Connect Discovery §4).
    public Uri DiscoveryAddress => new(Issuer.TrimEnd('/') + Discovery);

    public static IssuerKeySource Of(IssuerRegistration registration) => new(registration.Issuer, registration.KeysAddress, registration.Anchors);
}
