using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Writ.Authority.Identity;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Federation;

/// <summary>Gets a trust domain's bundle from its endpoint, by either profile (SPIFFE Federation §5.2).</summary>
internal sealed class BundleFetch(IDocumentSource documents, SvidAuthority authority, TimeProvider time)
{
    /// <summary>The bundle; null and what is wrong when there is none.</summary>
    public async Task<(TrustBundle? Bundle, string? Problem)> GetAsync(FederationRegistration registration, CancellationToken cancellationToken)
    {
        try
        {
            var document = await documents.GetAsync(new DocumentRequest(registration.Address, Trust(registration), ["application/json"]), cancellationToken);
            return TrustBundle.TryParse(document.Span, registration.TrustDomain, out var bundle, out var error) ? (bundle, null) : (null, $"what it serves is no trust bundle: {Word(error)}");
        }
        catch (DocumentException fault)
        {
            return (null, fault.Message);
        }
    }

    private static string Word(TrustBundleError error) => error switch
    {
        TrustBundleError.TooLong => "it is too long",
        TrustBundleError.Json => "it is not json that is believed",
        TrustBundleError.KeysMissing => "it has no array of keys",
        TrustBundleError.TooManyKeys => "it has too many keys",
        TrustBundleError.Sequence => "its sequence is no number",
        TrustBundleError.RefreshHint => "its refresh hint is no number",
        _ => "one of its keys is malformed",
    };

    private ServerTrust Trust(FederationRegistration registration) =>
        registration.Profile is BundleProfile.Spiffe ? new ServerTrust.Judged(chain => Judge(registration.EndpointId, chain))
        : registration.Anchors is { } anchors ? new ServerTrust.Authorities(anchors)
        : new ServerTrust.WebPki();

    // By the bundle that its own trust domain has now, be that the one asked for or another, and by no name of the host (§5.2.2.1).
    private string? Judge(SpiffeId expected, ImmutableArray<X509Certificate2> chain) =>
        X509SvidVerification.Verify(chain, authority.Bundles, time.GetUtcNow()) switch
        {
            X509SvidVerification.Verified verified when verified.Id == expected => null,
            X509SvidVerification.Verified => "it shows another SPIFFE id than the one configured",
            X509SvidVerification.Refused { Reason: X509SvidRefusal.UnknownTrustDomain } => "nothing is known of its trust domain",
            X509SvidVerification.Refused { Reason: X509SvidRefusal.NotInTime } => "its X.509-SVID has ended, or has not begun",
            X509SvidVerification.Refused { Reason: X509SvidRefusal.NoPath or X509SvidRefusal.ForeignAuthority } => "its X.509-SVID is not of its trust domain as the bundle here has it",
            _ => "it shows no X.509-SVID",
        };
}
