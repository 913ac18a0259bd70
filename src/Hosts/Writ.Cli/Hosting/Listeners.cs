using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Attestation;
using Writ.Authority.Attestation.Kernel;
using Writ.Authority.Endpoints;
using Writ.Authority.Federation;
using Writ.Authority.Tls;
using Writ.Authority.WorkloadApi;
using Writ.Domain;
using Writ.Zones.Tools;

namespace Writ.Cli;

/// <summary>The six listeners and the bundle endpoint, and what is behind each. A request whose door is not known finds nothing.</summary>
internal static class Listeners
{
    private const int MaxBody = 8 * 1024 * 1024;

    public static void UseWritListeners(this IWebHostBuilder web, UpOptions options, BundleEndpointRegistration? bundles)
    {
        web.UseKestrelCore().UseKestrelHttpsConfiguration();
        web.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 4096;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(IPAddress.Loopback, options.Port, static listen => listen.Through(Door.Agents));
            kestrel.Listen(IPAddress.Loopback, options.TlsPort, static listen => listen.Through(Door.Agents).UseSvids());
            kestrel.Listen(IPAddress.Loopback, options.OperatorPort, static listen => listen.Through(Door.Operators));
            kestrel.ListenUnixSocket(options.Home.AgentSocket, static listen => listen.UseKernelPeer().Through(Door.Agents));
            kestrel.ListenUnixSocket(options.Home.ControlSocket, static listen => listen.UseKernelPeer().Through(Door.Operators));
            kestrel.ListenUnixSocket(options.Home.WorkloadSocket, static listen => listen.UseKernelPeer().Through(Door.Workloads, HttpProtocols.Http2));
            if (bundles is not null)
            {
                kestrel.Listen(bundles.Listen, listen => listen.Serve(bundles));
            }
        });
    }

    /// <summary>Puts the agents' and the operators' endpoints behind their doors.</summary>
    public static void UseDoors(this WebApplication app)
    {
        app.MapWhen(static context => DoorOf(context) == Door.Agents, static agents =>
        {
            agents.UseDpopNonces();
            agents.UseRegisteredWorkloads();
            agents.UseRouting();
            agents.UseEndpoints(static endpoints =>
            {
                endpoints.MapToolsZone();
                endpoints.MapAgentApi();
            });
        });
        app.MapWhen(static context => DoorOf(context) == Door.Operators, static operators =>
        {
            operators.UseRouting();
            operators.UseEndpoints(static endpoints => endpoints.MapOperatorApi());
        });
        app.MapWhen(static context => DoorOf(context) == Door.Bundles, static bundles =>
        {
            bundles.UseRouting();
            bundles.UseEndpoints(static endpoints => endpoints.MapBundleEndpoint());
        });
        app.MapWhen(static context => DoorOf(context) == Door.Workloads, static workloads =>
        {
            workloads.UseRegisteredWorkloads();
            workloads.UseRouting();
            workloads.UseEndpoints(static endpoints => endpoints.MapWorkloadApi());
        });
    }

    /// <summary>Lets every local process connect to the agents' and the workloads' socket, where it is attested, and the owner alone to the control socket.</summary>
    public static void OpenSockets(Home home)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(home.ControlSocket, Owner);
        foreach (var socket in (string[])[home.AgentSocket, home.WorkloadSocket])
        {
            File.SetUnixFileMode(socket, Owner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        }
    }

    private static Door DoorOf(HttpContext context) => context.Features.Get<DoorFeature>()?.Door ?? Door.None;

    private static void Serve(this ListenOptions listen, BundleEndpointRegistration bundles)
    {
        listen.Through(Door.Bundles);
        var tls = listen.ApplicationServices.GetRequiredService<BundleEndpointTls>();
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = connection => tls.OptionsAsync(bundles, connection.CancellationToken) });
    }

    private static ListenOptions Through(this ListenOptions listen, Door door, HttpProtocols protocols = HttpProtocols.Http1)
    {
        listen.Protocols = protocols;
        var feature = new DoorFeature(door);
        listen.Use(next => connection =>
        {
            connection.Features.Set(feature);
            return next(connection);
        });
        return listen;
    }
}
