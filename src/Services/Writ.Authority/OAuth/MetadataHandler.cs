using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Writ.Authority.Keys;
using Writ.Authority.Tokens;
using Writ.Contracts;

namespace Writ.Authority.OAuth;

/// <summary>Where everything is, for clients that ask before they act (RFC 8414, RFC 9728).</summary>
internal sealed class MetadataHandler(TokenOptions options, WritKeys keys)
{
    private static readonly ImmutableArray<string> Methods = ["spiffe_jwt", "spiffe_x509", "private_key_jwt"];
    private static readonly string KeysCached = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)(KeyringSchedule.Lead / 2).TotalSeconds}");

    public Task ServerAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new AuthorizationServerDocument(
            Issuer: options.Issuer,
            TokenEndpoint: options.Issuer + "/oauth/token",
            JwksUri: options.Issuer + "/.well-known/jwks.json",
            IntrospectionEndpoint: options.Issuer + "/oauth/introspect",
            RevocationEndpoint: options.Issuer + "/oauth/revoke",
            GrantTypesSupported: ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
            ResponseTypesSupported: [],
            TokenEndpointAuthMethodsSupported: Methods,
            IntrospectionEndpointAuthMethodsSupported: Methods,
            RevocationEndpointAuthMethodsSupported: Methods,
            TokenEndpointAuthSigningAlgValuesSupported: ["ES256", "RS256"],
            DpopSigningAlgValuesSupported: ["ES256", "RS256"],
            AuthorizationDetailsTypesSupported: [TaskDetailsDocument.TypeName])
        {
            TlsClientCertificateBoundAccessTokens = true,
            MtlsEndpointAliases = new EndpointAliasesDocument(
                options.Address.TlsUrl + "/oauth/token", options.Address.TlsUrl + "/oauth/introspect", options.Address.TlsUrl + "/oauth/revoke"),
        },
        ContractsJson.Default.AuthorizationServerDocument,
        "application/json",
        context.RequestAborted);

    // The zone has a URL on each listener, and each document speaks for its own (RFC 9728 §3.3): over TLS a certificate will do in place of a proof.
    public Task ResourceAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new ProtectedResourceDocument(
            Resource: context.Request.IsHttps ? options.TlsResource : options.Resource,
            AuthorizationServers: [options.Issuer],
            BearerMethodsSupported: ["header"],
            DpopSigningAlgValuesSupported: ["ES256", "RS256"],
            DpopBoundAccessTokensRequired: !context.Request.IsHttps,
            TlsClientCertificateBoundAccessTokens: context.Request.IsHttps),
        ContractsJson.Default.ProtectedResourceDocument,
        "application/json",
        context.RequestAborted);

    public async Task KeysAsync(HttpContext context)
    {
        // Whoever keeps it for this long knows a key before it signs.
        context.Response.Headers.CacheControl = KeysCached;
        context.Response.ContentType = "application/jwk-set+json";
        await context.Response.Body.WriteAsync(keys.Set.ToBytes(), context.RequestAborted);
    }
}
