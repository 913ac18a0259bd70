using Writ.Spiffe;

namespace Writ.Domain;

/// <summary>Another trust domain whose workloads can be verified here, each by its own bundle and nothing else. It gets no authority by that.</summary>
/// <param name="TrustDomain">Which; never taken from what is served.</param>
/// <param name="Address">Where its bundle is served; https.</param>
/// <param name="Profile">How whoever serves it is believed.</param>
public sealed record FederationRegistration(TrustDomain TrustDomain, Uri Address, BundleProfile Profile)
{
    /// <summary>The id that the endpoint has to show, for <see cref="BundleProfile.Spiffe"/>; the default otherwise.</summary>
    public SpiffeId EndpointId { get; init; }

    /// <summary>The bundle to begin with as JSON, for <see cref="BundleProfile.Spiffe"/>; null otherwise.</summary>
    public string? FirstBundle { get; init; }

    /// <summary>The authorities believed for the address, for <see cref="BundleProfile.Web"/>; null for those that the machine trusts.</summary>
    public TrustAnchors? Anchors { get; init; }
}
