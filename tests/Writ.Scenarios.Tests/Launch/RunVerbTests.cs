using System.Globalization;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Launch;

/// <summary>`writ run`, with real processes: whose authority ends when, and under whose uid it is anything.</summary>
public sealed class RunVerbTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private readonly Installation writ = running.Installation;

    [Fact]
    public async Task Run_CommandLeavesAProcessThatIgnoresItsEnd_TheTaskEndsBeforeIt()
    {
        // What is left behind says every few milliseconds that it lives, until it is killed.
        var heartbeat = Path.Combine(writ.World, "heartbeat");
        const string Script = "trap '' TERM; (while :; do : > \"$0\"; sleep 0.02; done) & while [ ! -e \"$0\" ]; do sleep 0.02; done; exit 7";
        var run = await writ.WritAsync(["run", "--agent", "worker", "--intent", "work", "--", "sh", "-c", Script, heartbeat]);
        Assert.Equal(7, run.ExitCode);

        var completed = (await writ.LedgerAsync()).Last(static l => l["kind"] == "task.moved" && l["what"].Contains("command-exited", StringComparison.Ordinal));
        var at = DateTimeOffset.Parse(completed["time"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var last = new DateTimeOffset(File.GetLastWriteTimeUtc(heartbeat));
        Assert.True(last > at + TimeSpan.FromSeconds(1), $"the task ended at {at:O}, and the last that was left at {last:O}");
    }

    [Fact]
    public async Task Run_AsAnotherUser_IsAnInstanceOfItsOwnUid()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root starts commands as other users");
        File.SetUnixFileMode(writ.Folder, File.GetUnixFileMode(writ.Folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await using var agent = await writ.AgentAsync("work", "--user", "nobody");

        var status = await File.ReadAllLinesAsync($"/proc/{agent.ProcessId}/status", TestContext.Current.CancellationToken);
        Assert.Equal(["65534", "65534", "65534", "65534"], Fields(status, "Uid"));
        Assert.Empty(Fields(status, "Groups"));
        Assert.Equal(["1"], Fields(status, "NoNewPrivs"));
        Assert.Equal(["0000000000000000"], Fields(status, "CapEff"));

        var task = await agent.SendAsync(WireRequest.Json("GET", "/v1/task"));
        Assert.Equal("separate-uid", task.Message.GetProperty("assurance").GetString());
        Assert.True((await agent.CallAsync(await agent.SessionAsync(), "echo", "as nobody")).Succeeded);
        Assert.Contains(await writ.LedgerAsync(), static l => l["kind"] == "action.decided");

        // What the boundary is for: the agent reads neither the keys nor the data, and never reaches the operators' socket.
        foreach (var secret in (string[])["keys/operator.token", "data/writ.db"])
        {
            Assert.NotEqual(0, (await agent.RunAsync("cat", Path.Combine(writ.Home, secret))).Status);
        }

        Assert.Equal(0, await agent.EndAsync(0));
    }

    [Theory]
    [InlineData("no-such-user-here", 3, "W1908")]
    [InlineData("no:such", 3, "W1908")]
    public async Task Run_AsAUserThatIsNot_StartsNothing(string user, int exit, string code)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root starts commands as other users");
        var before = (await writ.LedgerAsync()).Count;
        var run = await writ.WritAsync(["run", "--agent", "worker", "--intent", "work", "--user", user, "--", "true"]);
        Assert.Equal((exit, code), (run.ExitCode, run.Code));
        Assert.Equal(before, (await writ.LedgerAsync()).Count);
    }

    private static string[] Fields(string[] status, string name) =>
        status.Single(l => l.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
}
