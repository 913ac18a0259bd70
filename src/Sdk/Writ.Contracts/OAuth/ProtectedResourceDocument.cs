using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>The metadata of the tools zone (RFC 9728 §2).</summary>
/// <param name="Resource">The resource; exactly the URL that the metadata is about.</param>
/// <param name="AuthorizationServers">Who issues what is good there.</param>
/// <param name="BearerMethodsSupported">How a writ is presented.</param>
/// <param name="DpopSigningAlgValuesSupported">The algorithms of proofs.</param>
/// <param name="DpopBoundAccessTokensRequired">Whether a writ has to be bound to a key: always, unless a client certificate can be shown.</param>
/// <param name="TlsClientCertificateBoundAccessTokens">Whether it may be bound to a client certificate instead: over TLS.</param>
public sealed record ProtectedResourceDocument(
    string Resource,
    ImmutableArray<string> AuthorizationServers,
    ImmutableArray<string> BearerMethodsSupported,
    ImmutableArray<string> DpopSigningAlgValuesSupported,
    bool DpopBoundAccessTokensRequired,
    bool TlsClientCertificateBoundAccessTokens);
