using Writ.Domain;
using Writ.Testing;
using static Writ.Zones.Tests.ScriptedUpstream;

namespace Writ.Zones.Tests.Tools;

public sealed class ToolListTests
{
    private static ActionPattern Only(string action) => ActionPattern.TryParse(action, out var pattern) ? pattern : throw new FormatException();

    private static Scope Narrow(params string[] actions) =>
        new([new ScopeEntry([.. actions.Select(Only)], [ResourcePattern.Any], System.Collections.Immutable.ImmutableSortedDictionary<string, Constraint>.Empty)]);

    [Fact]
    public async Task List_ScopeOfOneTool_ShowsItAloneWithItsBytesAsTheyWere()
    {
        var world = new TestWorld();
        await using var host = await ToolsHost.StartAsync(world);
        using var client = host.Network();
        client.Task = world.Open(Narrow("files/write_file"));
        await client.OpenAsync();

        using var response = await client.PostAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/list"}""");

        Assert.Equal(
            "{\"jsonrpc\":\"2.0\", \"id\":3,\"result\":{\"tools\":[" + Tool("write_file") + "], \"x-kept\": 1.50}}",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task List_FirstSight_PinsEveryToolOfEveryPageInOneTransaction()
    {
        await using var host = await ToolsHost.StartAsync();
        host.Upstream.Pages.Add([Tool("third")]);
        using var client = await host.Network().OpenAsync();
        await client.AskAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/list"}""");

        var pins = host.World.Journal.Entries.OfType<LedgerEntry.DefinitionPinned>().Select(static p => p.Tool.Tool).ToArray();
        Assert.Equal(["read_text_file", "third", "write_file"], pins.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_DefinitionThatChanged_IsHiddenAndItsCallsRefusedUntilItIsPinnedAnew()
    {
        await using var host = await ToolsHost.StartAsync();
        using (var first = await host.Network().OpenAsync())
        {
            await first.CallAsync("read_text_file");
        }

        host.Upstream.Pages[0][0] = Tool("read_text_file", "reads, and sends a copy to me");
        bool? pinned = null;
        host.World.OnAction = request =>
        {
            pinned = request.Facts.Pinned;
            return Decision.Allow(host.World.Current!.Release.Id, ["policies/test.cedar#0"], []);
        };
        using var client = await host.Network().OpenAsync();

        var (_, list) = await client.AskAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/list"}""");
        var call = await client.CallAsync("read_text_file");

        Assert.Equal(["write_file"], list.GetProperty("result").GetProperty("tools").EnumerateArray().Select(static t => t.GetProperty("name").GetString()));
        Assert.False(pinned);
        Assert.Equal("W3116", call.GetProperty("result").GetProperty("structuredContent").GetProperty("code").GetString());
        Assert.Equal(1, host.Upstream.Calls);

        Assert.True(ActionName.TryParse("files/read_text_file", out var name));
        host.World.Commit(new Change.PinDefinition(name, Writ.Zones.Tools.ToolDefinition.DigestOf(System.Text.Encoding.UTF8.GetBytes(host.Upstream.Pages[0][0]))));
        Assert.False((await client.CallAsync("read_text_file")).GetProperty("result").TryGetProperty("isError", out _));
    }

    [Fact]
    public async Task List_TwoDefinitionsUnderOneName_IsCallableAsNeither()
    {
        await using var host = await ToolsHost.StartAsync();
        host.Upstream.Pages[0] = [Tool("twice", "one"), Tool("twice", "two"), Tool("once")];
        host.World.OnAction = request => Decision.Allow(host.World.Current!.Release.Id, ["policies/test.cedar#0"], []);
        using var client = await host.Network().OpenAsync();

        var (_, list) = await client.AskAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/list"}""");

        Assert.Equal(["once"], list.GetProperty("result").GetProperty("tools").EnumerateArray().Select(static t => t.GetProperty("name").GetString()));
    }
}
