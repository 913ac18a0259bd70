using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Storage.Tests;

public sealed class DiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CommitAsync_DiskFull_FailsAndRecoversWithTheDisk()
    {
        using var folder = new TempFolder();
        using var disk = Disk.TryMount(folder.At("disk"), "tmpfs", "size=4m");
        Assert.SkipWhen(disk is null, "mounting needs root");
        using var keyring = new TestKeyring();
        var ulids = new TestUlids();
        var some = new Samples(ulids, TimeProvider.System.GetUtcNow());
        await using var store = await OpenAsync(disk.Path, folder, keyring, ulids);
        var task = some.Task(store.Journal.Epoch, new Budget(long.MaxValue, 0, 0));
        await store.Journal.CommitAsync([], [new Change.OpenTask(task)], [], Cancel);

        var ballast = Path.Combine(disk.Path, "ballast");
        var taken = 0L;
        for (var round = 0; round < 3; round++)
        {
            Fill(ballast);
            var failure = await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
            {
                while (true)
                {
                    await store.Journal.CommitAsync([], [new Change.Take(task.Id, BudgetKind.Calls, 1)], [some.Decided(task)], Cancel);
                    taken++;
                }
            });
            Assert.Matches("^W5010: the store cannot commit: .*; free space on the disk of the data folder$", failure.Message);
            await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.Journal.CommitAsync(
                [], [new Change.Take(task.Id, BudgetKind.Calls, 1)], [.. Enumerable.Range(0, 64).Select(_ => some.Decided(task))], Cancel));

            // What failed did not happen, in memory as little as on the disk; and the disk's recovery is the journal's.
            File.Delete(ballast);
            Assert.IsType<CommitResult.Committed>(await store.Journal.CommitAsync([], [new Change.Take(task.Id, BudgetKind.Calls, 1)], [some.Decided(task)], Cancel));
            taken++;
            Assert.Equal(taken, (await store.State.TakenAsync(task.Id, Cancel)).Calls);
            Assert.Equal(taken + 1, (await LogCheck.ReadAsync(store.Ledger, store.Origin, keyring)).Length);
        }
    }

    [Fact]
    public async Task OpenAsync_DiskFull_IsRefusedWithTheFix()
    {
        using var folder = new TempFolder();
        using var disk = Disk.TryMount(folder.At("disk"), "tmpfs", "size=256k");
        Assert.SkipWhen(disk is null, "mounting needs root");
        using var keyring = new TestKeyring();
        Fill(Path.Combine(disk.Path, "ballast"));
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await OpenAsync(disk.Path, folder, keyring, new TestUlids()));
        Assert.Equal("W5004", refused.Code);
    }

    [Fact]
    public async Task OpenAsync_ReadOnlyDisk_IsRefusedAndTheLedgerCanStillBeRead()
    {
        using var folder = new TempFolder();
        using var keyring = new TestKeyring();
        var ulids = new TestUlids();
        await using (var store = await OpenAsync(folder.At("data"), folder, keyring, ulids))
        {
            await store.Journal.CommitAsync([], [], [new Samples(ulids, TimeProvider.System.GetUtcNow()).Entry()], Cancel);
        }

        using var disk = Disk.TryMount(folder.At("disk"), "bind", "ro", folder.At("data"));
        Assert.SkipWhen(disk is null, "mounting needs root");
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await OpenAsync(disk.Path, folder, keyring, ulids));
        Assert.Equal("W5004", refused.Code);
        using var offline = OfflineLedger.Open(disk.Path, Samples.TrustDomain);
        Assert.Equal(2, (await LogCheck.ReadAsync(offline.Ledger, offline.Origin, keyring)).Length);
    }

    [Fact]
    public async Task CommitAsync_DiskTurnsReadOnly_FailsAndRecoversWithTheDisk()
    {
        using var folder = new TempFolder();
        using var keyring = new TestKeyring();
        var ulids = new TestUlids();
        var some = new Samples(ulids, TimeProvider.System.GetUtcNow());
        await using var store = await OpenAsync(folder.At("data"), folder, keyring, ulids);
        var files = Directory.GetFiles(folder.At("data"), "writ.db*");
        Assert.SkipUnless(Run("chattr", ["+i", .. files]), "making files immutable needs root and a file system that can");
        try
        {
            var failure = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.Journal.CommitAsync([], [], [some.Entry()], Cancel));
            Assert.StartsWith("W5010: the store cannot commit: ", failure.Message, StringComparison.Ordinal);
            Assert.Single(await LogCheck.ReadAsync(store.Ledger, store.Origin, keyring));
        }
        finally
        {
            Run("chattr", ["-i", .. files]);
        }

        Assert.IsType<CommitResult.Committed>(await store.Journal.CommitAsync([], [], [some.Entry()], Cancel));
        Assert.Equal(2, (await LogCheck.ReadAsync(store.Ledger, store.Origin, keyring)).Length);
    }

    private static ValueTask<SqliteStore> OpenAsync(string data, TempFolder folder, TestKeyring keyring, TestUlids ulids) => SqliteStore.OpenAsync(
        new SqliteStoreOptions { DataFolder = data, AnchorFile = folder.At("anchor") },
        keyring, Samples.TrustDomain, TimeProvider.System, ulids, NullLogger<SqliteStore>.Instance, CancellationToken.None);

    private static void Fill(string path)
    {
        using var file = File.Create(path);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // That is what it is for.
        }
    }

    private static bool Run(string command, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private sealed class Disk : IDisposable
    {
        private Disk(string path) => Path = path;

        public string Path { get; }

        public static Disk? TryMount(string path, string kind, string options, string? source = null)
        {
            Directory.CreateDirectory(path);
            return Environment.UserName is "root" && (source is null
                ? Run("mount", "-t", kind, "-o", options, "none", path)
                : Run("mount", "--bind", source, path) && Run("mount", "-o", $"remount,bind,{options}", path)) ? new Disk(path) : null;
        }

        public void Dispose()
        {
            if (!Run("umount", Path))
            {
                Run("umount", "-l", Path);
            }
        }
    }
}
