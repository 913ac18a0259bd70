using System.Text.Json;
using Writ.Scenarios.Tests.Authority;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Access;

/// <summary>Evaluations on a real Writ: what an action would be refused for, an evaluation is; and it takes nothing that the action will need.</summary>
public sealed class AccessPlaneTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private const string Path = "/access/v1/evaluation";
    private readonly Installation writ = running.Installation;
    private readonly WritServer server = running.Server;

    [Fact]
    public async Task Subject_OfAnotherAgent_IsNoAuthority()
    {
        await using var agent = await AgentAsync();
        await using var other = await Puppet.StartAsync(writ.Home, "--agent", "other", "--intent", "work");
        Assert.Equal("", await ToldAsync(agent, Body("echo")));
        foreach (var (type, id) in (ValueTuple<string, string>[])[("agent", "other"), ("identity", other.Instance), ("user", "worker")])
        {
            Assert.Equal("W2482", await ToldAsync(agent, Body("echo", type, id)));
        }

        Assert.Equal("", await ToldAsync(agent, Body("echo", "identity", agent.Instance)));
        Assert.Equal("", await ToldAsync(other, Body("echo", "agent", "other")));
    }

    [Fact]
    public async Task Rules_AndScope_AreThoseOfTheCall()
    {
        await using var agent = await AgentAsync();
        Assert.Equal("W3108", await ToldAsync(agent, Body("echo", properties: "{\"text\":\"denied here\"}")));
        Assert.Equal("W3108", await ToldAsync(agent, Body("echo").Replace("\"resource\":{", "\"context\":{\"text\":\"denied there\"},\"resource\":{", StringComparison.Ordinal)));
        Assert.Equal("W3103", await ToldAsync(agent, Body("hidden")));
        Assert.Equal("W4038", await ToldAsync(agent, Body("made-up")));
        Assert.Equal("W2483", await ToldAsync(agent, Body("echo").Replace("probe/", "elsewhere/", StringComparison.Ordinal)));
        Assert.Equal("W2484", await ToldAsync(agent, Body("echo").Replace("\"tool\"", "\"Case\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Contained_AndFrozen_IsFalseUntilRestored()
    {
        await using var agent = await AgentAsync();
        foreach (var (what, tool, code) in (ValueTuple<string[], string, string>[])[(["agent", "worker"], "echo", "W3112"), (["server", "probe"], "echo", "W3112"), (["effect", "write"], "note", "W3125")])
        {
            Assert.Equal(0, (await writ.WritAsync(["contain", .. what])).ExitCode);
            Assert.Equal(code, await ToldAsync(agent, Body(tool)));
            Assert.Equal(0, (await writ.WritAsync(["restore", .. what])).ExitCode);
            Assert.Equal("", await ToldAsync(agent, Body(tool)));
        }
    }

    [Fact]
    public async Task RevokedTask_IsFalse_AndATakenBackWritIsNoCredential()
    {
        await using var agent = await AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        using var second = await KeyHolder.GetAsync(agent, server.Agents);
        Assert.Equal("", Code(await holder.SendAsync(holder.Signed(Request("echo")))));

        var revoke = WireRequest.Token with { Path = "/oauth/revoke", Body = $"token={second.Token}" };
        Assert.Equal(200, (await agent.SendAsync(revoke)).Status);
        var taken = await second.SendAsync(second.Signed(Request("echo")));
        Assert.Equal((401, "W3117"), (taken.Status, taken.Code));

        Assert.Equal(0, (await writ.WritAsync("task", "revoke", agent.Task)).ExitCode);
        Assert.Equal("W3110", Code(await holder.SendAsync(holder.Signed(Request("echo")))));
    }

    [Fact]
    public async Task Proof_IsSpentByWhateverIsAsked()
    {
        await using var agent = await AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        foreach (var body in (string[])[Body("echo"), Body("hidden"), "{"])
        {
            var request = holder.Signed(WireRequest.Json("POST", Path, body));
            Assert.NotEqual(401, (await holder.SendAsync(request)).Status);
            var replayed = await holder.SendAsync(request);
            Assert.Equal((401, "W3113"), (replayed.Status, replayed.Code));
            Assert.Contains("error=\"invalid_dpop_proof\"", replayed.Headers["www-authenticate"], StringComparison.Ordinal);
        }

        // A stolen writ tells a thief nothing either.
        using var network = Wire.To(server.Agents);
        Assert.Equal(401, (await network.SendAsync(WireRequest.Json("POST", Path, Body("echo")).Bearer(holder.Token))).Status);
        Assert.Equal(401, (await network.SendAsync(WireRequest.Json("POST", Path, Body("echo")))).Status);
    }

    [Fact]
    public async Task FiftyEvaluations_LeaveABudgetOfOneWhole()
    {
        await using var agent = await AgentAsync("once");
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("", await ToldAsync(agent, Body("note")));
        }

        var standing = await agent.SendAsync(WireRequest.Json("GET", "/v1/task"));
        Assert.Equal(0, standing.Message.GetProperty("taken").GetProperty("calls").GetInt32());
        Assert.True((await agent.CallAsync(await agent.SessionAsync(), "note", "the one")).Succeeded);
        Assert.Equal("W3114", await ToldAsync(agent, Body("note")));
        Assert.Contains("the one", writ.Did());
    }

    [Fact]
    public async Task Evaluations_StandInTheLedgerAndPerformNothing()
    {
        var before = writ.Did().Length;
        await using var agent = await AgentAsync();
        var many = """{"subject":{"type":"agent","id":"worker"},"resource":{"type":"tool","id":"probe/note"},"evaluations":[{"action":{"name":"probe/note","properties":{"text":"planted-value"}}},{"action":{"name":"probe/note","properties":{"text":"denied planted-value"}}},{}]}""";
        var answer = await agent.SendAsync(WireRequest.Json("POST", "/access/v1/evaluations", many));
        Assert.Equal(200, answer.Status);
        var told = answer.Message.GetProperty("evaluations").EnumerateArray().ToArray();
        Assert.Equal([true, false, false], told.Select(static t => t.GetProperty("decision").GetBoolean()));

        // What was deferred rides the next commit.
        Assert.True((await agent.CallAsync(await agent.SessionAsync(), "echo", "next")).Succeeded);
        Assert.Equal(0, await agent.EndAsync());
        var entries = (await writ.LedgerAsync()).Where(line => line["kind"] == "action.evaluated" && line["task"] == agent.Task).ToList();
        Assert.Equal([("probe/note", "allow"), ("probe/note", "deny"), ("an unknown action", "deny")], entries.Select(static e => (e["what"], e["verdict"])));
        Assert.Equal(told.Select(static t => t.GetProperty("context").GetProperty("decision_id").GetString()), entries.Select(static e => e["decision"]));
        Assert.Equal(before, writ.Did().Length);
        Assert.DoesNotContain("planted-value", server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluations_AHundredAtOnce_AreAnsweredAndNotOneMore()
    {
        await using var agent = await AgentAsync();
        foreach (var count in (int[])[100, 101])
        {
            var body = Body("echo")[..^1] + $",\"evaluations\":[{string.Join(',', Enumerable.Repeat("{}", count))}]}}";
            var answer = await agent.SendAsync(WireRequest.Json("POST", "/access/v1/evaluations", body));
            Assert.Equal(count == 100 ? 200 : 400, answer.Status);
            Assert.True(count != 100 || answer.Message.GetProperty("evaluations").EnumerateArray().Count(static e => e.GetProperty("decision").GetBoolean()) == 100, answer.ToString());
        }
    }

    [Fact]
    public async Task OtherMethodsAndTheOperatorsDoor_TellNothing()
    {
        await using var agent = await AgentAsync();
        Assert.Equal(405, (await agent.SendAsync(WireRequest.Json("GET", Path))).Status);
        Assert.Equal(405, (await agent.SendAsync(WireRequest.Json("GET", "/access/v1/evaluations"))).Status);
        Assert.Equal(404, (await agent.SendAsync(WireRequest.Json("POST", "/access/v1/search/action", Body("echo")))).Status);
        using var operators = Wire.Over(writ.ControlSocket);
        Assert.Equal(404, (await operators.SendAsync(WireRequest.Json("POST", Path, Body("echo")).Bearer(writ.OperatorToken))).Status);
        using var network = Wire.To(server.Agents);
        Assert.Equal(server.Agents.TrimEnd('/'), (await network.SendAsync(WireRequest.Json("GET", "/.well-known/authzen-configuration"))).Message.GetProperty("policy_decision_point").GetString());
    }

    private static WireRequest Request(string tool) => WireRequest.Json("POST", Path, Body(tool));

    private static string Body(string tool, string type = "agent", string id = "worker", string properties = "{}") => JsonSerializer.Serialize(new
    {
        subject = new { type, id },
        action = new { name = $"probe/{tool}", properties = JsonDocument.Parse(properties).RootElement },
        resource = new { type = "tool", id = $"probe/{tool}" },
    });

    // The code of a refusal; empty when it would be allowed.
    private static string Code(WireAnswer answer)
    {
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Message.GetProperty("decision").GetBoolean() ? "" : answer.Message.GetProperty("context").GetProperty("code").GetString()!;
    }

    private static async Task<string> ToldAsync(Puppet agent, string body) => Code(await agent.SendAsync(WireRequest.Json("POST", Path, body)));

    // An agent that has seen what the server offers, so that it is pinned.
    private async Task<Puppet> AgentAsync(string intent = "work")
    {
        var agent = await writ.AgentAsync(intent);
        var listed = await agent.SendAsync(WireRequest.Mcp("probe", await agent.SessionAsync(), """{"jsonrpc":"2.0","id":1,"method":"tools/list"}"""));
        Assert.True(listed.Succeeded, listed.ToString());
        return agent;
    }
}
