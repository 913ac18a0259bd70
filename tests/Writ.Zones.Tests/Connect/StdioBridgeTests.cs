using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Writ.Cli;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Zones.Tests.Connect;

public sealed class StdioBridgeTests
{
    [Fact]
    public async Task Run_AClientsLines_AreCarriedAndAnsweredByLines()
    {
        await using var host = await ToolsHost.StartAsync();
        await using var client = new Client(host.Socket);

        Assert.Equal("scripted", (await client.AskAsync(McpClient.Initialize)).GetProperty("result").GetProperty("serverInfo").GetProperty("name").GetString());
        await client.SayAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        Assert.Equal(2, (await client.AskAsync("""{"jsonrpc":"2.0","id":"l","method":"tools/list"}""")).GetProperty("result").GetProperty("tools").GetArrayLength());
        Assert.Equal("hello", (await client.AskAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"write_file"}}""")).GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString());

        Assert.Equal(0, await client.EndAsync());
        Assert.Equal(0, host.Sessions.Count);
    }

    [Fact]
    public async Task Run_ServersOwnMessagesAndProgress_BecomeLines()
    {
        await using var host = await ToolsHost.StartAsync();
        await using var client = new Client(host.Socket);
        await client.AskAsync(McpClient.Initialize);
        await host.Upstream.Sessions[0].SayAsync("""{"jsonrpc":"2.0","method":"notifications/message","params":{"data":1}}""");
        Assert.Equal("notifications/message", (await client.HearAsync()).GetProperty("method").GetString());

        host.Upstream.OnCall = async (id, _) =>
        {
            await host.Upstream.Sessions[0].SayAsync("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":9,"progress":1}}""");
            return $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{}}""";
        };
        await client.SayAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"write_file","_meta":{"progressToken":9}}}""");
        Assert.Equal("notifications/progress", (await client.HearAsync()).GetProperty("method").GetString());
        Assert.Equal(3, (await client.HearAsync()).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Run_SlowCall_HoldsUpNoOther()
    {
        await using var host = await ToolsHost.StartAsync();
        await using var client = new Client(host.Socket);
        await client.AskAsync(McpClient.Initialize);
        var go = new TaskCompletionSource();
        host.Upstream.OnCall = async (id, _) =>
        {
            if (id == "1")
            {
                await go.Task;
            }

            return $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{}}""";
        };

        await client.SayAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_file"}}""");
        Assert.Equal(2, (await client.AskAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"write_file"}}""")).GetProperty("id").GetInt32());
        go.SetResult();
        Assert.Equal(1, (await client.HearAsync()).GetProperty("id").GetInt32());
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"write_file","arguments":{"a":1,"a":2}}}""", "W4022")]
    [InlineData("""{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"write_file","arguments":[[[[""", null)]
    public async Task Run_LineThatIsRefused_IsAnsweredToItsOwnIdOrNotAtAll(string line, string? code)
    {
        await using var host = await ToolsHost.StartAsync();
        await using var client = new Client(host.Socket);
        await client.AskAsync(McpClient.Initialize);
        await client.SayAsync(line);

        if (code is null)
        {
            Assert.Equal(5, (await client.AskAsync("""{"jsonrpc":"2.0","id":5,"method":"ping"}""")).GetProperty("id").GetInt32());
            Assert.Contains(client.Notes, static n => n.Contains("W4029", StringComparison.Ordinal));
        }
        else
        {
            var answer = await client.HearAsync();
            Assert.Equal((4, code), (answer.GetProperty("id").GetInt32(), answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task Run_Denied_SaysWhyAndEndsWithTwo()
    {
        await using var host = await ToolsHost.StartAsync();
        host.World.Authenticator.On = _ => new Authentication.Refused(new Reason("W2101", "law/identity", "nobody knows you", "be known"), "");
        await using var client = new Client(host.Socket);

        var answer = await client.AskAsync(McpClient.Initialize);

        Assert.Equal("W2101", answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString());
        Assert.Equal(2, await client.EndAsync());
    }

    [Fact]
    public async Task Run_ConnectionThatBreaksAfterTheRequestWasSent_SaysThatTheOutcomeIsUnknown()
    {
        using var folder = new TempFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder.At("agent.sock")));
        listener.Listen();
        await using var client = new Client(folder.At("agent.sock"));

        var asking = client.AskAsync(McpClient.Initialize);
        using (var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken))
        {
            Assert.NotEqual(0, await accepted.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken));
        }

        Assert.Equal("W4046", (await asking).GetProperty("error").GetProperty("data").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Run_NobodyAtTheSocket_SaysSoAndEndsWithOne()
    {
        using var folder = new TempFolder();
        await using var client = new Client(folder.At("agent.sock"));

        var answer = await client.AskAsync(McpClient.Initialize);

        Assert.Equal("W4045", answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString());
        Assert.Equal(1, await client.EndAsync());
    }

    // A client that starts the bridge, as far as a bridge can tell.
    private sealed class Client : IAsyncDisposable
    {
        private readonly Pipe input = new();
        private readonly Pipe output = new();
        private readonly StdioBridge bridge;
        private readonly Task<int> running;
        private readonly StreamReader lines;

        public Client(string socket)
        {
            bridge = new StdioBridge(socket, "files", output.Writer.AsStream(), Notes.Add, TimeProvider.System);
            running = bridge.RunAsync(input.Reader.AsStream(), CancellationToken.None);
            lines = new StreamReader(output.Reader.AsStream());
        }

        public List<string> Notes { get; } = [];

        public async Task SayAsync(string line) => await input.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), TestContext.Current.CancellationToken);

        public async Task<JsonElement> HearAsync() => JsonDocument.Parse((await lines.ReadLineAsync(TestContext.Current.CancellationToken))!).RootElement;

        public async Task<JsonElement> AskAsync(string line)
        {
            await SayAsync(line);
            return await HearAsync();
        }

        public async Task<int> EndAsync()
        {
            await input.Writer.CompleteAsync();
            return await running;
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            bridge.Dispose();
            lines.Dispose();
        }
    }
}
