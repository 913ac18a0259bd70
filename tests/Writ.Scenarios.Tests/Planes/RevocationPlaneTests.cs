using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>The plane test of revocation, on one node.</summary>
public sealed class RevocationPlaneTests
{
    private const int Sessions = 10;
    private const int Calls = 500;
    private static readonly TimeSpan Hanging = TimeSpan.FromMinutes(2);

    /// <summary>T10: with five hundred calls in flight at the servers, a revocation cuts every one, and none starts after it.</summary>
    [Theory]
    [InlineData("agent")]
    [InlineData("task")]
    public async Task T10_RevocationWithFiveHundredCallsInFlight_CutsAllAndStartsNone(string what)
    {
        using var writ = new Installation();
        await using var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync();
        await using var bystander = await Puppet.StartAsync(writ.Home, "--agent", "other", "--intent", "work");
        var theirs = await bystander.SessionAsync();
        var sessions = new List<string>();
        for (var i = 0; i < Sessions; i++)
        {
            sessions.Add(await agent.SessionAsync());
        }

        // Each is held by its server, so all of them are under way at once.
        var held = Enumerable.Range(0, Calls).Select(n => agent.CallAsync(sessions[n % Sessions], "hold", $"h{n}")).ToArray();
        for (var n = 0; n < Calls; n++)
        {
            await writ.DidAsync($"begun h{n}");
        }

        string[] command = what == "task" ? ["task", "revoke", agent.Task] : ["contain", "agent", "worker"];
        var revoked = await writ.WritAsync(command);
        Assert.True(revoked.ExitCode == 0, revoked.ToString());
        var after = await Task.WhenAll(Enumerable.Range(0, Calls).Select(n => agent.CallAsync(sessions[n % Sessions], "note", $"after {n}")));

        Assert.All(after, static answer => Assert.False(answer.Succeeded));
        Assert.All(await Task.WhenAll(held).WaitAsync(Hanging, TestContext.Current.CancellationToken), static answer => Assert.False(answer.Succeeded));
        Assert.DoesNotContain(writ.Did(), static line => line.StartsWith("after", StringComparison.Ordinal) || line.StartsWith("ended", StringComparison.Ordinal));
        var ledger = (await writ.LedgerAsync()).ToList();
        var at = ledger.FindIndex(static line => line["kind"] is "containment.set" or "task.moved");
        Assert.Equal(Calls, ledger.Take(at).Count(static line => line["verdict"] == "allow" && line["what"] == "probe/hold"));
        Assert.DoesNotContain(ledger.Skip(at), static line => line["verdict"] == "allow" && line["what"].StartsWith("probe/", StringComparison.Ordinal));

        // Whoever was not meant goes on.
        Assert.True((await bystander.CallAsync(theirs, "note", "bystander")).Succeeded);
    }
}
