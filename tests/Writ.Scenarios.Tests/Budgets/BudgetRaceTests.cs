using Writ.Testing;

namespace Writ.Scenarios.Tests.Budgets;

/// <summary>The plane test of counters (T26): a budget of one call, and many calls at once, through the whole system.</summary>
public sealed class BudgetRaceTests
{
    private const int Calls = 200;

    [Fact]
    public async Task T26_TwoHundredAtOnceOnABudgetOfOne_ReachTheServerOnce()
    {
        using var writ = new Installation();
        await using var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync("once");

        // In several sessions, as each takes only so many requests at once.
        string[] sessions = [await agent.SessionAsync(), await agent.SessionAsync(), await agent.SessionAsync(), await agent.SessionAsync()];

        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(n => agent.CallAsync(sessions[n % sessions.Length], "note", $"n{n}")));

        Assert.Single(answers, static a => a.Succeeded);
        Assert.All(answers.Where(static a => !a.Succeeded), static a => Assert.Equal("W3114", a.Code));
        Assert.Single(writ.Did());
        Assert.Equal(0, await agent.EndAsync());
        Assert.Equal(0, await server.StopAsync());

        var ledger = await writ.LedgerAsync();
        Assert.Single(ledger, static line => line["verdict"] == "allow" && line["what"] == "probe/note");
        Assert.Equal(Calls - 1, ledger.Count(static line => line["codes"].Contains("W3114", StringComparison.Ordinal)));
    }
}
