using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Writ.Cli;
using Writ.Contracts;
using Writ.Spiffe;
using Writ.Storage;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>The plane test of releases: what is in force is one, whatever is done to the folder while calls go on.</summary>
public sealed class ReleasePlaneTests
{
    private const int Agents = 3;
    private const int Loops = 10;
    private const int Switches = 24;

    // What each of three releases says of each of two tools: allowed by a policy, or refused with a code by one.
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["a"] = """
            @id("a/open") permit (principal, action == Writ::Action::"task/open", resource);
            @id("a/echo") permit (principal, action == Writ::Action::"probe/echo", resource);
            @id("a/no-note") forbid (principal, action == Writ::Action::"probe/note", resource);
            """,
        ["b"] = """
            @id("b/open") permit (principal, action == Writ::Action::"task/open", resource);
            @id("b/note") permit (principal, action == Writ::Action::"probe/note", resource);
            @id("b/no-echo") forbid (principal, action == Writ::Action::"probe/echo", resource);
            """,
        ["e"] = """
            @id("e/all") permit (principal, action, resource);
            @id("e/fails") forbid (principal, action == Writ::Action::"probe/echo", resource) when { context.input.nothing == 1 };
            """,
    };

    private static readonly Dictionary<(string Policies, string Tool), (string Verdict, string Code, string Policy)> Says = new()
    {
        [("a", "probe/echo")] = ("allow", "", "a/echo"),
        [("a", "probe/note")] = ("deny", "W3108", "a/no-note"),
        [("b", "probe/echo")] = ("deny", "W3108", "b/no-echo"),
        [("b", "probe/note")] = ("allow", "", "b/note"),
        [("e", "probe/echo")] = ("deny", "W3106", ""),
        [("e", "probe/note")] = ("allow", "", "e/all"),
    };

    /// <summary>
    /// T24: releases change while calls go on; an unsigned one, an older signed one, one that strangers signed and half-written ones are refused and change nothing;
    /// a policy that fails denies. Each decision fits the one release that its entry names, and what was allowed was so by the release in force.
    /// </summary>
    [Fact]
    public async Task T24_ReleasesChangeWhileCallsGoOn_NoDecisionMixesTwoAndNoBadOneComesIntoForce()
    {
        using var writ = new Installation();
        using var folder = new SignedFolder(writ);
        folder.Name();
        writ.Write("policies/probe.cedar", Texts["a"]);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal) { [folder.Release.ToString()] = "a" };
        var activations = new List<string> { folder.Release.ToString() };
        var answers = new ConcurrentBag<(string Tool, WireAnswer Answer)>();
        var done = Channel.CreateUnbounded<string>();
        await using (var server = await writ.UpAsync())
        {
            using var control = Wire.Over(writ.ControlSocket);
            using var stop = new CancellationTokenSource();
            var agents = new List<Puppet>();
            var calls = new List<Task>();
            var clock = Stopwatch.StartNew();
            try
            {
                for (var n = 0; n < Agents; n++)
                {
                    agents.Add(await writ.AgentAsync());
                    var (agent, session, first) = (agents[^1], await agents[^1].SessionAsync(), n * Loops);
                    calls.AddRange(Enumerable.Range(first, Loops).Select(loop => CallAsync(agent, session, loop, answers, done.Writer, stop.Token)));
                }

                var sequence = 1;
                for (var turn = 1; turn <= Switches; turn++)
                {
                    var next = "bea"[(turn - 1) % 3].ToString();
                    await SpoilAsync(writ, folder, control, sequence, activations[^1], next);
                    writ.Write("policies/probe.cedar", Texts[next]);
                    folder.Sign(++sequence, "alice", "bob");
                    ids[folder.Release.ToString()] = next;
                    activations.Add(folder.Release.ToString());

                    // The watcher may have been faster.
                    Assert.Contains(await ReloadAsync(writ, control), (string[])[$"activated {activations[^1]}", $"unchanged {activations[^1]}"]);
                    await MoreAsync(done.Reader, Loops);
                }

                // The operator's word brings the one before back, by the signatures that it once had.
                activations.Add(activations[^2]);
                Assert.Equal($"activated {activations[^1]}", await PostAsync(writ, control, "/v1/release/rollback", """{"release":""}"""));
                await MoreAsync(done.Reader, Loops);
            }
            finally
            {
                await stop.CancelAsync();
                await Task.WhenAll(calls);
                TestContext.Current.TestOutputHelper?.WriteLine($"{answers.Count} calls in {clock.Elapsed.TotalSeconds:0.0} s");
                foreach (var agent in agents)
                {
                    await agent.DisposeAsync();
                }
            }
        }

        await CheckAsync(writ, ids, activations, answers);
    }

    /// <summary>A crash at any instant around an activation leaves one release in force: the one that the ledger recorded last.</summary>
    [Fact]
    public async Task T24_KilledWhileReleasesChange_TheRecordedOneIsInForce()
    {
        using var writ = new Installation();
        var chance = new Random(20_261_201);
        for (var round = 0; round < 4; round++)
        {
            await using (var server = await writ.UpAsync())
            {
                using var control = Wire.Over(writ.ControlSocket);
                writ.Write("policies/probe.cedar", Installation.Policies + $"// round {round}\n");
                Assert.NotEmpty(await ReloadAsync(writ, control));
                var left = chance.Next(1, 30);
                var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var switching = Task.Run(async () =>
                {
                    while (await PostAsync(writ, control, "/v1/release/rollback", """{"release":""}""") is { Length: > 0 })
                    {
                        if (--left == 0)
                        {
                            enough.TrySetResult();
                        }
                    }
                }, TestContext.Current.CancellationToken);
                await enough.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
                await server.KillAsync();
                await switching;
            }

            var recorded = (await EntriesAsync(writ, "release.activated"))[^1].GetProperty("release").GetString();
            await using var restarted = await writ.UpAsync();
            Assert.Contains(recorded!, (await writ.WritAsync("release", "show")).Output, StringComparison.Ordinal);
            Assert.Equal(recorded, (await EntriesAsync(writ, "release.activated"))[^1].GetProperty("release").GetString());
        }
    }

    // Each way in which a folder is bad, tried on the release in force: it stays, and the reload says why.
    private static async Task SpoilAsync(Installation writ, SignedFolder folder, Wire control, int sequence, string inForce, string next)
    {
        var good = File.ReadAllText(Path.Combine(writ.Config, "policies", "probe.cedar"));
        switch (sequence % 4)
        {
            case 0:
                // Unsigned, and then signed by one where it takes two.
                folder.Unsign();
                writ.Write("policies/probe.cedar", Texts[next] + "\n// unsigned\n");
                Assert.Equal($"refused {inForce} W1090", await ReloadAsync(writ, control));
                folder.Sign(sequence + 1, "alice");
                Assert.Equal($"refused {inForce} W1090", await ReloadAsync(writ, control));
                break;
            case 1:
                // Signed by both, for a number that is not above the one in force.
                writ.Write("policies/probe.cedar", Texts[next] + "\n// older\n");
                folder.Sign(sequence, "alice", "bob");
                Assert.Equal($"refused {inForce} W1091", await ReloadAsync(writ, control));
                break;
            case 2:
                // Half a file, under signatures that are good for the whole one.
                writ.Write("policies/probe.cedar", Texts[next][..(Texts[next].Length - 30)]);
                Assert.StartsWith($"refused {inForce} W1", await ReloadAsync(writ, control), StringComparison.Ordinal);
                writ.Write("policies/probe.cedar", good);
                writ.Write("catalogue/probe.yaml~half.yaml", "server: probe\ntools:\n  echo: { effects: [re");
                Assert.StartsWith($"refused {inForce} W1", await ReloadAsync(writ, control), StringComparison.Ordinal);
                File.Delete(Path.Combine(writ.Config, "catalogue", "probe.yaml~half.yaml"));
                break;
            default:
                writ.Write("policies/probe.cedar", Texts[next] + "\n// signed by a stranger\n");
                folder.Sign(sequence + 1, "mallory", "alice");
                Assert.StartsWith($"refused {inForce} W1090", await ReloadAsync(writ, control), StringComparison.Ordinal);
                break;
        }
    }

    private static async Task CallAsync(Puppet agent, string session, int loop, ConcurrentBag<(string Tool, WireAnswer Answer)> answers, ChannelWriter<string> done, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var tool = (loop + n) % 2 == 0 ? "echo" : "note";
            answers.Add(($"probe/{tool}", await agent.CallAsync(session, tool, $"{loop}-{n}")));
            done.TryWrite(tool);
        }
    }

    // Until as many more calls were answered.
    private static async Task MoreAsync(ChannelReader<string> done, int more)
    {
        while (done.TryRead(out _))
        {
            // Before now.
        }

        for (var n = 0; n < more; n++)
        {
            await done.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }

    private static async Task CheckAsync(Installation writ, Dictionary<string, string> ids, List<string> activations, IReadOnlyCollection<(string Tool, WireAnswer Answer)> answers)
    {
        var inForce = "";
        var activated = new List<string>();
        var decided = new Dictionary<string, (string Verdict, string Codes)>(StringComparer.Ordinal);
        var allowedNotes = 0;
        foreach (var entry in await EntriesAsync(writ))
        {
            if (Text(entry, "kind") == "release.activated")
            {
                activated.Add(inForce = Text(entry, "release"));
                continue;
            }

            if (Text(entry, "kind") != "action.decided")
            {
                continue;
            }

            var release = Text(entry, "release");
            var (verdict, codes, policies) = (Text(entry, "verdict"), All(entry, "codes"), All(entry, "policies"));
            decided[Text(entry, "decision")] = (verdict, codes);
            allowedNotes += verdict == "allow" && Text(entry, "action") == "probe/note" ? 1 : 0;

            // What was allowed was recorded in the transaction that found its release in force.
            Assert.True(verdict != "allow" || release == inForce, $"{entry} under {inForce}");
            if (codes == "W3115")
            {
                continue;
            }

            var says = Says[(ids[release], Text(entry, "action"))];
            Assert.True((verdict, codes) == (says.Verdict, says.Code) && (says.Policy.Length == 0 || policies == says.Policy), $"{entry} does not fit `{ids[release]}`");
        }

        Assert.Equal(activations, activated);

        // What agents were told is what the ledger says, and what was done is what was allowed.
        Assert.NotEmpty(answers);
        Assert.All(answers.Where(static a => !a.Answer.Succeeded), refused =>
        {
            var decision = refused.Answer.Text.Split("dec_") is [_, var rest, ..] ? "dec_" + rest[..26] : "";
            Assert.True(decided.TryGetValue(decision, out var told), refused.Answer.ToString());
            Assert.Equal(("deny", refused.Answer.Code), told);
        });
        Assert.Equal(allowedNotes, writ.Did().Length);
        Assert.Equal(allowedNotes, answers.Count(static a => a.Answer.Succeeded && a.Tool == "probe/note"));
        foreach (var code in (string[])["W3106", "W3108"])
        {
            Assert.Contains(answers, a => a.Answer.Code == code);
        }
    }

    private static Task<string> ReloadAsync(Installation writ, Wire control) => PostAsync(writ, control, "/v1/release/reload", null);

    // Outcome, release in force and first code; empty when nobody answered.
    private static async Task<string> PostAsync(Installation writ, Wire control, string path, string? body)
    {
        var answer = await control.SendAsync(WireRequest.Json("POST", path, body).Bearer(writ.OperatorToken));
        if (answer.Status == 0)
        {
            return "";
        }

        Assert.True(answer.Status == 200, answer.ToString());
        var told = JsonSerializer.Deserialize(answer.Text, ContractsJson.Default.ReleaseReloadDocument)!;
        return $"{told.Outcome} {told.Release}{(told.Problems.IsEmpty ? "" : $" {told.Problems[0].Code}")}";
    }

    private static async Task<List<JsonElement>> EntriesAsync(Installation writ, string? kind = null)
    {
        using var ledger = OfflineLedger.Open(new Home(writ.Home).Data, TrustDomain.Parse("probe.example"));
        var all = new List<JsonElement>();
        for (var from = 0L; await ledger.Ledger.EntriesAsync(from, 1000, TestContext.Current.CancellationToken) is { IsEmpty: false } entries; from = entries[^1].Index + 1)
        {
            foreach (var entry in entries)
            {
                using var json = JsonDocument.Parse(entry.Bytes);
                all.Add(json.RootElement.Clone());
            }
        }

        return [.. all.Where(entry => kind is null || Text(entry, "kind") == kind)];
    }

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;

    private static string All(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var list) ? string.Join(' ', list.EnumerateArray().Select(static e => e.GetString())) : "";
}
