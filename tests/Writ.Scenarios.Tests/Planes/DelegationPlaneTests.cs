using System.Diagnostics;
using System.Text.Json;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>The plane test of delegation: what is handed on only narrows, is decided afresh at both ends, and ends with what handed it on.</summary>
public sealed class DelegationPlaneTests(DelegatingWrit running) : IClassFixture<DelegatingWrit>
{
    private readonly Installation writ = running.Installation;

    /// <summary>T5, the benign counterpart: what was handed on can be done, and the record says by whom and for whom.</summary>
    [Fact]
    public async Task T5_DelegatedTask_DoesWhatWasHandedOnAndIsOnRecordWithItsChain()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");
        var (task, token) = await DelegatingWrit.DelegateAsync(lead, await DelegatingWrit.WritAsync(lead), helper, "helper", "assist", ""","actions":["probe/echo"]""");
        var session = await DelegatingWrit.SessionAsync(helper, token);

        Assert.True((await DelegatingWrit.CallAsync(helper, token, session, "echo", "handed on")).Succeeded);
        Assert.Equal("W3103", (await DelegatingWrit.CallAsync(helper, token, session, "note", "not handed on")).Code);

        Assert.Contains($"parent     {lead.Task}", (await writ.WritAsync("task", "show", task)).Output, StringComparison.Ordinal);
        var entries = await EntriesAsync(task);
        Assert.Contains(entries, e => e.Contains("\"kind\":\"task.opened\"", StringComparison.Ordinal) && e.Contains($"\"parent\":\"{lead.Task}\",\"chain\":[\"{lead.Instance}\"]", StringComparison.Ordinal));
        Assert.Contains(entries, e => e.Contains("\"verdict\":\"allow\"", StringComparison.Ordinal) && e.Contains($"\"chain\":[\"{lead.Instance}\"]", StringComparison.Ordinal));
        Assert.Contains(await EntriesAsync(lead.Task), static e => e.Contains("\"kind\":\"task.offered\"", StringComparison.Ordinal) && e.Contains("\"to\":\"helper\"", StringComparison.Ordinal));
    }

    /// <summary>D15: a low agent recruits a privileged one, and the delegate can do no more than its caller could.</summary>
    [Fact]
    public async Task D15_DelegateOfALowAgent_GetsNoMoreThanItsCaller()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");

        // Nor for another customer than the caller's, and not by naming an instance that is none.
        var own = await DelegatingWrit.WritAsync(lead);
        Assert.Equal("W2431", (await DelegatingWrit.OfferAsync(lead, own, "helper", "assist", customer: "globex")).Code);
        Assert.Equal("W2220", (await DelegatingWrit.OfferAsync(lead, own, "spiffe://elsewhere.example/agent/helper/somebody", "assist")).Code);

        // For itself the helper may do it, and when it is asked by the lead it may not.
        Assert.Equal(200, (await helper.CallAsync(await helper.SessionAsync(), "tell", "my own")).Status);
        var (_, token) = await DelegatingWrit.DelegateAsync(lead, await DelegatingWrit.WritAsync(lead), helper, "helper", "assist");
        var session = await DelegatingWrit.SessionAsync(helper, token);
        Assert.True((await DelegatingWrit.CallAsync(helper, token, session, "note", "both may")).Succeeded);
        Assert.Equal("W3103", (await DelegatingWrit.CallAsync(helper, token, session, "tell", "the lead may not")).Code);
        Assert.Equal("W3103", (await DelegatingWrit.CallAsync(helper, token, session, "die", "the lead may not")).Code);

        // Nor does being able to delegate to the helper confer any of the helper's rights.
        Assert.Equal("W3103", (await DelegatingWrit.CallAsync(lead, own, await DelegatingWrit.SessionAsync(lead, own), "tell", "still not")).Code);
    }

    /// <summary>T5: wider, longer, deeper, other resources, around in a circle, or to whom the intent does not delegate.</summary>
    [Fact]
    public async Task T5_OfferOfMoreThanTheTaskHas_IsRefused()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        var own = await DelegatingWrit.WritAsync(lead);
        foreach (var (to, intent, more, delegation, code) in ((string, string, string, string, string)[])
        [
            ("helper", "assist", ""","actions":["probe/fail"]""", "", "W2431"),
            ("helper", "assist", ""","actions":["probe/*"]""", "", "W2431"),
            ("helper", "assist", ""","actions":["other/echo"]""", "", "W2431"),
            ("helper", "assist", ""","lifetime":3600""", "", "W2224"),
            ("helper", "assist", "", ""","max_depth":2""", "W2221"),
            ("helper", "assist", ""","uses":1""", "", "W2431"),
            ("helper", "check", "", "", "W2223"),
            ("helper", "nothing", "", "", "W2223"),
            ("worker", "once", "", "", "W2220"),
            ("nobody", "once", "", "", "W2220"),
            ("lead", "plan", "", "", "W2220"),
            ("helper", "assist", "", ""","max_depth":8""", "W2430"),
            ("helper", "assist", "", ""","further":1""", "W2430"),
        ])
        {
            var answer = await DelegatingWrit.OfferAsync(lead, own, to, intent, more, delegation);
            Assert.Equal((400, code, to, intent, more, delegation), (answer.Status, answer.Code, to, intent, more, delegation));
        }
    }

    [Fact]
    public async Task T5_OfferAgainstARule_IsRefusedAndOnRecord()
    {
        await using var lead = await Puppet.StartAsync(writ.Home, "--agent", "lead", "--intent", "plan", "--param", "customer=closed");
        var answer = await DelegatingWrit.OfferAsync(lead, await DelegatingWrit.WritAsync(lead), "helper", "assist", customer: "closed");
        Assert.Equal((400, "W3108"), (answer.Status, answer.Code));
        Assert.Contains(await EntriesAsync(lead.Task), static e => e.Contains("\"kind\":\"task.refused\"", StringComparison.Ordinal) && e.Contains("W3108", StringComparison.Ordinal));
    }

    /// <summary>T5, swapped actors: an offer is good once, for whom it names, and for no more than it says.</summary>
    [Fact]
    public async Task T5_OfferInOtherHandsOrTwiceOrForMore_IsRefused()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");
        await using var third = await running.AgentAsync("third");
        var own = await DelegatingWrit.WritAsync(lead);
        var offer = DelegatingWrit.Token(await DelegatingWrit.OfferAsync(lead, own, "helper", "assist", ""","actions":["probe/echo","probe/note"],"lifetime":600"""));

        Assert.Equal("W2225", (await DelegatingWrit.TakeUpAsync(third, offer)).Code);
        Assert.Equal("W2225", (await DelegatingWrit.TakeUpAsync(lead, offer)).Code);
        Assert.Equal("W2225", (await DelegatingWrit.TakeUpAsync(helper, offer[..^2] + (offer[^2] == 'A' ? "BA" : "AA"))).Code);
        Assert.Equal("W2225", (await DelegatingWrit.TakeUpAsync(helper, own)).Code);
        Assert.Equal("W2436", (await DelegatingWrit.TakeUpAsync(helper, offer, null, ("actor_token", own), ("actor_token_type", "urn:ietf:params:oauth:token-type:jwt"))).Code);
        Assert.Equal("W2431", (await DelegatingWrit.TakeUpAsync(helper, offer, Details("assist", ""","actions":["probe/hold"]"""))).Code);
        Assert.Equal("W2224", (await DelegatingWrit.TakeUpAsync(helper, offer, Details("assist", ""","lifetime":601"""))).Code);
        Assert.Equal("W2221", (await DelegatingWrit.TakeUpAsync(helper, offer, Details("assist", ""","delegation":{"max_depth":2}"""))).Code);
        Assert.Equal("W2431", (await DelegatingWrit.TakeUpAsync(helper, offer, Details("work", ""))).Code);
        Assert.Equal("W2431", (await DelegatingWrit.TakeUpAsync(helper, offer, Details("assist", ""","goal":"another" """))).Code);

        // None of that took it up: less than it says is granted, once. It is no writ either.
        var taken = await DelegatingWrit.TakeUpAsync(helper, offer, Details("assist", ""","actions":["probe/note"],"lifetime":60"""));
        var token = DelegatingWrit.Token(taken);
        Assert.Equal("W2225", (await DelegatingWrit.TakeUpAsync(helper, offer)).Code);
        var session = await DelegatingWrit.SessionAsync(helper, token);
        Assert.Equal("W3103", (await DelegatingWrit.CallAsync(helper, token, session, "echo", "not asked for")).Code);
        Assert.True((await DelegatingWrit.CallAsync(helper, token, session, "note", "asked for")).Succeeded);
        Assert.Equal(403, (await helper.SendAsync(WireRequest.Mcp("probe", null, McpCalls.Initialize).Bearer(offer))).Status);
    }

    /// <summary>An offer to one instance is not for another of the same agent.</summary>
    [Fact]
    public async Task T5_OfferToAnInstance_IsForThatInstanceAlone()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var meant = await running.AgentAsync("helper");
        await using var sibling = await running.AgentAsync("helper");
        var offer = DelegatingWrit.Token(await DelegatingWrit.OfferAsync(lead, await DelegatingWrit.WritAsync(lead), meant.Instance, "assist"));
        Assert.Equal("W2225", (await DelegatingWrit.TakeUpAsync(sibling, offer)).Code);
        Assert.Equal(200, (await DelegatingWrit.TakeUpAsync(meant, offer)).Status);
    }

    /// <summary>T5, depth and circles: as deep as the first intent says, and never back to an agent that it came from.</summary>
    [Fact]
    public async Task T5_ChainTooDeepOrInACircle_IsRefused()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");
        await using var third = await running.AgentAsync("third");
        var (_, second) = await DelegatingWrit.DelegateAsync(lead, await DelegatingWrit.WritAsync(lead), helper, "helper", "assist");
        Assert.Equal("W2222", (await DelegatingWrit.OfferAsync(helper, second, "lead", "plan")).Code);
        var (deepest, last) = await DelegatingWrit.DelegateAsync(helper, second, third, "third", "check");
        Assert.Equal("W2221", (await DelegatingWrit.OfferAsync(third, last, "helper", "assist")).Code);

        var session = await DelegatingWrit.SessionAsync(third, last);
        Assert.True((await DelegatingWrit.CallAsync(third, last, session, "echo", "third")).Succeeded);
        Assert.Equal("W3103", (await DelegatingWrit.CallAsync(third, last, session, "fail", "neither lead nor third")).Code);
        Assert.Contains(await EntriesAsync(deepest), e => e.Contains($"\"chain\":[\"{helper.Instance}\",\"{lead.Instance}\"]", StringComparison.Ordinal));

        // For itself it may not take that intent up, which a rule of the release says.
        var alone = await DelegatingWrit.AskAsync(third, ("grant_type", "client_credentials"), ("authorization_details", Details("check", "")));
        Assert.Equal("W3108", alone.Code);
    }

    /// <summary>T5: a narrowed writ hands on no more than it is good for itself, nor for longer.</summary>
    [Fact]
    public async Task T5_OfferByANarrowedWrit_LiesWithinIt()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");
        var narrow = DelegatingWrit.Token(await DelegatingWrit.AskAsync(
            lead,
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", await DelegatingWrit.WritAsync(lead)), ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("authorization_details", Details("plan", ""","actions":["probe/note"],"lifetime":120"""))));

        Assert.Equal("W2431", (await DelegatingWrit.OfferAsync(lead, narrow, "helper", "assist", ""","actions":["probe/echo"]""")).Code);
        Assert.Equal("W2224", (await DelegatingWrit.OfferAsync(lead, narrow, "helper", "assist", ""","lifetime":300""")).Code);
        var (_, token) = await DelegatingWrit.DelegateAsync(lead, narrow, helper, "helper", "assist");
        var session = await DelegatingWrit.SessionAsync(helper, token);
        Assert.True((await DelegatingWrit.CallAsync(helper, token, session, "note", "within")).Succeeded);
        Assert.Equal("W3103", (await DelegatingWrit.CallAsync(helper, token, session, "echo", "without")).Code);
    }

    /// <summary>T5: the task above is taken away while the one below is at work; the whole of what hangs on it ends at once.</summary>
    [Theory]
    [InlineData("revoke")]
    [InlineData("complete")]
    public async Task T5_EndOfTheTaskAbove_EndsAllBelowAtOnce(string verb)
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");
        await using var third = await running.AgentAsync("third");
        var own = await DelegatingWrit.WritAsync(lead);
        var (middle, second) = await DelegatingWrit.DelegateAsync(lead, own, helper, "helper", "assist");
        var (lowest, last) = await DelegatingWrit.DelegateAsync(helper, second, third, "third", "check");
        var pending = DelegatingWrit.Token(await DelegatingWrit.OfferAsync(lead, own, "helper", "assist"));
        var session = await DelegatingWrit.SessionAsync(third, last);
        var gate = Guid.NewGuid().ToString("N");
        var held = DelegatingWrit.CallAsync(third, last, session, "hold", gate);
        await writ.DidAsync($"begun {gate}");

        Assert.Equal(0, (await writ.WritAsync("task", verb, lead.Task)).ExitCode);

        Assert.False((await held).Succeeded);
        Assert.False((await DelegatingWrit.CallAsync(third, last, session, "note", $"after {gate}")).Succeeded);
        Assert.DoesNotContain($"after {gate}", writ.Did());
        Assert.Equal("W2226", (await DelegatingWrit.TakeUpAsync(helper, pending)).Code);
        foreach (var task in (string[])[middle, lowest])
        {
            Assert.Contains(verb == "revoke" ? "state      revoked" : "state      completed", (await writ.WritAsync("task", "show", task)).Output, StringComparison.Ordinal);
        }
    }

    /// <summary>A suspended task's delegates stop and go on with it; one whose agent is contained, or whose process ended, has none.</summary>
    [Fact]
    public async Task T5_PauseOrContainmentAbove_HoldsBelow()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");
        var (task, token) = await DelegatingWrit.DelegateAsync(lead, await DelegatingWrit.WritAsync(lead), helper, "helper", "assist");
        var session = await DelegatingWrit.SessionAsync(helper, token);

        await writ.WritAsync("task", "downgrade", lead.Task);
        Assert.True((await DelegatingWrit.CallAsync(helper, token, session, "echo", "reading")).Succeeded);
        Assert.Equal("W3127", (await DelegatingWrit.CallAsync(helper, token, session, "note", "writing")).Code);

        await writ.WritAsync("task", "suspend", lead.Task);
        Assert.False((await DelegatingWrit.CallAsync(helper, token, session, "echo", "suspended")).Succeeded);
        await writ.WritAsync("task", "resume", lead.Task);
        var resumed = await DelegatingWrit.SessionAsync(helper, token);
        Assert.True((await DelegatingWrit.CallAsync(helper, token, resumed, "echo", "resumed")).Succeeded);

        Assert.Equal(0, (await writ.WritAsync("contain", "instance", lead.Instance)).ExitCode);
        Assert.False((await DelegatingWrit.CallAsync(helper, token, resumed, "echo", "contained")).Succeeded);
        Assert.Equal(0, (await writ.WritAsync("restore", "instance", lead.Instance)).ExitCode);
        var restored = await DelegatingWrit.SessionAsync(helper, token);
        Assert.True((await DelegatingWrit.CallAsync(helper, token, restored, "echo", "restored")).Succeeded);

        await lead.EndAsync();
        Assert.False((await DelegatingWrit.CallAsync(helper, token, restored, "echo", "orphaned")).Succeeded);
        Assert.DoesNotContain("state      open", (await writ.WritAsync("task", "show", task)).Output, StringComparison.Ordinal);
    }

    /// <summary>What is handed on uses up what is theirs that handed it on, together.</summary>
    [Fact]
    public async Task T5_BudgetAbove_BoundsAllBelowTogether()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");
        await using var third = await running.AgentAsync("third");
        var own = await DelegatingWrit.WritAsync(lead);
        var (_, first) = await DelegatingWrit.DelegateAsync(lead, own, helper, "helper", "assist");
        var (_, second) = await DelegatingWrit.DelegateAsync(lead, own, third, "third", "check");
        var sessions = (await DelegatingWrit.SessionAsync(helper, first), await DelegatingWrit.SessionAsync(third, second));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => n % 2 == 0
            ? DelegatingWrit.CallAsync(helper, first, sessions.Item1, "echo", $"{n}")
            : DelegatingWrit.CallAsync(third, second, sessions.Item2, "echo", $"{n}")));

        Assert.Equal(12, answers.Count(static a => a.Succeeded));
        Assert.All(answers.Where(static a => !a.Succeeded), static a => Assert.Contains(a.Code, (string[])["W3128", "W3114"]));
    }

    [Fact]
    public async Task T5_FanOut_IsExactHoweverManyAreTakenUpAtOnce()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");
        var own = await DelegatingWrit.WritAsync(lead);
        var offers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => DelegatingWrit.OfferAsync(lead, own, "helper", "assist")));
        var taken = await Task.WhenAll(offers.Select(o => DelegatingWrit.TakeUpAsync(helper, DelegatingWrit.Token(o))));
        Assert.Equal(3, taken.Count(static a => a.Status == 200));
        Assert.All(taken.Where(static a => a.Status != 200), static a => Assert.Equal("W2227", a.Code));
    }

    /// <summary>A writ that is taken for an offer would be handed to another: what was asked for comes, or nothing.</summary>
    [Fact]
    public async Task Exchange_RequestedTypeThatTheDetailsDoNotMean_IsRefused()
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        var own = await DelegatingWrit.WritAsync(lead);
        (string, string)[] form = [("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", own), ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")];
        var (offer, token) = (("requested_token_type", "urn:writ:token-type:delegation"), ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"));
        var handing = ("authorization_details", Details("assist", ""","delegation":{"to":"helper"}"""));
        Assert.Equal("W2422", (await DelegatingWrit.AskAsync(lead, [.. form, offer])).Code);
        Assert.Equal("W2422", (await DelegatingWrit.AskAsync(lead, [.. form, offer, ("authorization_details", Details("plan", ""))])).Code);
        Assert.Equal("W2422", (await DelegatingWrit.AskAsync(lead, [.. form, token, handing])).Code);
        Assert.StartsWith("wdl_", DelegatingWrit.Token(await DelegatingWrit.AskAsync(lead, [.. form, offer, handing])), StringComparison.Ordinal);
        Assert.StartsWith("wdl_", DelegatingWrit.Token(await DelegatingWrit.AskAsync(lead, [.. form, handing])), StringComparison.Ordinal);
        Assert.Equal(200, (await DelegatingWrit.AskAsync(lead, [.. form, token])).Status);
    }

    /// <summary>What is offered can be taken up: what would be too long to be is refused at once.</summary>
    [Theory]
    [InlineData("\u4e2d", 2_000, "")]
    [InlineData("\\\"", 4_000, "")]
    [InlineData("\\\"", 4_700, "W2431")]
    public async Task Offer_OfALongGoal_IsTakenUpOrRefusedAtOnce(string text, int times, string code)
    {
        await using var lead = await running.AgentAsync("lead", "plan");
        await using var helper = await running.AgentAsync("helper");
        var offered = await DelegatingWrit.OfferAsync(lead, await DelegatingWrit.WritAsync(lead), "helper", "assist", $",\"goal\":\"{string.Concat(Enumerable.Repeat(text, times))}\"");
        Assert.Equal((code.Length == 0 ? 200 : 400, code), (offered.Status, offered.Code));
        if (code.Length == 0)
        {
            Assert.Equal(200, (await DelegatingWrit.TakeUpAsync(helper, DelegatingWrit.Token(offered))).Status);
        }
    }

    /// <summary>Parameters in an offer may be personal, and whoever carries it or reads the ledger does not see them.</summary>
    [Fact]
    public async Task Offer_OfPersonalParameters_ShowsThemToNobody()
    {
        var secret = $"canary-{Guid.NewGuid():N}";
        await using var lead = await Puppet.StartAsync(writ.Home, "--agent", "lead", "--intent", "plan", "--param", $"customer={secret}");
        var offer = DelegatingWrit.Token(await DelegatingWrit.OfferAsync(lead, await DelegatingWrit.WritAsync(lead), "helper", "assist", customer: secret));
        Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(offer.AsSpan(4))), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, string.Concat(await EntriesAsync(lead.Task)), StringComparison.Ordinal);
    }

    /// <summary>The same by the library, in two processes of their own: one offers, and the other takes it up.</summary>
    [Fact]
    public async Task T5_ByTheLibrary_IsOfferedTakenUpAndNoMoreThanOffered()
    {
        using var lead = Process.Start(WritProgram.Info(writ.Home, ["run", "--quiet", "--agent", "lead", "--intent", "plan", "--", "dotnet", Actors, "offers", "Key"]))!;
        var offer = await lead.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("wdl_", offer, StringComparison.Ordinal);

        var run = await writ.WritAsync("run", "--quiet", "--agent", "helper", "--intent", "work", "--", "dotnet", Actors, "takes-up", "Key", offer!);
        Assert.True(run.ExitCode == 0, run.ToString());
        using var seen = JsonDocument.Parse(run.Output);
        string Text(string name) => seen.RootElement.GetProperty(name).GetString()!;
        Assert.Equal(("handed on", "W2225"), (Text("allowed"), Text("again")));
        Assert.StartsWith("Deny W3103", Text("outside"), StringComparison.Ordinal);
        Assert.Contains("parent", (await writ.WritAsync("task", "show", Text("task"))).Output, StringComparison.Ordinal);

        lead.StandardInput.Close();
        await lead.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, lead.ExitCode);
    }

    private static string Actors => Path.Combine(AppContext.BaseDirectory, "Writ.Actors.dll");

    private static string Details(string intent, string more) => $$"""[{"type":"urn:writ:task","intent":"{{intent}}"{{more}}}]""";

    private async Task<string[]> EntriesAsync(string task)
    {
        var shown = await writ.WritAsync("ledger", "show", "--task", task, "--json", "--last", "10000");
        Assert.True(shown.ExitCode == 0, shown.ToString());
        return shown.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
