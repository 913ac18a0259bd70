using Writ.Testing;

namespace Writ.Scenarios.Tests.Surroundings;

/// <summary>A release changes under a running Writ: all of it or nothing.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private const string Stricter = """@id("probe/no-echo") @reason("echoes are over") forbid (principal, action == Writ::Action::"probe/echo", resource);""";

    private readonly Installation writ = new();
    private WritServer server = null!;

    public async ValueTask InitializeAsync() => server = await writ.UpAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        writ.Dispose();
    }

    [Theory]
    [InlineData("file")]
    [InlineData("signal")]
    [InlineData("command")]
    public async Task Release_ThatIsGood_TakesEffectOnTheNextCallWithoutARestart(string how)
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        Assert.True((await agent.CallAsync(session, "echo", "x")).Succeeded);
        var seen = server.Log.Count;

        writ.Write("policies/stricter.cedar", Stricter);
        await AskAsync(how);
        await server.Log.LineAsync(static line => line.Contains("is in force, after", StringComparison.Ordinal), seen);

        Assert.Equal("W3108", (await agent.CallAsync(session, "echo", "x")).Code);
        Assert.True((await agent.CallAsync(session, "note", "still")).Succeeded);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("signal")]
    [InlineData("command")]
    public async Task Release_ThatIsBad_IsRefusedWholeAndTheOldOneStays(string how)
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        var release = (await writ.WritAsync("release", "show")).Output;
        var seen = server.Log.Count;

        // One good file and one bad: neither takes effect.
        writ.Write("policies/stricter.cedar", Stricter);
        writ.Write("catalogue/probe.yaml", "server: probe\ntools:\n  echo: { effects: [fly] }\n");
        await AskAsync(how, refused: true);
        var told = await server.Log.LineAsync(static line => line.Contains("catalogue/probe.yaml:3:", StringComparison.Ordinal), seen);

        Assert.Contains("W1", told, StringComparison.Ordinal);
        Assert.True((await agent.CallAsync(session, "echo", "x")).Succeeded);
        Assert.Equal(release, (await writ.WritAsync("release", "show")).Output);
    }

    private async Task AskAsync(string how, bool refused = false)
    {
        switch (how)
        {
            case "signal":
                server.Send(Signals.HangUp);
                break;
            case "command":
                var reload = await writ.WritAsync("release", "reload");
                Assert.True(reload.ExitCode == (refused ? 3 : 0), reload.ToString());
                Assert.Contains(refused ? "refused" : "is in force", reload.Output, StringComparison.Ordinal);
                break;
        }
    }
}
