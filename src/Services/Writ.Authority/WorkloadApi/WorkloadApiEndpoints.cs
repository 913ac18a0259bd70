using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Writ.Domain;
using Writ.Spiffe.WorkloadApi;

namespace Writ.Authority.WorkloadApi;

/// <summary>The Workload API (SPIFFE Workload API, Workload Endpoint), for a listener of HTTP/2 on a Unix socket that names its peers.</summary>
public static class WorkloadApiEndpoints
{
    /// <summary>Maps the five methods, and a refusal for any other.</summary>
    public static void MapWorkloadApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var handler = endpoints.ServiceProvider.GetRequiredService<WorkloadApiHandler>();
        Map(endpoints, WorkloadApiProtocol.FetchX509Svid, handler.FetchX509SvidAsync);
        Map(endpoints, WorkloadApiProtocol.FetchX509Bundles, handler.FetchX509BundlesAsync);
        Map(endpoints, WorkloadApiProtocol.FetchJwtSvid, handler.FetchJwtSvidAsync);
        Map(endpoints, WorkloadApiProtocol.FetchJwtBundles, handler.FetchJwtBundlesAsync);
        Map(endpoints, WorkloadApiProtocol.ValidateJwtSvid, handler.ValidateJwtSvidAsync);
        endpoints.MapFallback("{**path}", static context => new GrpcCall(context).EndAsync(GrpcStatus.Unimplemented, "there is no such method here"));
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, Func<GrpcCall, IPeer?, Task> method) =>
        endpoints.MapPost(path, async (HttpContext context) =>
        {
            var call = new GrpcCall(context);
            if (context.Request.ContentType?.StartsWith(GrpcFrame.ContentType, StringComparison.OrdinalIgnoreCase) is not true)
            {
                context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                return;
            }

            // Without it the caller may be a browser that was made to call, or a proxy that does not know what it forwards (Workload Endpoint §5.1).
            if (context.Request.Headers[WorkloadApiProtocol.SecurityHeader] is not [WorkloadApiProtocol.SecurityValue])
            {
                await call.EndAsync(GrpcStatus.InvalidArgument, $"the metadata `{WorkloadApiProtocol.SecurityHeader}: {WorkloadApiProtocol.SecurityValue}` is missing");
                return;
            }

            try
            {
                await method(call, context.Features.Get<IPeer>());
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The caller has gone.
            }
            catch (JournalUnavailableException)
            {
                await call.EndAsync(GrpcStatus.Unavailable, "the store cannot commit now; try again");
            }
        });
}
