using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>The plane test of idempotency: an effect that is asked for again is had once.</summary>
public sealed class IdempotencyPlaneTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private readonly Installation writ = running.Installation;

    /// <summary>T27: the server is slower than the client waits, and the client sends it again.</summary>
    [Fact]
    public async Task T27_RetryAfterATimeout_HasTheEffectOnce()
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        var key = Guid.NewGuid().ToString();
        var (number, first) = agent.Begin(WireRequest.Mcp("probe", session, McpCalls.Once("hold", key, key)));
        await writ.DidAsync($"begun {key}");
        agent.Drop(number);
        Assert.Equal(0, (await first).Status);

        // Sent again while the first is under way, after it ended, in another session, and by the agent's next instance, for another task.
        Assert.Equal("W3126", (await agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Once("hold", key, key)))).Code);
        writ.Release(key);
        await writ.DidAsync($"ended {key}");
        Assert.Equal("W3126", (await agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Once("hold", key, key)))).Code);
        Assert.Equal("W3126", (await agent.SendAsync(WireRequest.Mcp("probe", await agent.SessionAsync(), McpCalls.Once("hold", key, key)))).Code);
        await using var next = await writ.AgentAsync();
        Assert.Equal("W3126", (await next.SendAsync(WireRequest.Mcp("probe", await next.SessionAsync(), McpCalls.Once("hold", key, key)))).Code);
        Assert.Single(writ.Did(), $"begun {key}");
    }

    [Fact]
    public async Task T27_SixtyRetriesAtOnce_HaveTheEffectOnce()
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Once("note", key, key)))));

        Assert.Single(answers, static a => a.Succeeded);
        Assert.All(answers.Where(static a => !a.Succeeded), static a => Assert.Equal("W3126", a.Code));
        Assert.Single(writ.Did(), key);
    }

    /// <summary>What was denied was not done: its key is good still. Another tool, another agent and another key are other effects.</summary>
    [Fact]
    public async Task Key_OfADeniedCallOrOfAnotherEffect_IsNotSpent()
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        var key = Guid.NewGuid().ToString();
        Assert.Equal("W3108", (await agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Once("note", "denied by a rule", key)))).Code);
        Assert.True((await agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Once("note", key, key)))).Succeeded);
        Assert.True((await agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Once("echo", key, key)))).Succeeded);
        Assert.True((await agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Once("note", key, key + "2")))).Succeeded);
        await using var other = await Puppet.StartAsync(writ.Home, "--agent", "other", "--intent", "work");
        Assert.True((await other.SendAsync(WireRequest.Mcp("probe", await other.SessionAsync(), McpCalls.Once("note", key, key)))).Succeeded);
        Assert.Equal(3, writ.Did().Count(line => line == key));
        Assert.Equal("W4054", (await agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Once("note", key, "not plain")))).Code);
    }
}
