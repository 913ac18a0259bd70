using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>Lets a listener on a Unix socket know its peers.</summary>
public static partial class KernelPeerListening
{
    /// <summary>
    /// Names the peer of each connection, as the feature <see cref="IPeer"/> of the connection and so of each of its requests.
    /// A connection whose peer the kernel does not name is closed before its first byte is read.
    /// </summary>
    public static ListenOptions UseKernelPeer(this ListenOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var processes = options.ApplicationServices.GetRequiredService<LinuxProcesses>();
        var logger = options.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(KernelPeerListening).FullName ?? "");
        options.Use(next => async connection =>
        {
            if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || PeerSocket.Pin(socket, processes) is not { } peer)
            {
                Log.Unnamed(logger, connection.ConnectionId);
                connection.Abort(new ConnectionAbortedException("the kernel names no peer"));
                return;
            }

            using (peer)
            {
                connection.Features.Set<IPeer>(peer);
                await next(connection);
            }
        });
        return options;
    }

    private static partial class Log
    {
        [LoggerMessage(2210, LogLevel.Warning, "connection {Connection} is closed: the kernel names no peer, or it has ended")]
        public static partial void Unnamed(ILogger logger, string connection);
    }
}
