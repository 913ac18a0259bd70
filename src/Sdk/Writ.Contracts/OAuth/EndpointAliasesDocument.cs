namespace Writ.Contracts;

/// <summary>The endpoints of the token service over TLS, for clients with a certificate (RFC 8705 §5).</summary>
/// <param name="TokenEndpoint">Where writs are issued.</param>
/// <param name="IntrospectionEndpoint">Where a writ's holder learns whether it is in force.</param>
/// <param name="RevocationEndpoint">Where a writ's holder takes it back.</param>
public sealed record EndpointAliasesDocument(string TokenEndpoint, string IntrospectionEndpoint, string RevocationEndpoint);
