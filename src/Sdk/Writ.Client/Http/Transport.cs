using System.Net;
using System.Net.Sockets;

namespace Writ.Client;

/// <summary>Sends requests to a URL's host, or over a local socket whatever the host: no redirect, proxy, cookie or trace header. Thread-safe.</summary>
internal sealed class Transport : IDisposable
{
    private readonly HttpMessageInvoker invoker;

    private Transport(SocketsHttpHandler handler) => invoker = new HttpMessageInvoker(handler);

    /// <summary>Over the network.</summary>
    public static Transport Network() => new(Plain());

    /// <summary>Over a local socket.</summary>
    public static Transport Local(string path)
    {
        var handler = Plain();
        handler.ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        return new Transport(handler);
    }

    /// <summary>Sends a request; completes when the head of its answer is there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => invoker.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => invoker.Dispose();

    // A credential goes where it was sent and nowhere else, so nothing here follows or forwards.
    private static SocketsHttpHandler Plain() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };
}
