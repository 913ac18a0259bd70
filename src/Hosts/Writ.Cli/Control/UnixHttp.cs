using System.Net;
using System.Net.Sockets;

namespace Writ.Cli;

/// <summary>HTTP over a local socket, by nobody but the process at its other end: no proxy, no redirect, no cookie.</summary>
internal sealed class UnixHttp : IDisposable
{
    private static readonly Uri Origin = new("http://localhost");

    private readonly HttpMessageInvoker invoker;

    public UnixHttp(string path) => invoker = new HttpMessageInvoker(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });

    /// <summary>Sends a request and returns when its head has been answered.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, new Uri(Origin, path));
        prepare(request);
        return invoker.SendAsync(request, cancellationToken);
    }

    public void Dispose() => invoker.Dispose();
}
