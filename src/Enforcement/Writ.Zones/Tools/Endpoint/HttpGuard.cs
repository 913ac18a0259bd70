using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>What streamable HTTP asks of a request before its body is read.</summary>
internal static class HttpGuard
{
    /// <summary>Whether the request comes from this machine for this machine. A browser that was talked into it names another host (DNS rebinding) or another origin.</summary>
    public static bool IsLocal(HttpContext context)
    {
        if (context.Features.Get<IPeer>() is not null)
        {
            // A local socket has no address that could be rebound.
            return true;
        }

        var origin = context.Request.Headers.Origin;
        return IsLoopback(context.Request.Host.Host)
            && origin.Count <= 1
            && (origin.Count == 0 || (Uri.TryCreate(origin[0], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && IsLoopback(uri.Host)));
    }

    /// <summary>Takes what the request presents of itself; null when it presents a credential twice.</summary>
    public static Presented? Present(HttpContext context)
    {
        var request = context.Request;
        var (authorization, proof) = (request.Headers.Authorization, request.Headers["DPoP"]);
        return authorization.Count > 1 || proof.Count > 1
            ? null
            : new Presented(
                context.Features.Get<IPeer>(),
                authorization.Count == 1 ? authorization[0] : null,
                proof.Count == 1 ? proof[0] : null,
                request.Method,
                $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}");
    }

    /// <summary>Whether the body is JSON.</summary>
    public static bool SendsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;

    /// <summary>Whether the client takes answers of all these types.</summary>
    public static bool Accepts(HttpRequest request, params ReadOnlySpan<string> types)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return false;
        }

        foreach (var type in types)
        {
            var wanted = MediaTypeHeaderValue.Parse(type);
            if (!accepted.Any(a => a.Quality is not 0 && wanted.IsSubsetOf(a)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLoopback(string host) => host is "localhost" or "127.0.0.1" or "[::1]" or "::1";
}
