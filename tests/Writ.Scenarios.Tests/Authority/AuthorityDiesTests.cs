using System.Text.Json;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Authority;

/// <summary>What was allowed a moment ago is refused on the very next action, however the authority was taken away.</summary>
public sealed class AuthorityDiesTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private readonly Installation writ = running.Installation;
    private readonly WritServer server = running.Server;
    private readonly int before = running.Installation.Did().Length;

    [Theory]
    [InlineData("revoke")]
    [InlineData("complete")]
    public async Task Task_EndedByAnOperator_IsRefusedOnTheNextCallOverSocketAndNetwork(string edge)
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        var networkSession = await holder.SessionAsync();
        Assert.True((await agent.CallAsync(session, "note", "before")).Succeeded);
        Assert.True((await holder.CallAsync(networkSession, "note", "before, over the network")).Succeeded);

        await OperateAsync($"/v1/tasks/{agent.Task}/{edge}");

        AssertRefused(await agent.CallAsync(session, "note", "after"));
        AssertRefused(await holder.CallAsync(networkSession, "note", "after, over the network"));
        AssertRefused((await agent.OpenAsync()).Answer);
        AssertRefused(await holder.InitializeAsync());
        Assert.NotEqual(200, (await agent.SendAsync(WireRequest.Token)).Status);
        Assert.Equal(["before", "before, over the network"], Did());
    }

    [Fact]
    public async Task Task_ItsAgentCompletes_IsRefusedOnTheNextCall()
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        Assert.Equal(200, (await agent.SendAsync(WireRequest.Json("POST", "/v1/task/complete"))).Status);
        AssertRefused(await agent.CallAsync(session, "note", "after"));
        Assert.Empty(Did());
    }

    [Fact]
    public async Task Writ_OfACommandThatExited_IsRefusedEvenWithItsKey()
    {
        await using var agent = await writ.AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        var session = await holder.SessionAsync();
        Assert.True((await holder.CallAsync(session, "echo", "before")).Succeeded);

        Assert.Equal(5, await agent.EndAsync(5));

        AssertRefused(await holder.CallAsync(session, "note", "after"));
        Assert.Contains(await writ.LedgerAsync(), static line => line["kind"] == "task.moved" && line["what"].Contains("command-exited", StringComparison.Ordinal));
        Assert.Empty(Did());
    }

    [Fact]
    public async Task Launcher_Killed_TakesTheTaskWithIt()
    {
        await using var agent = await writ.AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        var session = await holder.SessionAsync();
        var revoked = server.Log.LineAsync(line => line.Contains("has exited", StringComparison.Ordinal) && line.Contains(agent.Instance, StringComparison.Ordinal));

        Signals.Send(agent.LauncherId, Signals.Kill);
        await revoked;

        // From the moment that the kernel says so the instance is nobody; that its task is revoked is written right after.
        var state = await EventuallyAsync(async () => (await OperateAsync($"/v1/tasks/{agent.Task}")).GetProperty("state").GetString(), static state => state == "revoked");
        Assert.Equal("revoked", state);
        AssertRefused(await holder.CallAsync(session, "note", "after"));
        Assert.Empty(Did());
    }

    [Fact]
    public async Task Task_SuspendedAndResumed_WaitsAndGoesOn()
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();

        await OperateAsync($"/v1/tasks/{agent.Task}/suspend");
        AssertRefused(await agent.CallAsync(session, "echo", "no"));
        await OperateAsync($"/v1/tasks/{agent.Task}/resume");

        // What was open was cut; the task goes on in a session of its own.
        var answer = await agent.CallAsync(await agent.SessionAsync(), "echo", "yes");
        Assert.True(answer.Succeeded, answer.ToString());
    }

    [Fact]
    public async Task Task_Downgraded_ReadsAndDoesNotWrite()
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();

        var moved = await writ.WritAsync("task", "downgrade", agent.Task);
        Assert.Contains("downgraded", moved.Output, StringComparison.Ordinal);
        Assert.True((await agent.CallAsync(session, "echo", "read")).Succeeded);
        AssertRefused(await agent.CallAsync(session, "note", "write"));
        Assert.Empty(Did());

        // There is no way back.
        Assert.Equal((1, "W2206"), await writ.WritAsync("task", "resume", agent.Task) is var back ? (back.ExitCode, back.Code) : default);
    }

    [Theory]
    [InlineData("everything")]
    [InlineData("agent", "worker")]
    [InlineData("server", "probe")]
    [InlineData("instance")]
    public async Task Containment_OfAThing_HoldsFromTheNextCallUntilRestored(string kind, string? name = null)
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        name ??= kind == "instance" ? agent.Instance : "";
        var what = JsonSerializer.Serialize(new { kind, name });
        Assert.True((await agent.CallAsync(session, "echo", "before")).Succeeded);

        Assert.Equal(1, (await OperateAsync("/v1/contain", what)).GetProperty("contained").GetArrayLength());
        var refused = await agent.CallAsync(session, "note", "contained");
        Assert.Equal("W3112", refused.Code);
        Assert.Equal("W3112", (await agent.OpenAsync()).Answer.Code);

        Assert.Equal(0, (await OperateAsync("/v1/restore", what)).GetProperty("contained").GetArrayLength());
        var after = await agent.CallAsync(await agent.SessionAsync(), "echo", "after");
        Assert.True(after.Succeeded, after.ToString());
        Assert.Empty(Did());
    }

    [Theory]
    [InlineData("brief", "idle")]
    [InlineData("short", "deadline")]
    public async Task Task_PastItsTime_IsRefusedAndWrittenDown(string intent, string cause)
    {
        await using var agent = await writ.AgentAsync(intent);
        var opened = DateTimeOffset.UtcNow;
        var seen = server.Log.Count;
        var (session, _) = await agent.OpenAsync();

        // Asking would keep it from being idle, so nothing is asked until its second has passed.
        await AtAsync(opened + TimeSpan.FromSeconds(1.2));
        AssertRefused(session is null ? (await agent.OpenAsync()).Answer : await agent.CallAsync(session, "note", "late"));
        Assert.Empty(Did());

        await server.Log.LineAsync(static line => line.Contains("tasks expired", StringComparison.Ordinal), seen);
        Assert.Contains(await writ.LedgerAsync(), line => line["task"] == agent.Task && line["what"].Contains(cause, StringComparison.Ordinal));
    }

    // What the server did since the test began.
    private string[] Did() => writ.Did()[before..];

    private static void AssertRefused(WireAnswer answer)
    {
        Assert.False(answer.Succeeded, answer.ToString());
        Assert.True(answer.Code is "W3110" or "W3111" or "W2105" or "W2317" or "W2312" or "W4030", answer.ToString());
    }

    private async Task<JsonElement> OperateAsync(string path, string? body = null)
    {
        using var operators = Wire.Over(writ.ControlSocket);
        var method = path.Count(static c => c == '/') == 3 ? "GET" : "POST";
        var answer = await operators.SendAsync(WireRequest.Json(method, path, body).Bearer(writ.OperatorToken));
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Message;
    }

    private static async Task AtAsync(DateTimeOffset instant)
    {
        var left = instant - DateTimeOffset.UtcNow;
        if (left > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(left);
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        for (var deadline = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(30); ;)
        {
            var answer = await ask();
            if (holds(answer) || DateTimeOffset.UtcNow > deadline)
            {
                return answer;
            }
        }
    }
}
