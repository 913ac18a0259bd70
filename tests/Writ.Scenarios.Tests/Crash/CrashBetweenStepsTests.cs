using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Writ.Authority.Keys;
using Writ.Cli;
using Writ.Domain;
using Writ.Ledger;
using Writ.Spiffe;
using Writ.Storage;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Crash;

/// <summary>
/// Writ is killed between every two steps of the pipeline, again and again on the same installation, while an agent works through it.
/// 100 times; 1,000 when WRIT_TEST_FULL is 1.
/// </summary>
public sealed class CrashBetweenStepsTests
{
    private const int Steps = 8;
    private const int Calls = 24;

    private static readonly int Rounds = Environment.GetEnvironmentVariable("WRIT_TEST_FULL") == "1" ? 1000 : 100;

    [Fact]
    public async Task Kill_BetweenAnyTwoSteps_EveryEffectHasItsDecisionAndNothingRecordedIsLost()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var seed = Environment.TickCount;
        var chance = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {Rounds} rounds");
        using var folder = new TempFolder();
        var home = new Home(folder.At("home"));
        var effects = folder.At("effects");
        var config = Configure(folder, effects);

        await using var agent = Actor.Start("agent", home.Folder);
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var killed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await using var host = Actor.Start("host", home.Folder, config, $"{round % Steps}", $"{chance.Next(1, Calls / 2)}");
            Assert.Equal("ready", await host.LineAsync(cancellationToken));
            if (round == 0)
            {
                await agent.SayAsync("open");
                Assert.StartsWith("opened tsk_", await agent.LineAsync(cancellationToken), StringComparison.Ordinal);
            }

            await agent.SayAsync($"burst {round * Calls} {Calls}");
            while (await agent.LineAsync(cancellationToken) is var line && line != "done")
            {
                Assert.False(line.StartsWith("no ", StringComparison.Ordinal), $"round {round}: {line}");
                if (line.StartsWith("ack ", StringComparison.Ordinal))
                {
                    acknowledged.Add(line[4..]);
                }
            }

            killed += await host.EndAsync() == Actor.Killed ? 1 : 0;
        }

        Assert.Equal(Rounds, killed);
        await VerifyAsync(home, effects, acknowledged, cancellationToken);
    }

    private static async Task VerifyAsync(Home home, string effects, HashSet<string> acknowledged, CancellationToken cancellationToken)
    {
        using var keyring = FileKeyring.Open(new KeyringOptions(home.SealedKeys, KeyEncryptionKeySource.File(home.KeyEncryptionKey), StoreExists: true));
        using var ledger = OfflineLedger.Open(home.Data, TrustDomain.Parse("crash.example"));
        using var verifier = new LedgerVerifier(ledger.Ledger, ledger.Origin, keyring.PublicKey(KeyPurpose.Ledger).Span);
        var verdict = await verifier.VerifyAsync(new LedgerAnchor(home.Anchor).Find(ledger.Origin), null, cancellationToken);
        Assert.IsType<LedgerVerdict.Whole>(verdict);

        var (allowed, definition) = await AllowedAsync(ledger.Ledger, cancellationToken);
        var seen = await File.ReadAllLinesAsync(effects, cancellationToken);
        Assert.Equal(seen.Length, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.All(seen, nonce => Assert.Contains(RequestOf(nonce, definition, keyring), allowed));
        Assert.All(acknowledged, nonce => Assert.Contains(RequestOf(nonce, definition, keyring), allowed));
        Assert.Superset(acknowledged, seen.ToHashSet(StringComparer.Ordinal));
        Assert.True(seen.Length > Rounds, $"{seen.Length} effects in {Rounds} rounds: the agent did not get through");
        TestContext.Current.TestOutputHelper?.WriteLine($"{seen.Length} effects, {acknowledged.Count} acknowledged, {allowed.Count} allowed, {verdict}");
    }

    // The keyed digests of the requests that the ledger says were allowed, and the digest of the tool's definition.
    private static async Task<(HashSet<string> Allowed, Digest256 Definition)> AllowedAsync(ILedgerReader ledger, CancellationToken cancellationToken)
    {
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        var definition = default(Digest256);
        for (var from = 0L; await ledger.EntriesAsync(from, 1000, cancellationToken) is { IsEmpty: false } entries; from = entries[^1].Index + 1)
        {
            foreach (var entry in entries)
            {
                using var json = JsonDocument.Parse(entry.Bytes);
                var root = json.RootElement;
                if (root.GetProperty("kind").GetString() == "action.decided" && root.GetProperty("verdict").GetString() == "allow")
                {
                    allowed.Add(root.GetProperty("request").GetString()!);
                    Assert.True(Digest256.TryParse(root.GetProperty("definition").GetString(), out definition));
                }
            }
        }

        return (allowed, definition);
    }

    private static string RequestOf(string nonce, Digest256 definition, IKeyring keyring)
    {
        Assert.True(ActionName.TryParse("counter/count", out var name));
        var arguments = Encoding.UTF8.GetBytes($$"""{"nonce":"{{nonce}}"}""");
        var resource = new ResourceRef(ResourceRef.Tool, "counter/count", ImmutableSortedDictionary<string, string>.Empty);
        var action = new ActionRequest(name, Effects.Write, resource, new Destination("server", "counter"), arguments, .., definition);
        return keyring.Digest(DigestPurpose.Request, action.Hash.ToArray()).ToString();
    }

    private static string Configure(TempFolder folder, string effects)
    {
        var server = Path.Combine(AppContext.BaseDirectory, "upstreams", "counter.mjs");
        folder.Write("config/writ.yaml", $$"""
            trust_domain: crash.example
            agents:
              crash-agent: { owner: tests, purpose: counts, tier: low, intents: [count] }
            servers:
              counter: { stdio: { command: [node, "{{server}}", "{{effects}}"], directory: . } }
            """);
        folder.Write("config/intents/count.yaml", """
            intent: count
            purpose: count what happened
            owner: tests
            tier: low
            deadline: 1h
            idle: 10m
            budget: { calls: 1000000, writes: 1000000, egress: 0 }
            ceiling:
              - actions: [counter/count]
            """);
        folder.Write("config/catalogue/counter.yaml", """
            server: counter
            tools:
              count: { effects: [write] }
            """);
        folder.Write("config/policies/all.cedar", """@id("all") permit (principal, action, resource);""");
        return folder.At("config");
    }
}
