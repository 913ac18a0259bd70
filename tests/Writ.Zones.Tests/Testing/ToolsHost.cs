using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Enforcement;
using Writ.Testing;
using Writ.Zones.Tools;

namespace Writ.Zones.Tests;

/// <summary>The zone in a real Kestrel, on a free loopback port and on a local socket, over an upstream in memory or the real connectors.</summary>
public sealed class ToolsHost : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly WebApplication app;

    private ToolsHost(TestWorld world, ScriptedUpstream upstream, bool real, ToolsOptions options, IApprovals? approvals)
    {
        World = world;
        Upstream = upstream;
        Socket = folder.At("agent.sock");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.ListenUnixSocket(Socket, listen => listen.Use(next => connection =>
            {
                connection.Features.Set<IPeer>(new Peer());
                return next(connection);
            }));
        });
        var services = builder.Services;
        services.AddSingleton(world.Time);
        services.AddSingleton<IAuthenticator>(world.Authenticator);
        services.AddSingleton<IReleases>(world);
        services.AddSingleton<IJournal>(world.Journal);
        services.AddSingleton<IStateReader>(world.Journal);
        services.AddSingleton<IKeyring>(world.Keyring);
        services.AddSingleton<IUlidSource>(world.Ulids);
        services.AddEnforcement();
        if (approvals is not null)
        {
            services.AddSingleton(approvals);
            services.AddApprovals();
        }

        if (!real)
        {
            services.AddSingleton<IUpstreamConnector>(upstream);
        }

        services.AddConnectors();
        services.AddToolsZone(options);
        app = builder.Build();
        app.MapToolsZone();
    }

    /// <summary>The installation behind it.</summary>
    public TestWorld World { get; }

    /// <summary>The upstream in memory.</summary>
    public ScriptedUpstream Upstream { get; }

    /// <summary>The path of the local socket.</summary>
    public string Socket { get; }

    /// <summary>The base address of the network listener.</summary>
    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(static a => a.StartsWith("http://127", StringComparison.Ordinal)));

    /// <summary>Its services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>The open sessions.</summary>
    public ToolSessions Sessions => app.Services.GetRequiredService<ToolSessions>();

    /// <summary>Starts it.</summary>
    public static async Task<ToolsHost> StartAsync(TestWorld? world = null, bool real = false, ToolsOptions? options = null, IApprovals? approvals = null)
    {
        var host = new ToolsHost(world ?? new TestWorld(), new ScriptedUpstream(), real, options ?? new ToolsOptions(), approvals);
        await host.app.StartAsync();
        return host;
    }

    /// <summary>What cuts sessions, as the host's services see it.</summary>
    public ISessionCutter Cutter => app.Services.GetServices<ISessionCutter>().Single();

    /// <summary>Stops it, as a signal would.</summary>
    public Task StopAsync() => app.StopAsync();

    /// <summary>A client of the network listener.</summary>
    public McpClient Network() => new(new HttpClient { BaseAddress = Address });

    /// <summary>A client of the local socket.</summary>
    public McpClient Local() => new(new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        World.Dispose();
        folder.Dispose();
    }

    private sealed class Peer : IPeer
    {
        public int ProcessId => Environment.ProcessId;

        public uint UserId => 1001;
    }
}
