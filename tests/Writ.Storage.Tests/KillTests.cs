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
            await RunAndKillAsync(folder, producers: 1 + chance.Next(8), after: chance.Next(1, 400), acknowledged, tasks);
            await CheckAsync(folder, keyring, acknowledged, tasks);
        }

        Assert.True(acknowledged.Count > rounds);
    }

    private static async Task RunAndKillAsync(TempFolder folder, int producers, int after, Dictionary<long, string> acknowledged, HashSet<string> tasks)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "Writ.Storage.CrashHost.dll");
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) is "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", host, folder.At("data"), folder.At("anchor"), folder.At("keys"), producers.ToString(CultureInfo.InvariantCulture) },
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
            if (line.Split(' ') is ["task", var task])
            {
                tasks.Add(task);
            }
            else if (line.Split(' ') is [var index, { Length: 30 } id])
            {
                acknowledged.Add(long.Parse(index, CultureInfo.InvariantCulture), id);
            }

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
