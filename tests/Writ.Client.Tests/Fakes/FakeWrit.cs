using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Writ.Testing;

namespace Writ.Client.Tests.Fakes;

/// <summary>
/// What a client sees of Writ, on loopback and on two Unix sockets: a token service that demands proofs with nonces, a resource that demands a writ and a proof, and a Workload
/// API. It remembers what it was asked.
/// </summary>
internal sealed class FakeWrit : IAsyncDisposable
{
    public const string Instance = "spiffe://probe.example/agent/worker/one";
    public const string Task = "tsk_one";

    private readonly TempFolder folder = new();
    private readonly WebApplication app;

    private FakeWrit(ManualTime time)
    {
        Time = time;
        Tokens = new FakeTokenService(this);
        Resource = new FakeResource(this);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.ListenUnixSocket(AgentSocket);
            kestrel.ListenUnixSocket(folder.At("spiffe.sock"), static listen => listen.Protocols = HttpProtocols.Http2);
        });
        app = builder.Build();
        app.Run(HandleAsync);
    }

    public ManualTime Time { get; }

    public FakeTokenService Tokens { get; }

    public FakeResource Resource { get; }

    /// <summary>What answers in the place of a path; by path.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Instead { get; } = new(StringComparer.Ordinal);

    /// <summary>What went wrong in here, which no test expects.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = new();

    public string Issuer { get; private set; } = "";

    public string AgentSocket => folder.At("agent.sock");

    public WritClientOptions Options => new() { Issuer = Issuer, WorkloadEndpoint = "unix://" + folder.At("spiffe.sock"), AgentSocket = AgentSocket, Time = Time };

    public WritClientOptions SocketOptions => new() { Binding = Binding.Socket, AgentSocket = AgentSocket, Issuer = "unused", Time = Time };

    public static async Task<FakeWrit> StartAsync()
    {
        var fake = new FakeWrit(new ManualTime());
        await fake.app.StartAsync(TestContext.Current.CancellationToken);
        fake.Issuer = fake.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(static a => a.StartsWith("http://127", StringComparison.Ordinal));
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Whether the request came by the local socket.</summary>
    public static bool IsLocal(HttpContext context) => context.Connection.LocalIpAddress is null;

    /// <summary>The URI that a proof for the request names.</summary>
    public string Target(HttpContext context) => (IsLocal(context) ? "http://localhost" : Issuer) + context.Request.Path.ToUriComponent();

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            var path = context.Request.Path.Value!;
            await (Instead.TryGetValue(path, out var instead) ? instead(context)
                : path.StartsWith("/SpiffeWorkloadAPI/", StringComparison.Ordinal) ? FakeWorkloadApi.AnswerAsync(context)
                : path.StartsWith("/mcp", StringComparison.Ordinal) || path.StartsWith("/v1/", StringComparison.Ordinal) ? Resource.AnswerAsync(context)
                : Tokens.AnswerAsync(context));
        }
        catch (Exception fault)
        {
            Faults.Enqueue(fault);
            throw;
        }
    }
}
