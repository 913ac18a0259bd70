using System.Net;
using Writ.Domain;
using Writ.Testing;
using Writ.Zones.Tools;

namespace Writ.Zones.Tests.Tools;

/// <summary>What carries no authority reaches a server in Writ's own words, made of checked parts, and nothing else of it does.</summary>
public sealed class ProtocolTests
{
    private const string Secret = "exfiltrated";

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"p-1","method":"ping","params":{"x":"exfiltrated","_meta":{"y":"exfiltrated"}}}""", """{"jsonrpc":"2.0","id":"p-1","method":"ping"}""")]
    [InlineData("""{"method":"tools/list","jsonrpc":"2.0","id":3,"params":{"x":"exfiltrated"}}""", """{"jsonrpc":"2.0","id":3,"method":"tools/list","params":{}}""")]
    [InlineData(
        """{"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"cursor":"0","_meta":{"x":"exfiltrated","progressToken":"t"}}}""",
        """{"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"cursor":"0","_meta":{"progressToken":"t"}}}""")]
    [InlineData(
        """{"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"_meta":{"progressToken":1.5}}}""",
        """{"jsonrpc":"2.0","id":3,"method":"tools/list","params":{}}""")]
    [InlineData(
        """{"jsonrpc":"2.0","id":3,"method":"logging/setLevel","params":{"level":"warning","x":"exfiltrated"}}""",
        """{"jsonrpc":"2.0","id":3,"method":"logging/setLevel","params":{"level":"warning"}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized","params":{"x":"exfiltrated"}}""", """{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    public async Task Post_ProtocolMessage_IsWrittenAnewFromItsParts(string sent, string received)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();

        using var response = await client.PostAsync(sent);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Contains(received, host.Upstream.Received);
        Assert.DoesNotContain(host.Upstream.Received, static r => r.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"cursor":7}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"cursor":""}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":3,"method":"logging/setLevel","params":{"level":"exfiltrated"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":3,"method":"logging/setLevel"}""")]
    public async Task Post_PartThatTheMethodDoesNotTake_IsRefusedWithEvidence(string sent)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        var before = host.Upstream.Received.Length;

        var (_, answer) = await client.AskAsync(sent);

        Assert.Equal((-32602, "W4052"), (answer.GetProperty("error").GetProperty("code").GetInt32(), answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
        Assert.Equal(before, host.Upstream.Received.Length);
        Assert.Contains(host.World.Journal.Entries, e => e is LedgerEntry.MessageRefused { Code: "W4052" } refused && refused.Task == host.World.Task.Id);
    }

    [Fact]
    public async Task Post_CursorBeyondItsBound_IsRefused()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();

        var (_, answer) = await client.AskAsync($$$"""{"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"cursor":"{{{new string('x', 2049)}}}"}}""");

        Assert.Equal("W4052", answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","progress":1,"message":"exfiltrated"}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"exfiltrated","reason":"exfiltrated"}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{"x":"exfiltrated"}}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled"}""")]
    public async Task Post_NotificationThatConcernsNoServer_IsDropped(string sent)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        var before = host.Upstream.Received.Length;

        using var response = await client.PostAsync(sent);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(before, host.Upstream.Received.Length);
    }

    [Theory]
    [InlineData("""{"protocolVersion":"2025-11-25","capabilities":{}}""")]
    [InlineData("""{"capabilities":{},"clientInfo":{"name":"a","version":"1"}}""")]
    [InlineData("""{"protocolVersion":"2025-11-25-and-much-more-than-a-version-holds","clientInfo":{"name":"a","version":"1"}}""")]
    [InlineData("""{"protocolVersion":"2025-11-25","clientInfo":{"name":["a"],"version":"1"}}""")]
    public async Task Initialize_PartsThatAreNone_OpenNothing(string parameters)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = host.Network();

        var (_, answer) = await client.AskAsync($$$"""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{{{parameters}}}}""");

        Assert.Equal("W4052", answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString());
        Assert.Empty(host.Upstream.Sessions);
        Assert.DoesNotContain(host.World.Journal.Entries, static e => e is LedgerEntry.SessionOpened);
    }

    [Fact]
    public async Task Cancelled_CallUnderWay_IsToldWithoutTheReasonAndSettledAfterTheGrace()
    {
        var time = new ManualTime();
        await using var host = await ToolsHost.StartAsync(new TestWorld(time));
        using var client = await host.Network().OpenAsync();
        var began = new TaskCompletionSource();
        host.Upstream.OnCall = async (_, _) =>
        {
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            return "";
        };
        var call = client.CallAsync("read_text_file", id: "\"c\"");
        await began.Task;

        using var cancelled = await client.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"c","reason":"exfiltrated"}}""");
        Assert.Equal("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"c"}}""", host.Upstream.Received[^1]);
        Assert.False(call.IsCompleted);
        time.Advance(new ToolsOptions().CancelGrace);

        Assert.Equal("W4012", (await call).GetProperty("result").GetProperty("structuredContent").GetProperty("code").GetString());
        Assert.Equal(ActionOutcome.Unknown, Assert.Single(host.World.Journal.Entries.OfType<LedgerEntry.ActionObserved>()).Outcome);
    }

    [Theory]
    [InlineData(5, long.MaxValue, 5)]
    [InlineData(1000, 1000, 5)]
    public async Task List_WithoutEnd_IsReadToTheLimits(int pages, long bytes, int most)
    {
        await using var host = await ToolsHost.StartAsync(options: new ToolsOptions { MaxPages = pages, MaxListBytes = bytes });
        host.Upstream.Endless = true;
        using var client = await host.Network().OpenAsync();

        await client.CallAsync("read_text_file");

        Assert.InRange(host.Upstream.Received.Count(static r => r.Contains("tools/list", StringComparison.Ordinal)), 2, most);
        Assert.Equal(1, host.Upstream.Calls);
    }
}
