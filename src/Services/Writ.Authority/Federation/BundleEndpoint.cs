using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Identity;
using Writ.Spiffe;

namespace Writ.Authority.Federation;

/// <summary>Serves the own trust bundle to whoever asks (SPIFFE Federation §5): it is public, and clients are not authenticated.</summary>
public static class BundleEndpoint
{
    /// <summary>The id that the endpoint shows when it is served by `https_spiffe`.</summary>
    public static SpiffeId IdOf(TrustDomain trustDomain) => SpiffeId.FromSegments(trustDomain, "zone", "federation", "endpoint");

    /// <summary>Maps the endpoint; it answers to GET at `/` alone.</summary>
    public static void MapBundleEndpoint(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var authority = endpoints.ServiceProvider.GetRequiredService<SvidAuthority>();
        endpoints.MapGet("/", async (HttpContext context) =>
        {
            var bundle = authority.Bundle.ToJson();
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = bundle.Length;
            await context.Response.Body.WriteAsync(bundle, context.RequestAborted);
        });
    }
}
