using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Enforcement.Tests;

/// <summary>The pipeline and the gate over a world in memory, with a call that does what a test says and remembers when.</summary>
public sealed class Rig(TimeProvider? time = null, params ServerRegistration[] servers) : IDisposable
{
    private UnnamedRefusals? unnamed;

    /// <summary>The installation.</summary>
    public TestWorld World { get; } = new(time, servers);

    /// <summary>Counts the refusals of nobody.</summary>
    public UnnamedRefusals Unnamed => unnamed ??= new UnnamedRefusals(World.Journal, World.Ulids, World.Time);

    /// <summary>What discharges obligations.</summary>
    public List<IObligationHandler> Obligations { get; } = [];

    /// <summary>Hears of stages; null for nobody.</summary>
    public IStageListener? Listener { get; set; }

    /// <summary>Fetches secrets.</summary>
    public ISecretBroker Broker { get; set; } = new NoSecrets();

    /// <summary>A request for an action of the server `files`.</summary>
    public static ActionRequest Action(string message = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_text_file"}}""", Slug? server = null)
    {
        Assert.True(ActionName.TryCreate(server ?? Samples.Server, "read_text_file", out var name));
        return new ActionRequest(
            name, Effects.Read, new ResourceRef(ResourceRef.Tool, name.ToString(), ImmutableSortedDictionary<string, string>.Empty), new Destination("server", "files"), Encoding.UTF8.GetBytes(message), 0..0, default);
    }

    /// <summary>Runs a call.</summary>
    public ValueTask<ActionResult> RunAsync(IZoneCall call) => RunForAsync(call, CancellationToken.None);

    /// <summary>Runs a call of a client that may leave.</summary>
    public ValueTask<ActionResult> RunForAsync(IZoneCall call, CancellationToken client) => new EnforcementPipeline(
        World.Authenticator, World, World.Journal, World.Keyring, World.Ulids, Obligations, new PipelineOptions(), World.Time, Unnamed, NullLogger<EnforcementPipeline>.Instance, Listener)
        .RunAsync(call, client);

    /// <summary>Opens a session by the gate and the real connectors.</summary>
    public async Task<IUpstreamSession> OpenAsync(IUpstreamConnector connector, Func<ReadOnlyMemory<byte>, ValueTask>? inbound = null)
    {
        var gate = new SessionGate(World.Authenticator, World, World.Journal, World.Keyring, World.Ulids, World.Time, Unnamed, Broker, NullLogger<SessionGate>.Instance);
        var opened = Assert.IsType<SessionAdmission.Opened>(await gate.OpenAsync(new Presented(null, null, null, "POST", "http://localhost/mcp/files"), Samples.Server, "tools", default));
        return await connector.OpenAsync(opened.Opening, inbound ?? (static _ => default), TestContext.Current.CancellationToken);
    }

    /// <summary>Performs a message as an action, by the whole pipeline, and gives what came of it.</summary>
    public async Task<string> PerformAsync(IUpstreamSession session, string message)
    {
        Exception? failed = null;
        var call = new FakeCall
        {
            Describing = (_, _) => new(new Description.Described(Action(message), new ActionFacts(true, true, true))),
            Forwarding = async (action, token) =>
            {
                try
                {
                    return new Forwarding(await session.PerformAsync(action, token), ActionOutcome.Succeeded);
                }
                catch (Exception exception)
                {
                    failed = exception;
                    throw;
                }
            },
        };
        var result = await RunAsync(call);
        return result is ActionResult.Performed performed ? Encoding.UTF8.GetString(performed.Forwarding.Result.Span) : throw failed ?? new InvalidOperationException(result.ToString());
    }

    /// <inheritdoc />
    public void Dispose() => World.Dispose();
}
