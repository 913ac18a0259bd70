using Writ.Testing;

namespace Writ.Scenarios.Tests.Revocation;

/// <summary>Freezes and stops at an operator's word, whatever the agent goes on to do.</summary>
public sealed class FreezeTests
{
    private const int Loops = 8;

    /// <summary>Drill D5 (Replit, July 2025): a freeze is state, not a sentence in a prompt.</summary>
    [Fact]
    public async Task D5_FreezeOnWriting_StopsWritesUntilRestoredAndReadsGoOn()
    {
        using var writ = new Installation();
        var server = await writ.UpAsync();
        await using (var agent = await writ.AgentAsync())
        {
            var session = await agent.SessionAsync();
            using var stop = new CancellationTokenSource();
            var busy = Enumerable.Range(0, Loops).Select(n => WriteAsync(agent, session, n, stop.Token)).ToArray();
            await writ.DidAsync("0-3");

            var frozen = await writ.WritAsync("contain", "effect", "write");
            Assert.True(frozen.ExitCode == 0, frozen.ToString());
            Assert.Contains("a probe was refused", frozen.Output, StringComparison.Ordinal);
            var after = await agent.CallAsync(session, "note", "after the freeze");
            Assert.Equal("W3125", after.Code);
            Assert.True((await agent.CallAsync(session, "echo", "reads go on")).Succeeded);
            Assert.Equal("W3125", (await agent.CallAsync(session, "die", "what runs on")).Code);

            // Eight loops that nobody stopped are refused, each on its next call.
            await stop.CancelAsync();
            Assert.All(await Task.WhenAll(busy), static refused => Assert.True(refused is null or "W3125", refused));
            Assert.DoesNotContain("after the freeze", writ.Did());
        }

        // What was allowed was allowed before: the order is the ledger's.
        var ledger = (await writ.LedgerAsync()).ToList();
        var at = ledger.FindIndex(static line => line["kind"] == "containment.set");
        Assert.DoesNotContain(ledger.Skip(at), static line => line["verdict"] == "allow" && line["what"] == "probe/note");
        Assert.Contains(ledger.Take(at), static line => line["verdict"] == "allow" && line["what"] == "probe/note");

        // Neither a crash nor another release ends a freeze.
        await server.KillAsync();
        await server.DisposeAsync();
        server = await writ.UpAsync();
        await using var serving = server;
        writ.Write("policies/probe.cedar", Installation.Policies + "// another release\n");
        Assert.Equal(0, (await writ.WritAsync("release", "reload")).ExitCode);
        await using var next = await writ.AgentAsync();
        var other = await next.SessionAsync();
        Assert.Equal("W3125", (await next.CallAsync(other, "note", "after a crash")).Code);
        Assert.Equal(0, (await writ.WritAsync("restore", "effect", "write")).ExitCode);
        Assert.True((await next.CallAsync(other, "note", "restored")).Succeeded);
        Assert.DoesNotContain("after a crash", writ.Did());
    }

    /// <summary>A freeze of one server leaves the others; one on egress leaves writing.</summary>
    [Fact]
    public async Task Freeze_OfAnotherServerOrEffect_LeavesTheCall()
    {
        using var writ = new Installation();
        await using var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        foreach (var other in (string[])["write@crm", "egress", "execute", "destructive"])
        {
            Assert.Equal(0, (await writ.WritAsync("contain", "effect", other)).ExitCode);
        }

        Assert.True((await agent.CallAsync(session, "note", "left alone")).Succeeded);
        Assert.Equal(0, (await writ.WritAsync("contain", "effect", "write@probe")).ExitCode);
        Assert.Equal("W3125", (await agent.CallAsync(session, "note", "frozen here")).Code);
        Assert.True((await agent.CallAsync(session, "echo", "read")).Succeeded);
        Assert.Equal(["left alone"], writ.Did());
    }

    /// <summary>Drill D13 (inbox deletion, February 2026): after the stop there is not one further call, though the agent does not heed it.</summary>
    [Theory]
    [InlineData("task", "revoke")]
    [InlineData("contain", "agent")]
    [InlineData("contain", "everything")]
    public async Task D13_Stop_OfAnAgentThatGoesOn_LetsNoFurtherCallThrough(string verb, string what)
    {
        using var writ = new Installation();
        await using var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        using var stop = new CancellationTokenSource();
        var busy = Enumerable.Range(0, Loops).Select(n => WriteAsync(agent, session, n, stop.Token)).ToArray();
        await writ.DidAsync("0-3");

        string[] command = (verb, what) switch
        {
            ("task", _) => [verb, what, agent.Task],
            (_, "agent") => [verb, what, "worker"],
            _ => [verb, what],
        };
        var stopped = await writ.WritAsync(command);
        Assert.True(stopped.ExitCode == 0, stopped.ToString());

        // Each loop ends by itself on its first refusal; none needs to be told.
        Assert.All(await Task.WhenAll(busy).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken), Assert.NotNull);
        var did = writ.Did().Length;
        for (var i = 0; i < 20; i++)
        {
            Assert.False((await agent.CallAsync(session, "note", $"heedless-{i}")).Succeeded);
        }

        Assert.Equal(did, writ.Did().Length);
        var ledger = (await writ.LedgerAsync()).ToList();
        var at = ledger.FindIndex(static line => line["kind"] is "containment.set" or "task.moved");
        Assert.DoesNotContain(ledger.Skip(at), static line => line["verdict"] == "allow" && line["what"] == "probe/note");
    }

    // Writes until it is refused or stopped; answers the code of the refusal, and null when it was stopped.
    private static async Task<string?> WriteAsync(Puppet agent, string session, int loop, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            if (await agent.CallAsync(session, "note", $"{loop}-{n}") is { Succeeded: false } refused)
            {
                return refused.Code;
            }
        }

        return null;
    }
}
