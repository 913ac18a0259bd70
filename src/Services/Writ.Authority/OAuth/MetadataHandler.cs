using System.Globalization;
using Microsoft.AspNetCore.Http;
using Writ.Authority.Keys;
using Writ.Authority.Tokens;
using Writ.Contracts;

namespace Writ.Authority.OAuth;

/// <summary>Where everything is, for clients that ask before they act (RFC 8414, RFC 9728).</summary>
internal sealed class MetadataHandler(TokenOptions options, WritKeys keys)
{
    private static readonly string KeysCached = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)(KeyringSchedule.Lead / 2).TotalSeconds}");

    public Task ServerAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new AuthorizationServerDocument(
            Issuer: options.Issuer,
            TokenEndpoint: options.Issuer + "/oauth/token",
            JwksUri: options.Issuer + "/.well-known/jwks.json",
            IntrospectionEndpoint: options.Issuer + "/oauth/introspect",
            RevocationEndpoint: options.Issuer + "/oauth/revoke",
            GrantTypesSupported: ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"],
            ResponseTypesSupported: [],
            TokenEndpointAuthMethodsSupported: ["spiffe_jwt"],
            IntrospectionEndpointAuthMethodsSupported: ["spiffe_jwt"],
            RevocationEndpointAuthMethodsSupported: ["spiffe_jwt"],
            TokenEndpointAuthSigningAlgValuesSupported: ["ES256", "RS256"],
            DpopSigningAlgValuesSupported: ["ES256", "RS256"]),
        ContractsJson.Default.AuthorizationServerDocument,
        "application/json",
        context.RequestAborted);

    public Task ResourceAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new ProtectedResourceDocument(
            Resource: options.Resource,
            AuthorizationServers: [options.Issuer],
            BearerMethodsSupported: ["header"],
            DpopSigningAlgValuesSupported: ["ES256", "RS256"],
            DpopBoundAccessTokensRequired: true),
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
