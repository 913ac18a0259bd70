using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Enforcement.Tests.Connectors;

public sealed class StdioSessionTests : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> heard = [];
    private readonly Rig rig;
    private readonly UpstreamConnector connector;
    private IUpstreamSession? session;

    public StdioSessionTests()
    {
        rig = new Rig(TimeProvider.System, Server("node", Path.Combine(Path.GetDirectoryName(Here())!, "server.mjs")));
        connector = new UpstreamConnector(new ConnectorOptions { MaxMessageBytes = 100_000, TerminationGrace = TimeSpan.FromMilliseconds(200) }, TimeProvider.System, NullLogger<UpstreamConnector>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }

        connector.Dispose();
        rig.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Perform_AnAction_SendsItsVeryBytesAsOneLine()
    {
        const string Message = """ {"params":{"name":"echo", "n":1.50},"method":"tools/call","id":"a","jsonrpc":"2.0"} """;
        await OpenAsync();
        Assert.Equal(Message, Result(await rig.PerformAsync(session!, Message)).GetProperty("line").GetString());
    }

    [Fact]
    public async Task Open_AProcess_HasTheRegisteredEnvironmentAloneAndAHomeOfItsOwn()
    {
        Environment.SetEnvironmentVariable("WRIT_TEST_SECRET", "must not leak");
        await OpenAsync();
        var result = Result(await CallAsync("env"));
        var environment = result.GetProperty("env");

        Assert.Equal(["GREETING", "HOME", "LANG", "PATH"], environment.EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(folder.Path, result.GetProperty("cwd").GetString());
        var home = environment.GetProperty("HOME").GetString()!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(home));
        await session!.DisposeAsync();
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task Perform_ServerThatDies_FailsWhoeverWaitsAtOnce()
    {
        await OpenAsync();
        var waiting = CallAsync("silent", id: "1");
        var fault = await Assert.ThrowsAsync<UpstreamException>(() => CallAsync("die", id: "2"));

        Assert.Equal(UpstreamFault.Died, fault.Fault);
        Assert.Equal(UpstreamFault.Died, (await Assert.ThrowsAsync<UpstreamException>(() => waiting)).Fault);
        await session!.Ended.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(UpstreamFault.Unreachable, (await Assert.ThrowsAsync<UpstreamException>(() => CallAsync("echo"))).Fault);
    }

    [Fact]
    public async Task Perform_LineBeyondTheLimit_EndsTheSession()
    {
        await OpenAsync();
        Assert.Equal(50_000, Result(await CallAsync("big", """{"size":50000}""")).GetProperty("text").GetString()!.Length);
        Assert.Equal(UpstreamFault.Oversize, (await Assert.ThrowsAsync<UpstreamException>(() => CallAsync("big", """{"size":200000}"""))).Fault);
        await session!.Ended.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Perform_NoiseForeignAnswersAndDuplicates_AreDropped()
    {
        await OpenAsync();
        Assert.Equal(1, Result(await CallAsync("noise")).GetProperty("n").GetInt32());
        Assert.Equal("echo", JsonDocument.Parse(Result(await CallAsync("echo", id: "2")).GetProperty("line").GetString()!).RootElement.GetProperty("params").GetProperty("name").GetString());
        Assert.Empty(heard);
    }

    [Fact]
    public async Task Dispose_ServerThatIgnoresTheSignalAndHasChildren_LeavesNothingRunning()
    {
        await OpenAsync();
        var pids = Result(await CallAsync("family")).GetProperty("pids").EnumerateArray().Select(static p => p.GetInt32()).ToArray();
        Assert.All(pids, static pid => Assert.True(Runs(pid)));

        await session!.DisposeAsync();

        Assert.All(pids, static pid => Assert.False(Runs(pid)));
    }

    [Fact]
    public async Task Inbound_ServersRequest_IsHeardAndRefusedWithAnError()
    {
        await OpenAsync();
        var asking = CallAsync("ask", """{"method":"roots/list"}""");
        while (heard.IsEmpty)
        {
            await Task.Yield();
        }

        await session!.RefuseAsync("\"q\""u8.ToArray(), """{"code":-32001,"message":"no"}"""u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal("no", Result(await asking).GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("""{"jsonrpc":"2.0","id":"q","method":"roots/list"}""", heard.Single());
    }

    [Fact]
    public async Task Inbound_Ping_IsAnsweredByTheSessionItself()
    {
        await OpenAsync();
        Assert.Equal("{}", Result(await CallAsync("ask", """{"method":"ping"}""")).GetProperty("result").GetRawText());
        Assert.Empty(heard);
    }

    [Fact]
    public async Task Exchange_RequestAndNotification_AreAnsweredAndNot()
    {
        await OpenAsync();
        var answer = await session!.ExchangeAsync(ProtocolMessage.ListTools("7"u8.ToArray(), null, default)!, TestContext.Current.CancellationToken);
        Assert.Equal("tools/list", Result(Encoding.UTF8.GetString(answer!.Value.Span)).GetProperty("method").GetString());
        Assert.Null(await session.ExchangeAsync(ProtocolMessage.Initialized, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Perform_ActionOfAnotherServer_IsRefused()
    {
        await OpenAsync();
        var call = new FakeCall
        {
            Describing = static (_, _) => new(new Description.Described(Rig.Action(server: Slug.Parse("mail")), new ActionFacts(true, true, true))),
            Forwarding = async (action, token) => new Forwarding(await session!.PerformAsync(action, token), ActionOutcome.Succeeded),
        };
        Assert.IsType<ActionResult.Broken>(await rig.RunAsync(call));
    }

    [Fact]
    public async Task Perform_ActionOfAnotherTask_IsRefusedAndNothingIsSent()
    {
        await OpenAsync();
        var other = rig.World.Open();
        rig.World.Authenticator.On = _ => new Authentication.Named(other.Actor, other, default, [], []);
        Exception? refused = null;
        var call = new FakeCall
        {
            Forwarding = async (action, token) =>
            {
                Assert.Equal((other.Id, other.Actor.Instance), (action.Task, action.Instance));
                refused = await Record.ExceptionAsync(async () => await session!.PerformAsync(action, token));
                throw refused!;
            },
        };

        Assert.IsType<ActionResult.Broken>(await rig.RunAsync(call));
        Assert.Contains("another task", Assert.IsType<ArgumentException>(refused).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program-anywhere")]
    [InlineData("./missing")]
    public async Task Open_ProgramThatIsNotThere_IsUnreachable(string program)
    {
        using var other = new Rig(TimeProvider.System, Server(program));
        Assert.Equal(UpstreamFault.Unreachable, (await Assert.ThrowsAsync<UpstreamException>(() => other.OpenAsync(connector))).Fault);
    }

    [Fact]
    public async Task Drain_StandardError_IsCountedAndNeverLogged()
    {
        var log = new Lines();
        using var logging = new UpstreamConnector(new ConnectorOptions { TerminationGrace = TimeSpan.FromMilliseconds(200) }, TimeProvider.System, log);
        session = await rig.OpenAsync(logging);
        await CallAsync("noise");
        await session.DisposeAsync();

        Assert.True(log.Written.Any(static line => line.Contains("140000 bytes in 20000 lines", StringComparison.Ordinal)), string.Join('\n', log.Written));
        Assert.DoesNotContain(log.Written, static line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inbound_NotHeardYet_HoldsTheServerAfterAMebibyteAndLosesNothing()
    {
        // Each line is 90,000 bytes; the server notes how many of a hundred it could write.
        const string Flood =
            """for i in $(seq 100); do printf '{"jsonrpc":"2.0","method":"n","params":{"i":%d,"x":"%090000d"}}\n' $i 0 || exit; echo $i > written; done; cat""";
        using var flooded = new Rig(TimeProvider.System, Server("bash", "-c", Flood));
        var (go, all, count) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        await using var upstream = await flooded.OpenAsync(connector, async message =>
        {
            await go.Task;
            Assert.Contains($"\"i\":{++count},", Encoding.UTF8.GetString(message.Span[..60]), StringComparison.Ordinal);
            if (count == 100)
            {
                all.SetResult();
            }
        });

        Assert.InRange(await SettledAsync(folder.At("written")), 5, 20);
        go.SetResult();
        await all.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    // What a process wrote down once it writes nothing new for half a second.
    private static async Task<int> SettledAsync(string file)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var (last, same) = (0, 0);
        while (same < 10 && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            var now = File.Exists(file) && int.TryParse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), out var read) ? read : last;
            (last, same) = (now, now == last && now > 0 ? same + 1 : 0);
        }

        return last;
    }

    private static JsonElement Result(string answer) => JsonDocument.Parse(answer).RootElement.GetProperty("result");

    private static string Here([CallerFilePath] string path = "") => path;

    private static bool Runs(int pid) =>
        File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat") is var stat && stat[stat.LastIndexOf(')')..].Split(' ')[1] is not ("Z" or "X");

    private ServerRegistration.Stdio Server(params string[] command) => new(Samples.Server)
    {
        Command = [.. command],
        Directory = folder.Path,
        Environment = ImmutableSortedDictionary<string, string>.Empty.Add("GREETING", "hello"),
    };

    private async Task OpenAsync() => session = await rig.OpenAsync(connector, message =>
    {
        heard.Enqueue(Encoding.UTF8.GetString(message.Span));
        return default;
    });

    private Task<string> CallAsync(string name, string arguments = "{}", string id = "1") =>
        rig.PerformAsync(session!, $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{name}}}","arguments":{{{arguments}}}}}""");

    private sealed class Lines : ILogger<UpstreamConnector>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Written.Add(formatter(state, exception));
    }
}
