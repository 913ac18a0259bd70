using Writ.Testing;

namespace Writ.Scenarios.Tests.Surroundings;

/// <summary>Servers that are not there, that die, and agents that go away in the middle.</summary>
public sealed class UpstreamTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private readonly Installation writ = running.Installation;
    private readonly int before = running.Installation.Did().Length;

    [Fact]
    public async Task Server_DiesInTheMiddleOfACall_LeavesALegibleUnknownOutcome()
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();

        var answer = await agent.CallAsync(session, "die", "bye");

        Assert.Equal("W4014", answer.Code);
        Assert.True(answer.Message.GetProperty("result").GetProperty("isError").GetBoolean());
        Assert.Contains("outcome is unknown", answer.Said, StringComparison.Ordinal);
        Assert.Equal(["die bye"], Did());
        var (another, opened) = await agent.OpenAsync();
        Assert.True(another is not null, opened.ToString());
        Assert.True((await agent.CallAsync(another, "echo", "alive")).Succeeded);
        Assert.Equal(0, await agent.EndAsync());
        Assert.Contains(await writ.LedgerAsync(), line => line["task"] == agent.Task && line["what"] == "probe/die" && line["outcome"] == "unknown");
    }

    [Fact]
    public async Task Agent_GoesAwayInTheMiddleOfACall_TheEffectIsSeenToItsEndAndRecorded()
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        var (number, call) = agent.Begin(WireRequest.Mcp("probe", session, McpCalls.Call("hold", "left")));
        await writ.DidAsync("begun left");

        agent.Drop(number);
        Assert.Equal(0, (await call).Status);
        writ.Release("left");
        await writ.DidAsync("ended left");

        // What another action's commit carries with it: the outcome of the one that was left.
        Assert.True((await agent.CallAsync(session, "echo", "next")).Succeeded);
        Assert.Equal(0, await agent.EndAsync());
        var held = Assert.Single(await writ.LedgerAsync(), line => line["task"] == agent.Task && line["what"] == "probe/hold");
        Assert.Equal("succeeded", held["outcome"]);
    }

    private string[] Did() => writ.Did()[before..];
}
