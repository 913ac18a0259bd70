using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Storage.Tests;

public sealed class OpeningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_NewStore_OnlyItsOwnerMayReadIt()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        await host.Journal.CommitAsync([], [], [some.Entry()], Cancel);
        Assert.Equal(StoreFiles.OwnerFolder, File.GetUnixFileMode(host.DataFolder));
        var files = Directory.GetFiles(host.DataFolder);
        Assert.Contains(files, static f => f.EndsWith("-wal", StringComparison.Ordinal));
        Assert.Contains(files, static f => f.EndsWith("-shm", StringComparison.Ordinal));
        Assert.All(files.Append(host.AnchorFile), static f => Assert.Equal((f, StoreFiles.OwnerOnly), (f, File.GetUnixFileMode(f))));
    }

    [Fact]
    public async Task OpenAsync_FolderAndFileOpenToOthers_AreClosedToThem()
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.CloseAsync();
        File.SetUnixFileMode(host.DataFolder, StoreFiles.OwnerFolder | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(host.File, StoreFiles.OwnerOnly | UnixFileMode.GroupRead);
        await host.OpenStoreAsync();
        Assert.Equal(StoreFiles.OwnerFolder, File.GetUnixFileMode(host.DataFolder));
        Assert.Equal(StoreFiles.OwnerOnly, File.GetUnixFileMode(host.File));
    }

    [Fact]
    public async Task OpenAsync_OpenElsewhere_IsRefusedAndNamesTheProcess()
    {
        await using var host = await SqliteHost.OpenAsync();
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync());
        Assert.Equal("W5001", refused.Code);
        Assert.Contains($"in use by process {Environment.ProcessId}; ", refused.Message, StringComparison.Ordinal);

        // The refused one left the lock where it was, and the owner works on.
        await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync());
        Assert.IsType<CommitResult.Committed>(await host.Journal.CommitAsync([], [], [], Cancel));
    }

    [Fact]
    public async Task OpenAsync_NewerSchema_IsRefusedUntouched()
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.CloseAsync();
        host.Tamper("PRAGMA user_version = 9999");
        var before = await File.ReadAllBytesAsync(host.File, Cancel);
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync());
        Assert.Equal("W5002", refused.Code);
        Assert.Contains("schema 9999", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(host.File, Cancel));
        Assert.Equal("W5002", Assert.Throws<StoreException>(() => OfflineLedger.Open(host.DataFolder, Samples.TrustDomain)).Code);
    }

    [Fact]
    public async Task OpenAsync_NewEpochAskedFor_BeginsWithItsCauseRecorded()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        await host.Journal.CommitAsync([], [], [some.Entry()], Cancel);
        await host.CloseAsync();
        var options = new SqliteStoreOptions { DataFolder = host.DataFolder, AnchorFile = host.AnchorFile };
        foreach (var (asked, epoch) in ((string?, int)[])[(null, 1), ("revoked", 2), (null, 2)])
        {
            await using var store = await SqliteStore.OpenAsync(
                options with { NewEpoch = asked }, host.Keyring, Spiffe.TrustDomain.Parse("example.org"), host.Time, host.Ulids, NullLogger<SqliteStore>.Instance, Cancel);
            Assert.Equal(epoch, store.Journal.Epoch);
            var entries = await store.Ledger.EntriesAsync(0, 100, Cancel);
            Assert.Equal(epoch - 1, entries.Count(static e => Encoding.UTF8.GetString(e.Bytes.Span).Contains("\"cause\":\"revoked\"", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task OpenAsync_OtherProgramsDatabase_IsRefusedUntouched()
    {
        using var folder = new TempFolder();
        await using var host = await SqliteHost.OpenAsync();
        var file = folder.Write("data/writ.db", "");
        using (var database = Database.OpenWritable(file))
        {
            database.Execute("CREATE TABLE theirs (x)");
        }

        var before = await File.ReadAllBytesAsync(file, Cancel);
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync(dataFolder: folder.At("data")));
        Assert.Equal("W5003", refused.Code);
        Assert.Equal(before, await File.ReadAllBytesAsync(file, Cancel));
    }

    [Fact]
    public async Task OpenAsync_DamagedFile_IsRefused()
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.CloseAsync();
        await File.WriteAllTextAsync(host.File, "this is not a database, however long it may be said to be one: " + new string('x', 5000), Cancel);
        Assert.Equal("W5003", (await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync())).Code);
        Assert.Equal("W5003", Assert.Throws<StoreException>(() => OfflineLedger.Open(host.DataFolder, Samples.TrustDomain)).Code);
    }

    [Fact]
    public async Task OpenAsync_PagesDamaged_IsRefusedOrCommitsFailButNothingIsInvented()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        for (var i = 0; i < 30; i++)
        {
            await host.Journal.CommitAsync([], [], [some.Entry(new string('x', 500))], Cancel);
        }

        await host.CloseAsync();
        var whole = await File.ReadAllBytesAsync(host.File, Cancel);
        for (var page = 1; page < whole.Length / 4096; page++)
        {
            var damaged = whole.ToArray();
            damaged.AsSpan(page * 4096, 4096).Fill(0xA5);
            await File.WriteAllBytesAsync(host.File, damaged, Cancel);
            File.Delete(host.AnchorFile);
            try
            {
                await using var store = await host.OpenAnotherAsync();
                var result = await store.Journal.CommitAsync([], [], [some.Entry()], Cancel);

                // It may not have needed that page: then what it says it did, it did.
                Assert.IsType<CommitResult.Committed>(result);
            }
            catch (StoreException refused)
            {
                Assert.Contains(refused.Code, new[] { "W5003", "W5004", "W5005" });
            }
            catch (JournalUnavailableException failure)
            {
                Assert.Contains("restore the data folder from a backup", failure.Message, StringComparison.Ordinal);
            }

            File.Delete(host.File + "-wal");
            File.Delete(host.File + "-shm");
        }

        await File.WriteAllBytesAsync(host.File, whole, Cancel);
    }

    [Fact]
    public async Task OpenAsync_OtherKeysOrAlteredFrontier_DoesNotCarryTheLedgerOn()
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.CloseAsync();
        using var other = new TestKeyring();
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync(other));
        Assert.Equal("W5005", refused.Code);
        Assert.Contains("not signed by this installation", refused.Message, StringComparison.Ordinal);

        host.Tamper("UPDATE frontier SET bytes = zeroblob(8)");
        Assert.Equal("W5005", (await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync())).Code);
        host.Tamper("UPDATE frontier SET bytes = zeroblob(3)");
        Assert.Equal("W5005", (await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync())).Code);
    }

    [Fact]
    public async Task OpenAsync_StoreOfBeforeReleasesHadNumbers_GivesTheOneInForceTheFirst()
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.Journal.CommitAsync([], [new Change.Activate(Samples.Release(), new byte[] { 1 })], [], Cancel);
        await host.CloseAsync();
        host.Tamper("DROP TABLE activation; ALTER TABLE in_force DROP COLUMN sequence; ALTER TABLE in_force DROP COLUMN passed_over; ALTER TABLE release DROP COLUMN signatures; PRAGMA user_version = 5");
        await host.OpenStoreAsync();
        Assert.Equal(new ReleaseStanding(Samples.Release(), 1, default), await host.State.ReleaseStandingAsync(Cancel));
        Assert.Equal([new Activation(1, Samples.Release())], await host.State.ActivationsAsync(10, Cancel));
        Assert.Empty((await host.State.FindReleaseAsync(Samples.Release(), Cancel))!.Signatures);
        await host.Journal.CommitAsync([], [new Change.Activate(Samples.Release("next"), new byte[] { 2 })], [], Cancel);
        Assert.Equal(2, (await host.State.ReleaseStandingAsync(Cancel)).Sequence);
    }

    [Fact]
    public async Task OpenAsync_FailedOpening_LeavesNothingHeld()
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.CloseAsync();
        using var other = new TestKeyring();
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync(other));
        }

        await host.OpenStoreAsync();
        Assert.Equal(1, host.Journal.Epoch);
    }

    [Fact]
    public async Task OpenAsync_TwoTrustDomainsInOneFile_NothingCrosses()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        var task = some.Task(1);
        var spend = new SpendKey("dpop", Digest256.Sha256("x"u8));
        await host.Journal.CommitAsync(
            [],
            [
                new Change.OpenTask(task), new Change.Contain(ContainmentKey.Everything), new Change.Spend(spend, some.Now.AddHours(1)),
                new Change.AttestInstance(some.Instance(task.Actor.Instance)), new Change.Activate(Samples.Release(), new byte[] { 1 }), new Change.PinDefinition(Samples.Tool, spend.Digest),
            ],
            [some.Decided(task)],
            Cancel);
        await host.CloseAsync();
        await using (var other = await host.OpenAnotherAsync(domain: "example.net"))
        {
            Assert.Equal(1, other.Journal.Epoch);
            Assert.Single(await LogCheck.ReadAsync(other.Ledger, "example.net/ledger", host.Keyring));
            Assert.Null(await other.State.FindTaskAsync(task.Id, Cancel));
            Assert.Empty(await other.State.LiveTasksAsync(10, Cancel));
            Assert.Empty(await other.State.LiveTasksOfAsync(task.Actor.Instance, Cancel));
            Assert.Empty(await other.State.LiveInstancesAsync(Cancel));
            Assert.Empty(await other.State.ContainedAsync(Cancel));
            Assert.Empty(await other.State.PinsAsync(Samples.Server, Cancel));
            Assert.True((await other.State.InForceAsync(Cancel)).IsDefault);
            Assert.Equal(default, await other.State.ReleaseStandingAsync(Cancel));
            Assert.Empty(await other.State.ActivationsAsync(10, Cancel));
            Assert.Null(await other.State.FindReleaseAsync(Samples.Release(), Cancel));
            Assert.Empty(await other.Ledger.EntriesOfAsync(task.Id, 10, Cancel));
            Assert.IsType<CommitResult.Committed>(await other.Journal.CommitAsync([new Condition.Unspent(spend), new Condition.NotContained(ContainmentKey.Everything)], [], [], Cancel));
            Assert.IsType<CommitResult.Refused>(await other.Journal.CommitAsync([new Condition.TaskLive(task.Id, Effects.Read, some.Now)], [], [], Cancel));
        }

        await host.OpenStoreAsync();
        Assert.Equal(1, host.Journal.Epoch);
        Assert.Equal(2, (await LogCheck.ReadAsync(host.Ledger, host.Store.Origin, host.Keyring)).Length);
        Assert.Equal([Samples.TrustDomain, Spiffe.TrustDomain.Parse("example.net")], OfflineLedger.TrustDomains(host.DataFolder));
    }

    [Fact]
    public void OfflineLedger_NoStoreOrOtherTrustDomain_IsRefused()
    {
        using var folder = new TempFolder();
        Assert.Equal("W5008", Assert.Throws<StoreException>(() => OfflineLedger.Open(folder.Path, Samples.TrustDomain)).Code);
    }

    [Fact]
    public async Task OpenAsync_PersonalValues_AreInNoFile()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        var task = some.Task(1);
        await host.Journal.CommitAsync([], [new Change.OpenTask(task)], [new LedgerEntry.TaskOpened(task, Digest256.Sha256("p"u8), default, []) { Id = EntryId.New(host.Ulids), At = some.Now }], Cancel);
        for (var closed = false; ; closed = true)
        {
            foreach (var file in Directory.GetFiles(host.DataFolder).Where(static f => Path.GetFileName(f) is not "lock").Append(host.AnchorFile))
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                foreach (var secret in new[] { task.Goal!, task.Subject!.Id, task.Subject.Issuer, task.Parameters["customer"].Form, "cases/42" })
                {
                    Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"`{secret}` is in {Path.GetFileName(file)}");
                }
            }

            if (closed)
            {
                return;
            }

            await host.CloseAsync();
        }
    }

    [Fact]
    public async Task FindTaskAsync_SealedPartOfAnotherTask_IsNoTask()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        var (one, other) = (some.Task(1), some.Task(1));
        await host.Journal.CommitAsync([], [new Change.OpenTask(one), new Change.OpenTask(other)], [], Cancel);
        await host.CloseAsync();
        host.Tamper($"UPDATE task SET sealed = (SELECT sealed FROM task WHERE id = '{other.Id}') WHERE id = '{one.Id}'");
        await host.OpenStoreAsync();
        Assert.Null(await host.State.FindTaskAsync(one.Id, Cancel));
        Assert.NotNull(await host.State.FindTaskAsync(other.Id, Cancel));
        Assert.Equal([other.Id], (await host.State.LiveTasksAsync(10, Cancel)).Select(static t => t.Id));
    }

    [Fact]
    public async Task CommitAsync_SpentValuePastItsAge_IsForgottenAndNoOther()
    {
        await using var host = await SqliteHost.OpenAsync();
        var now = host.Time.GetUtcNow();
        static SpendKey Key(int i) => new("dpop", Digest256.Sha256(BitConverter.GetBytes(i)));
        await host.Journal.CommitAsync([], [.. Enumerable.Range(0, 600).Select(i => new Change.Spend(Key(i), now.AddMinutes(i < 500 ? 5 : 50)))], [], Cancel);
        host.Time.Advance(TimeSpan.FromMinutes(6));
        for (var i = 0; i < 4; i++)
        {
            await host.Journal.CommitAsync([], [], [], Cancel);
        }

        for (var i = 0; i < 600; i++)
        {
            var result = await host.Journal.CommitAsync([new Condition.Unspent(Key(i))], [], [], Cancel);
            Assert.Equal(i < 500, result is CommitResult.Committed);
        }
    }
}
