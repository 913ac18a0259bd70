using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>The trust domains that are federated with.</summary>
/// <param name="TrustDomains">Each of them, in order of their names.</param>
public sealed record FederationDocument(ImmutableArray<FederatedTrustDomainDocument> TrustDomains);
