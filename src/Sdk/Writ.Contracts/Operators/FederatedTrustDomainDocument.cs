namespace Writ.Contracts;

/// <summary>A trust domain that is federated with.</summary>
/// <param name="TrustDomain">Its name.</param>
/// <param name="Profile">`https_web` or `https_spiffe`.</param>
/// <param name="Address">Where its bundle is served.</param>
/// <param name="Known">Whether there is a bundle: without one nobody there is believed.</param>
/// <param name="Sequence">The bundle's version; null when it has none.</param>
/// <param name="X509Authorities">How many authorities the bundle has.</param>
/// <param name="JwtAuthorities">How many keys of tokens the bundle has.</param>
/// <param name="Refreshed">When the endpoint last confirmed the bundle; null when never since the start.</param>
/// <param name="Next">When it is asked for next.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
public sealed record FederatedTrustDomainDocument(
    string TrustDomain, string Profile, string Address, bool Known, long? Sequence, int X509Authorities, int JwtAuthorities, DateTimeOffset? Refreshed, DateTimeOffset Next, string? Problem);
