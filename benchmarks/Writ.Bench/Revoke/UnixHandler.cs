using System.Net.Sockets;

namespace Writ.Bench.Revoke;

/// <summary>HTTP over a Unix socket.</summary>
internal static class UnixHandler
{
    public static SocketsHttpHandler Of(string path) => new()
    {
        UseProxy = false,
        UseCookies = false,
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
    };
}
