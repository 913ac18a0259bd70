using System.Net;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Makes ready to reach servers over streamable HTTP: at exactly the registered endpoint, by no proxy, following no redirect, keeping no cookie.</summary>
internal sealed class HttpConnector(ConnectorOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly HttpMessageInvoker invoker = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.ConnectLimit,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
    });

    public HttpSession Open(ServerRegistration.Http server, SessionOpening opening, Func<ReadOnlyMemory<byte>, ValueTask> inbound)
    {
        var endpoint = server.Endpoint;
        return endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https" && endpoint.UserInfo.Length == 0 && endpoint.Fragment.Length == 0
            ? new HttpSession(server, opening, invoker, inbound, options, time, logger)
            : throw new UpstreamException(UpstreamFault.Unreachable, $"the endpoint of `{server.Name}` is not an http or https address without user and fragment");
    }

    public void Dispose() => invoker.Dispose();
}
