using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Enforcement.Tests.Sessions;

/// <summary>Secrets on their way by the last hop: who gets a session with them, what is recorded first, and where they go.</summary>
public sealed class SessionSecretsTests : IDisposable
{
    private const string Planted = "s3cr3t-planted-value";

    private static readonly Slug Crm = Slug.Parse("crm");
    private static readonly Presented Nothing = new(null, null, null, "POST", "http://localhost/mcp/files");

    private readonly UpstreamConnector connector = new(new ConnectorOptions(), TimeProvider.System, NullLogger<UpstreamConnector>.Instance);
    private readonly ConcurrentQueue<IHeaderDictionary> requests = [];
    private readonly Broker broker = new();
    private Rig rig = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        connector.Dispose();
        rig.Dispose();
    }

    [Fact]
    public async Task Open_StdioServer_HasTheSecretInItsEnvironmentAndTheLedgerSaysSoFirst()
    {
        Use(Stdio());
        await using (var session = await rig.OpenAsync(connector))
        {
            var answer = await rig.PerformAsync(session, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_text_file"}}""");
            using var document = JsonDocument.Parse(answer);
            var environment = document.RootElement.GetProperty("result");
            Assert.Equal(Planted, environment.GetProperty("TOKEN").GetString());
            Assert.Equal("x", environment.GetProperty("PLAIN").GetString());
        }

        var used = Assert.Single(rig.World.Journal.Entries.OfType<LedgerEntry.SecretUsed>());
        Assert.Equal((rig.World.Task.Id, Crm, "7", Samples.Server), (used.For, used.Secret, used.Version, used.Server));
        Assert.DoesNotContain(rig.World.Journal.Entries, static e => Encoding.UTF8.GetString(e.ToBytes()).Contains(Planted, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_HttpServer_GetsTheSecretInEachRequestAndNoAgentsHeader()
    {
        await using var app = await ServerAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Use(new ServerRegistration.Http(Samples.Server)
        {
            Endpoint = new Uri(address + "/mcp"),
            Headers = ImmutableSortedDictionary<string, string>.Empty.Add("X-Tenant", "acme"),
            SecretHeaders = ImmutableSortedDictionary<string, SecretUse>.Empty.Add("Authorization", new SecretUse(Crm, "Bearer ")),
        });
        await using (var session = await rig.OpenAsync(connector))
        {
            await rig.PerformAsync(session, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_text_file"}}""");
        }

        Assert.NotEmpty(requests);
        Assert.All(requests, static headers => Assert.Equal(("Bearer " + Planted, "acme"), (headers.Authorization.ToString(), headers["X-Tenant"].ToString())));
        Assert.Single(rig.World.Journal.Entries.OfType<LedgerEntry.SecretUsed>());
    }

    [Theory]
    [InlineData(Assurance.Unknown, false)]
    [InlineData(Assurance.SameUid, false)]
    [InlineData(Assurance.SeparateUid, true)]
    [InlineData(Assurance.Sandboxed, true)]
    public async Task Open_ByAssurance_GivesSecretsToTheSeparatedAlone(Assurance assurance, bool opens)
    {
        Use(Stdio());
        rig.World.Authenticator.On = _ => new Authentication.Named(rig.World.Task.Actor with { Assurance = assurance }, rig.World.Task, default, [], []);
        var admission = await OpenAsync();
        if (opens)
        {
            Assert.IsType<SessionAdmission.Opened>(admission);
            return;
        }

        var refused = Assert.IsType<SessionAdmission.Refused>(admission);
        Assert.Equal(("W2020", Stage.Decide), (refused.Denial.Reason.Code, refused.Stage));
        Assert.Equal(0, broker.Asked);
        Assert.Empty(rig.World.Journal.Entries.OfType<LedgerEntry.SessionOpened>());

        // A server that needs none is open to it as ever.
        rig.World.Register(TestWorld.Files);
        Assert.IsType<SessionAdmission.Opened>(await OpenAsync());
    }

    [Fact]
    public async Task Open_SecretThatCannotBeHad_IsRefusedWithoutSayingWhyToTheAgent()
    {
        Use(Stdio());
        broker.Answer = static () => new SecretReading.Unavailable("the file /run/very-private cannot be read");
        var refused = Assert.IsType<SessionAdmission.Refused>(await OpenAsync());
        Assert.Equal("W2021", refused.Denial.Reason.Code);
        Assert.DoesNotContain("very-private", refused.Denial.Reason.ToString(), StringComparison.Ordinal);
        Assert.Empty(rig.World.Journal.Entries.OfType<LedgerEntry.SessionOpened>());

        // Nor does a host without a broker, or a release without the source, open one.
        rig.Broker = new NoSecrets();
        Assert.Equal("W2021", Assert.IsType<SessionAdmission.Refused>(await OpenAsync()).Denial.Reason.Code);
        rig.Broker = new Broker();
        rig.World.Secrets = ImmutableSortedDictionary<Slug, SecretSource>.Empty;
        rig.World.Activate();
        Assert.Equal("W2021", Assert.IsType<SessionAdmission.Refused>(await OpenAsync()).Denial.Reason.Code);
    }

    [Fact]
    public async Task Open_UseThatCannotBeRecorded_GivesNothingOut()
    {
        Use(Stdio());
        rig.World.Journal.Unavailable = true;
        Assert.IsType<SessionAdmission.Refused>(await OpenAsync());
        Assert.Equal(0, broker.Asked);

        // Nor when the store goes in between: then what was fetched is wiped.
        rig.World.Journal.Unavailable = false;
        broker.Before = () => rig.World.Journal.Unavailable = true;
        Assert.IsType<SessionAdmission.Refused>(await OpenAsync());
        Assert.True(IsWiped(Assert.Single(broker.Given)));
    }

    [Fact]
    public async Task Open_ContainedBefore_FetchesNothing()
    {
        Use(Stdio());
        await rig.World.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Server(Samples.Server))], [], Cancelled);
        Assert.IsType<SessionAdmission.Refused>(await OpenAsync());
        Assert.Equal(0, broker.Asked);
    }

    [Fact]
    public async Task Open_ContainedWhileFetching_IsRefusedAndWipesTheValue()
    {
        Use(Stdio());
        Assert.IsType<SessionAdmission.Opened>(await OpenAsync());
        Assert.False(IsWiped(Assert.Single(broker.Given)));

        broker.Before = () => Assert.True(rig.World.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Everything)], [], Cancelled).IsCompletedSuccessfully);
        Assert.IsType<SessionAdmission.Refused>(await OpenAsync());
        Assert.Equal(2, broker.Given.Count);
        Assert.True(IsWiped(broker.Given[1]));
    }

    [Fact]
    public async Task Open_SecondSecretCannotBeHad_WipesTheFirst()
    {
        var second = Slug.Parse("second");
        var server = Stdio();
        Use(server with { SecretEnvironment = server.SecretEnvironment.Add("SECOND", new SecretUse(second, "")) });
        rig.World.Secrets = rig.World.Secrets.Add(second, new SecretSource.Store());
        rig.World.Activate();
        var taken = broker.Answer;
        broker.Answer = () => broker.Asked == 1 ? taken() : new SecretReading.Unavailable("gone");
        Assert.Equal("W2021", Assert.IsType<SessionAdmission.Refused>(await OpenAsync()).Denial.Reason.Code);
        Assert.True(IsWiped(Assert.Single(broker.Given)));
    }

    [Fact]
    public async Task Open_StdioServerThatCannotBeStarted_WipesTheValue()
    {
        Use(Stdio() with { Directory = "/there/is/no/such/folder" });
        await Assert.ThrowsAsync<UpstreamException>(() => rig.OpenAsync(connector));
        Assert.True(IsWiped(Assert.Single(broker.Given)));
    }

    [Fact]
    public async Task Opening_AsText_ShowsNothingOfASecret()
    {
        Use(Stdio());
        var opened = Assert.IsType<SessionAdmission.Opened>(await OpenAsync());
        Assert.DoesNotContain(Planted, $"{opened} {opened.Opening}", StringComparison.Ordinal);
    }

    private static bool IsWiped(SecretValue value) => !value.AsSpan().ContainsAnyExcept((byte)0);

    private static ServerRegistration.Stdio Stdio() => new(Samples.Server)
    {
        // A server that answers each line with two of its variables.
        Command = ["node", "-e", "require('readline').createInterface({input:process.stdin}).on('line',l=>console.log(JSON.stringify({jsonrpc:'2.0',id:JSON.parse(l).id,result:{TOKEN:process.env.TOKEN,PLAIN:process.env.PLAIN}})))"],
        Directory = "/",
        Environment = ImmutableSortedDictionary<string, string>.Empty.Add("PLAIN", "x"),
        SecretEnvironment = ImmutableSortedDictionary<string, SecretUse>.Empty.Add("TOKEN", new SecretUse(Crm, "")),
    };

    private void Use(ServerRegistration server)
    {
        rig.Dispose();
        rig = new Rig(TimeProvider.System, server) { Broker = broker };
        rig.World.Secrets = ImmutableSortedDictionary<Slug, SecretSource>.Empty.Add(Crm, new SecretSource.Store());
        rig.World.Activate();
    }

    private ValueTask<SessionAdmission> OpenAsync() => new SessionGate(
        rig.World.Authenticator, rig.World, rig.World.Journal, rig.World.Keyring, rig.World.Ulids, rig.World.Time, rig.Unnamed, rig.Broker, NullLogger<SessionGate>.Instance)
        .OpenAsync(Nothing, Samples.Server, "tools", Cancelled);

    private async Task<WebApplication> ServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Map("/mcp", async context =>
        {
            requests.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary()));
            if (context.Request.Method != "POST")
            {
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                return;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"jsonrpc":"2.0","id":1,"result":{}}""", context.RequestAborted);
        });
        await app.StartAsync(Cancelled);
        return app;
    }

    private sealed class Broker : ISecretBroker
    {
        public int Asked { get; private set; }

        public Action Before { get; set; } = static () => { };

        public List<SecretValue> Given { get; } = [];

        public Func<SecretReading> Answer { get; set; } = static () => new SecretReading.Taken("7", SecretValue.Of(Encoding.UTF8.GetBytes(Planted))!);

        public ValueTask<SecretReading> TakeAsync(Slug name, SecretSource source, CancellationToken cancellationToken)
        {
            Asked++;
            Before();
            var answer = Answer();
            if (answer is SecretReading.Taken taken)
            {
                Given.Add(taken.Value);
            }

            return new(answer);
        }
    }
}
