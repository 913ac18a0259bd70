using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>What streamable HTTP asks of a request before its body is read.</summary>
internal static class HttpGuard
{
    /// <summary>Whether the request comes from this machine for this machine, and for the very port that it came in by. A browser that was talked into it names another host (DNS rebinding) or another origin.</summary>
    public static bool IsLocal(HttpContext context)
    {
        if (context.Features.Get<IPeer>() is not null)
        {
            // A local socket has no address that could be rebound.
            return true;
        }

        var origin = context.Request.Headers.Origin;
        return Target(context) is not null
            && origin.Count <= 1
            && (origin.Count == 0 || (Uri.TryCreate(origin[0], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && IsLoopback(uri.Host)));
    }

    /// <summary>Takes what the request presents of itself; null when it presents a credential twice.</summary>
    public static Presented? Present(HttpContext context)
    {
        var request = context.Request;
        var (authorization, proof) = (request.Headers.Authorization, request.Headers["DPoP"]);
        return authorization.Count > 1 || proof.Count > 1 || Target(context) is not { } target
            ? null
            : new Presented(
                context.Features.Get<IPeer>(),
                authorization.Count == 1 ? authorization[0] : null,
                proof.Count == 1 ? proof[0] : null,
                request.Method,
                target)
            {
                Certificate = context.Features.Get<ITlsPeer>(),
            };
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

    private static string? Target(HttpContext context)
    {
        var request = context.Request;
        var path = request.PathBase.ToUriComponent() + request.Path.ToUriComponent();
        return context.Features.Get<IPeer>() is null
            ? RequestTarget.OnNetwork(request.IsHttps, request.Host.Host, request.Host.Port, context.Connection.LocalPort, path)
            : RequestTarget.OnSocket(path);
    }

    private static bool IsLoopback(string host) => host is "localhost" or "127.0.0.1" or "[::1]" or "::1";
}
