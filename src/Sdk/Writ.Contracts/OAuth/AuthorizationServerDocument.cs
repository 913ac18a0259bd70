using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>The metadata of the token service (RFC 8414 §2).</summary>
/// <param name="Issuer">The issuer; exactly the URL by which the metadata was found.</param>
/// <param name="TokenEndpoint">Where writs are issued.</param>
/// <param name="JwksUri">The keys that writs are signed with.</param>
/// <param name="IntrospectionEndpoint">Where a writ's holder learns whether it is in force (RFC 7662).</param>
/// <param name="RevocationEndpoint">Where a writ's holder takes it back (RFC 7009).</param>
/// <param name="GrantTypesSupported">The grants.</param>
/// <param name="ResponseTypesSupported">None: there is no authorization endpoint.</param>
/// <param name="TokenEndpointAuthMethodsSupported">How clients authenticate.</param>
/// <param name="IntrospectionEndpointAuthMethodsSupported">Likewise.</param>
/// <param name="RevocationEndpointAuthMethodsSupported">Likewise.</param>
/// <param name="TokenEndpointAuthSigningAlgValuesSupported">The algorithms of assertions.</param>
/// <param name="DpopSigningAlgValuesSupported">The algorithms of proofs (RFC 9449 §5.1).</param>
/// <param name="AuthorizationDetailsTypesSupported">The types of authorization details (RFC 9396 §10).</param>
public sealed record AuthorizationServerDocument(
    string Issuer,
    string TokenEndpoint,
    string JwksUri,
    string IntrospectionEndpoint,
    string RevocationEndpoint,
    ImmutableArray<string> GrantTypesSupported,
    ImmutableArray<string> ResponseTypesSupported,
    ImmutableArray<string> TokenEndpointAuthMethodsSupported,
    ImmutableArray<string> IntrospectionEndpointAuthMethodsSupported,
    ImmutableArray<string> RevocationEndpointAuthMethodsSupported,
    ImmutableArray<string> TokenEndpointAuthSigningAlgValuesSupported,
    ImmutableArray<string> DpopSigningAlgValuesSupported,
    ImmutableArray<string> AuthorizationDetailsTypesSupported)
{
    /// <summary>Whether a writ may be bound to a TLS client certificate (RFC 8705 §3.3).</summary>
    public required bool TlsClientCertificateBoundAccessTokens { get; init; }

    /// <summary>Where clients with a certificate ask instead (RFC 8705 §5).</summary>
    public required EndpointAliasesDocument MtlsEndpointAliases { get; init; }
}
