using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Storage.Tests;

public sealed class KillTests
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("WRIT_TEST_FULL") is "1";

    [Fact]
    public async Task Kill_AtAnyInstant_LosesNothingThatWasAcknowledged()
    {
        using var folder = new TempFolder();
        using var keyring = new TestKeyring();
        await File.WriteAllBytesAsync(folder.At("keys"), keyring.Bytes, TestContext.Current.CancellationToken);
        var acknowledged = new Dictionary<long, string>();
        var tasks = new HashSet<string>(StringComparer.Ordinal);
        var chance = new Random(20_260_302);
        var rounds = IsFull ? 200 : 20;
        for (var round = 0; round < rounds; round++)
        {
            // The number of acknowledged commits, not a time, so that every round gets somewhere however slow the machine is.
            await RunAndKillAsync(folder, producers: 1 + chance.Next(8), after: chance.Next(1, 400), line => Note(line, acknowledged, tasks));
            await CheckAsync(folder, keyring, acknowledged, tasks);
        }

        Assert.True(acknowledged.Count > rounds);
    }

    /// <summary>T24: whenever the kill comes, between a release's ledger entry and its effect too, what is in force is the release that the ledger recorded last.</summary>
    [Fact]
    public async Task Kill_WhileReleasesAreActivated_TheOneInForceIsTheOneRecordedLast()
    {
        using var folder = new TempFolder();
        using var keyring = new TestKeyring();
        await File.WriteAllBytesAsync(folder.At("keys"), keyring.Bytes, TestContext.Current.CancellationToken);
        var chance = new Random(20_261_201);
        for (var round = 0; round < (IsFull ? 100 : 10); round++)
        {
            var told = "";
            await RunAndKillAsync(folder, producers: 2, after: chance.Next(3, 200), line => told = line.StartsWith("active ", StringComparison.Ordinal) ? line : told, "activate");
            await using var store = await SqliteStore.OpenAsync(
                new SqliteStoreOptions { DataFolder = folder.At("data"), AnchorFile = folder.At("anchor") },
                keyring, Samples.TrustDomain, TimeProvider.System, new TestUlids(), NullLogger<SqliteStore>.Instance, CancellationToken.None);
            var all = await LogCheck.ReadAsync(store.Ledger, store.Origin, keyring);
            var recorded = all.Select(static e => System.Text.Json.JsonDocument.Parse(e.Bytes).RootElement).Where(static e => e.GetProperty("kind").GetString() == "release.activated").ToArray();
            var standing = await store.State.ReleaseStandingAsync(CancellationToken.None);
            Assert.Equal(recorded.Length, standing.Sequence);
            if (recorded.Length > 0)
            {
                Assert.Equal(recorded[^1].GetProperty("release").GetString(), standing.Release.ToString());
                Assert.Equal(standing.Release.ToString(), Encoding.ASCII.GetString((await store.State.FindReleaseAsync(standing.Release, CancellationToken.None))!.Content.Span));
            }

            // What was acknowledged is not behind it.
            if (told.Split(' ') is [_, var index, var release])
            {
                Assert.Contains($"\"release\":\"{release}\"", Encoding.UTF8.GetString(all[int.Parse(index, CultureInfo.InvariantCulture)].Bytes.Span), StringComparison.Ordinal);
            }
        }
    }

    private static void Note(string line, Dictionary<long, string> acknowledged, HashSet<string> tasks)
    {
        if (line.Split(' ') is ["task", var task])
        {
            tasks.Add(task);
        }
        else if (line.Split(' ') is [var index, { Length: 30 } id])
        {
            acknowledged.Add(long.Parse(index, CultureInfo.InvariantCulture), id);
        }
    }

    private static async Task RunAndKillAsync(TempFolder folder, int producers, int after, Action<string> note, params string[] more)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "Writ.Storage.CrashHost.dll");
        string[] arguments = ["exec", host, folder.At("data"), folder.At("anchor"), folder.At("keys"), producers.ToString(CultureInfo.InvariantCulture), .. more];
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) is "dotnet" ? path : "dotnet", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var lines = 0;
        var killed = false;

        // What is in the pipe when the kill comes was acknowledged too: it is read to its end.
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            note(line);
            if (++lines >= after && !killed)
            {
                killed = true;
                process.Kill();
            }
        }

        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(killed, await errors);
        Assert.Equal(128 + 9, process.ExitCode);
    }

    private static async Task CheckAsync(TempFolder folder, TestKeyring keyring, Dictionary<long, string> acknowledged, HashSet<string> tasks)
    {
        await using var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { DataFolder = folder.At("data"), AnchorFile = folder.At("anchor") },
            keyring, Samples.TrustDomain, TimeProvider.System, new TestUlids(), NullLogger<SqliteStore>.Instance, CancellationToken.None);

        // A crash is no restore: the authority that was given stands.
        Assert.Equal(1, store.Journal.Epoch);
        var all = await LogCheck.ReadAsync(store.Ledger, store.Origin, keyring);
        foreach (var (index, id) in acknowledged)
        {
            Assert.True(index < all.Length, $"entry {index} was acknowledged and is gone");
            Assert.Contains($"\"id\":\"{id}\"", Encoding.UTF8.GetString(all[index].Bytes.Span), StringComparison.Ordinal);
        }

        // State and evidence of it are one: as many calls were taken as decisions stand in the ledger.
        foreach (var task in tasks)
        {
            var decided = (await store.Ledger.EntriesOfAsync(TaskId.Parse(task), int.MaxValue, CancellationToken.None))
                .Count(static e => Encoding.UTF8.GetString(e.Bytes.Span).Contains("\"kind\":\"action.decided\"", StringComparison.Ordinal));
            Assert.Equal(decided, (await store.State.TakenAsync(TaskId.Parse(task), CancellationToken.None)).Calls);
        }
    }
}
