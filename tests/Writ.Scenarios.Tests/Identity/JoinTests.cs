using System.Text.Json;
using Writ.Scenarios.Tests.Clients;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Identity;

/// <summary>An agent on another machine, as a program that has Node's standard library and the documentation.</summary>
public sealed class JoinTests : IAsyncLifetime
{
    private static readonly string Script = Repository.At("tests/node/join.mjs");

    private readonly Installation writ = new();
    private WritServer? server;

    public static bool NodeIsThere => NodeModules.AreThere;

    public async ValueTask InitializeAsync() => server = await writ.UpAsync();

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        writ.Dispose();
    }

    [Fact(SkipUnless = nameof(NodeIsThere), Skip = NodeModules.Missing)]
    public async Task Join_FromATokenToItsContainment_IsOneInstanceThatSurvivesARestart()
    {
        var offered = await writ.WritAsync("agent", "join-token", "worker", "--ttl", "90s");
        Assert.True(offered.ExitCode == 0, offered.ToString());
        var token = offered.Output.Trim();
        Assert.StartsWith("worker.", token, StringComparison.Ordinal);

        // The first time it is an instance; the second time the token is nothing.
        var seen = await SeenAsync("key", $"join={token}", $"join={token}");
        var instance = seen[0].GetProperty("instance").GetString()!;
        Assert.StartsWith("spiffe://probe.example/agent/worker/", instance, StringComparison.Ordinal);
        Assert.Equal(($"URI:{instance}", true, true), (seen[0].GetProperty("san").GetString(), seen[0].GetProperty("ours").GetBoolean(), seen[0].GetProperty("signed").GetBoolean()));
        Assert.InRange(seen[0].GetProperty("half").GetDouble(), 0.45, 0.55);
        Assert.Equal((401, "W2130"), Refusal(seen[1]));

        // Killed and started again, Writ knows it still: by the key, and by nothing else.
        await server!.KillAsync();
        await server.DisposeAsync();
        server = await writ.UpAsync();
        Assert.Equal(instance, (await SeenAsync("key", $"renew={instance}"))[0].GetProperty("instance").GetString());
        Assert.Equal((401, "W2131"), Refusal((await SeenAsync("other-key", $"renew={instance}"))[0]));
        var listed = await writ.WritAsync("agent", "list");
        Assert.Contains(listed.Output.Split('\n'), line => line.Contains(instance, StringComparison.Ordinal) && line.Contains("remote", StringComparison.Ordinal) && line.Contains("join-token", StringComparison.Ordinal));

        var contained = await writ.WritAsync("contain", "instance", instance);
        Assert.True(contained.ExitCode == 0, contained.ToString());
        Assert.Equal((401, "W2131"), Refusal((await SeenAsync("key", $"renew={instance}"))[0]));

        // The ledger says that a token was given out and that somebody joined, and holds no token.
        var ledger = await writ.LedgerAsync();
        Assert.Contains(ledger, static l => l["kind"] == "join.offered");
        Assert.Equal($"{instance} (remote, by join-token)", Assert.Single(ledger, static l => l["kind"] == "instance.attested")["what"]);
        Assert.DoesNotContain(ledger, l => l["what"].Contains(token[7..], StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(writ.Home, "data"), "*", SearchOption.AllDirectories).Where(static f => Path.GetFileName(f) != "lock"))
        {
            Assert.DoesNotContain(token[7..], await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    private static (int Status, string Code) Refusal(JsonElement seen) => (seen.GetProperty("status").GetInt32(), seen.GetProperty("code").GetString()!);

    private async Task<List<JsonElement>> SeenAsync(string key, params string[] steps)
    {
        var run = await WritProgram.EndAsync(WritProgram.Info("node", writ.Home, [Script, server!.Agents.TrimEnd('/'), Path.Combine(writ.World, key), .. steps]));
        Assert.True(run.ExitCode == 0, run.ToString());
        return [.. run.Output.Trim().Split('\n').Select(static line => JsonDocument.Parse(line).RootElement.Clone())];
    }
}
