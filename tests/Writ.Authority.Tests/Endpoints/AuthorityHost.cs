using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Attestation;
using Writ.Authority.Attestation.Kernel;
using Writ.Authority.Endpoints;
using Writ.Authority.Federation;
using Writ.Authority.Identity;
using Writ.Authority.Keys;
using Writ.Authority.Releases;
using Writ.Authority.Revocation;
using Writ.Authority.Secrets;
using Writ.Authority.Tasks;
using Writ.Authority.Tls;
using Writ.Authority.Tokens;
using Writ.Authority.Tests.Access;
using Writ.Authority.Tests.Releases;
using Writ.Authority.WorkloadApi;
using Writ.Contracts;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Endpoints;

/// <summary>
/// The authority behind a real Kestrel: three ports and three Unix sockets, with the kernel's own view of who connects. Whoever connects is this test's process,
/// or what a test registers above it.
/// </summary>
public sealed class AuthorityHost : IAsyncDisposable
{
    private readonly TempFolder home = new();
    private readonly List<HttpClient> clients = [];
    private readonly List<Process> children = [];
    private readonly WebApplication app;
    private readonly FileKeyring keyring;
    private readonly FileIdentityKeys identityKeys;

    private AuthorityHost(Action<IServiceCollection>? services)
    {
        Folder = SampleRelease.Write(home);
        var time = TimeProvider.System;
        Ids = new MonotonicUlids(time);
        keyring = FileKeyring.Open(new(home.At("data", "keys"), KeyEncryptionKeySource.File(home.At("keys", "kek")), StoreExists: false));
        identityKeys = FileIdentityKeys.Open(home.At("data", "keys"), keyring);
        var token = home.At("keys", "operator.token");
        var credential = OperatorCredential.Open(new(token, home.At("data", "operator.sha256")));
        Token = File.ReadAllText(token).Trim();

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, static listen => Through(listen, "agents"));
            kestrel.Listen(IPAddress.Loopback, 0, static listen => Through(listen.UseSvids(), "agents"));
            kestrel.Listen(IPAddress.Loopback, 0, static listen => Through(listen, "operators"));
            kestrel.ListenUnixSocket(home.At("agent.sock"), static listen => Through(listen.UseKernelPeer(), "agents"));
            kestrel.ListenUnixSocket(home.At("control.sock"), static listen => Through(listen.UseKernelPeer(), "operators"));
            kestrel.ListenUnixSocket(WorkloadSocket, static listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                Through(listen.UseKernelPeer(), "workloads");
            });
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IUlidSource>(Ids);
        builder.Services.AddSingleton<IKeyring>(keyring);
        builder.Services.AddSingleton<IIdentityKeys>(identityKeys);
        builder.Services.AddSingleton<IJournal>(Journal);
        builder.Services.AddSingleton<IStateReader>(Journal);
        builder.Services.AddSingleton<IDecisionPointCompiler>(Compiler);
        builder.Services.AddSingleton<IEvaluator>(Evaluator);
        services?.Invoke(builder.Services);
        builder.Services.AddSingleton<IDocumentSource>(Documents);
        builder.Services.AddSingleton(new FederationOptions(home.At("data", "federation")));
        builder.Services.AddSingleton(new RevocationMark(home.At("data", "revoking")));
        builder.Services.AddSingleton<ISecretStore>(FileSecretStore.Open(home.At("data", "keys"), keyring));
        builder.Services.AddAuthority(SampleRelease.Read(Folder).TrustDomain, Folder, credential);
        app = builder.Build();
        app.MapWhen(static c => c.Features.Get<Door>()?.Name == "agents", static a => a.UseDpopNonces().UseRegisteredWorkloads().UseRouting().UseEndpoints(static e => e.MapAgentApi()));
        app.MapWhen(static c => c.Features.Get<Door>()?.Name == "operators", static o => o.UseRouting().UseEndpoints(static e => e.MapOperatorApi()));
        app.MapWhen(static c => c.Features.Get<Door>()?.Name == "workloads", static w => w.UseRegisteredWorkloads().UseRouting().UseEndpoints(static e => e.MapWorkloadApi()));
    }

    public ReleaseFolder Folder { get; }

    public string Token { get; }

    /// <summary>The Workload API's socket.</summary>
    public string WorkloadSocket => home.At("spiffe.sock");

    public InMemoryJournal Journal { get; } = new();

    /// <summary>What other parties publish.</summary>
    public FakeDocuments Documents { get; } = new();

    public ScriptedCompiler Compiler { get; } = new();

    /// <summary>What is told of actions that are asked about.</summary>
    public ScriptedEvaluator Evaluator { get; } = new();

    public MonotonicUlids Ids { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>The operators' API over the control socket, with the credential.</summary>
    public HttpClient Control { get; private set; } = null!;

    /// <summary>The operators' API over its port, with the credential.</summary>
    public HttpClient Operators { get; private set; } = null!;

    /// <summary>The agents' API over the attested socket.</summary>
    public HttpClient Agent { get; private set; } = null!;

    /// <summary>The agents' API over its port.</summary>
    public HttpClient Network { get; private set; } = null!;

    /// <summary>Where the agents' API is served over TLS.</summary>
    public Uri Tls { get; private set; } = null!;

    public static async Task<AuthorityHost> StartAsync(Action<IServiceCollection>? services = null)
    {
        var host = new AuthorityHost(services);
        await host.Services.GetRequiredService<ReleaseWatcher>().ReloadAsync(TestContext.Current.CancellationToken);
        await host.app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var ports = addresses.Where(static a => a.StartsWith("http://127", StringComparison.Ordinal)).ToArray();
        host.Tls = new Uri(addresses.Single(static a => a.StartsWith("https://127", StringComparison.Ordinal)));
        host.Services.GetRequiredService<IssuerAddress>().ListensOn(new Uri(ports[0]).Port);
        host.Services.GetRequiredService<IssuerAddress>().ListensOnTls(host.Tls.Port);
        host.Agent = host.Client(new Uri("http://localhost"), host.home.At("agent.sock"));
        host.Control = host.Client(new Uri("http://localhost"), host.home.At("control.sock"));
        host.Network = host.Client(new Uri(ports[0]), null);
        host.Operators = host.Client(new Uri(ports[1]), null);
        foreach (var operators in (HttpClient[])[host.Control, host.Operators])
        {
            operators.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token);
        }

        return host;
    }

    /// <summary>A run whose instance is this test's own process.</summary>
    public async Task<RunDocument> RunAsync() => await ReadAsync(
        await Control.PostAsync("/v1/runs", Json(new RunRequest("support-agent", "resolve-ticket", World.Parameters, "answer it"), ContractsJson.Default.RunRequest), TestContext.Current.CancellationToken),
        HttpStatusCode.Created,
        ContractsJson.Default.RunDocument);

    /// <summary>A run whose instance is the process above this test's, so that this one is an agent's.</summary>
    public Task<AgentTask> RunAboveAsync() => RunAtAsync(Services.GetRequiredService<LinuxProcesses>().Find(Environment.ProcessId)!.Value.ParentId);

    /// <summary>A run whose instance is a child of this test's process, so that this one is none's.</summary>
    public Task<AgentTask> RunBesideAsync()
    {
        children.Add(Process.Start(new ProcessStartInfo("sleep", ["600"]) { UseShellExecute = false })!);
        return RunAtAsync(children[^1].Id);
    }

    private async Task<AgentTask> RunAtAsync(int root)
    {
        var processes = Services.GetRequiredService<LinuxProcesses>();
        var registry = Services.GetRequiredService<InstanceRegistry>();
        var release = Services.GetRequiredService<IReleases>().Current!.Release;
        using var peer = KernelPeer.Pin(processes, null, root, processes.OwnUserId, 0);
        using var prepared = registry.Prepare(release.TrustDomain, Slug.Parse("support-agent"), peer, null, out _);
        var opened = await Services.GetRequiredService<TaskService>().OpenAsync(
            new TaskOpening { Agent = "support-agent", Intent = "resolve-ticket", Parameters = World.Parameters, Instance = prepared!.Instance, InstanceIsNew = true, Channel = TaskChannel.Launcher },
            TestContext.Current.CancellationToken);
        registry.Adopt(prepared);
        return Assert.IsType<TaskOpeningResult.Opened>(opened).Task;
    }

    public static HttpContent Json<T>(T document, JsonTypeInfo<T> type) => Json(JsonSerializer.Serialize(document, type));

    public static HttpContent Json(string text) => new StringContent(text, Encoding.UTF8, "application/json");

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, HttpStatusCode status, JsonTypeInfo<T> type)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode} {body}");
        return JsonSerializer.Deserialize(body, type)!;
    }

    public static Task<ProblemDocument> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return ReadAsync(response, status, ContractsJson.Default.ProblemDocument);
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(static c => c.Dispose());
        children.ForEach(static c =>
        {
            c.Kill();
            c.Dispose();
        });
        await app.StopAsync();
        await app.DisposeAsync();
        identityKeys.Dispose();
        keyring.Dispose();
        home.Dispose();
    }

    /// <summary>A client of the agents' API over TLS, which believes the trust domain's roots alone, with a certificate or without one.</summary>
    public HttpClient OverTls(X509Certificate2? certificate, params X509Certificate2[] intermediates)
    {
        var options = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, [.. intermediates], offline: true),
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(Services.GetRequiredService<SvidAuthority>().Bundle.X509Authorities.ToArray());
        clients.Add(new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, SslOptions = options }) { BaseAddress = Tls });
        return clients[^1];
    }

    private static void Through(ListenOptions listen, string door) => listen.Use(next => connection =>
    {
        connection.Features.Set(new Door(door));
        return next(connection);
    });

    private HttpClient Client(Uri address, string? socket)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        if (socket is not null)
        {
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await client.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                return new NetworkStream(client, ownsSocket: true);
            };
        }

        clients.Add(new HttpClient(handler) { BaseAddress = address });
        return clients[^1];
    }

    private sealed record Door(string Name);
}
