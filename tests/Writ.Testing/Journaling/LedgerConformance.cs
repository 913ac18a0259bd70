using Writ.Domain;

namespace Writ.Testing;

/// <summary>What every provider's ledger does: entries dense and in the order of their commits, one signed head a commit, nothing lost by reopening, epochs.</summary>
public abstract class LedgerConformance : JournalTestBase
{
    [Fact]
    public async Task Entries_FirstStart_BeginsWithTheEpoch()
    {
        var first = Assert.Single(await AllEntriesAsync());
        Assert.Equal(0, first.Index);
        Assert.Contains("\"kind\":\"epoch.started\",\"epoch\":1,\"cause\":\"first-start\"", Text(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAsync_ManyAtOnce_EntriesAreDenseAndWhereTheReceiptsSay()
    {
        var receipts = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            var entries = Enumerable.Range(0, i % 4).Select(_ => Some.Entry()).ToArray();
            return (Receipt: await AppendAsync(entries), Entries: entries);
        })));
        var all = await AllEntriesAsync();
        Assert.Equal(Enumerable.Range(0, all.Length).Select(static i => (long)i), all.Select(static e => e.Index));
        Assert.Equal(1 + receipts.Sum(static r => r.Entries.Length), all.Length);
        foreach (var (receipt, entries) in receipts)
        {
            Assert.Equal(entries.Length, receipt.Count);
            Assert.Equal(Host.Journal.Epoch, receipt.Epoch);
            for (var i = 0; i < entries.Length; i++)
            {
                Assert.Equal(entries[i].ToBytes(), all[receipt.FirstIndex + i].Bytes.ToArray());
            }
        }
    }

    [Fact]
    public async Task CommitAsync_OneAfterTheOther_EntriesAreInThatOrder()
    {
        var last = -1L;
        for (var i = 0; i < 20; i++)
        {
            var receipt = await AppendAsync(Some.Entry(), Some.Entry());
            Assert.True(receipt.FirstIndex > last);
            last = receipt.FirstIndex + 1;
        }
    }

    [Fact]
    public async Task NewestHead_AfterACommit_CoversItsEntries()
    {
        var receipt = await AppendAsync(Some.Entry(), Some.Entry());
        var head = await Host.Ledger.NewestHeadAsync(Cancel);
        Assert.Equal(receipt.FirstIndex + 2, head!.Size);
        Assert.StartsWith($"{Samples.TrustDomain}/ledger\n{head.Size}\n", System.Text.Encoding.UTF8.GetString(head.Note.Span), StringComparison.Ordinal);
        Assert.Equal([1L, head.Size], (await Host.Ledger.HeadsAsync(0, 10, Cancel)).Select(static h => h.Size));
        Assert.Equal([head.Size], (await Host.Ledger.HeadsAsync(1, 10, Cancel)).Select(static h => h.Size));
    }

    [Fact]
    public async Task CommitAsync_WithoutEntries_AddsNoHead()
    {
        var before = await Host.Ledger.NewestHeadAsync(Cancel);
        await MakeAsync(new Change.Contain(ContainmentKey.Everything));
        Assert.Equal(before!.Size, (await Host.Ledger.NewestHeadAsync(Cancel))!.Size);
    }

    [Fact]
    public async Task EntriesOfAsync_ManyTasks_GivesEachItsOwnInOrder()
    {
        // More than any store would keep aside: both what it indexed and what it did not yet.
        var tasks = Enumerable.Range(0, 7).Select(_ => Some.Task(Host.Journal.Epoch)).ToArray();
        var expected = tasks.ToDictionary(static t => t.Id, static _ => new List<long>());
        for (var round = 0; round < 30; round++)
        {
            var entries = Enumerable.Range(0, 7 * 8).Select(i => Some.Decided(tasks[i % 7])).ToArray<LedgerEntry>();
            var receipt = await AppendAsync([.. entries, Some.Entry()]);
            for (var i = 0; i < entries.Length; i++)
            {
                expected[entries[i].Task].Add(receipt.FirstIndex + i);
            }
        }

        foreach (var task in tasks)
        {
            Assert.Equal(expected[task.Id], (await Host.Ledger.EntriesOfAsync(task.Id, 10_000, Cancel)).Select(static e => e.Index));
            Assert.Equal(expected[task.Id].Take(3), (await Host.Ledger.EntriesOfAsync(task.Id, 3, Cancel)).Select(static e => e.Index));
        }

        await Host.ReopenAsync();
        var more = await AppendAsync(Some.Decided(tasks[0]));
        expected[tasks[0].Id].Add(more.FirstIndex);
        Assert.Equal(expected[tasks[0].Id], (await Host.Ledger.EntriesOfAsync(tasks[0].Id, 10_000, Cancel)).Select(static e => e.Index));
    }

    [Fact]
    public async Task Defer_BeforeACommit_RidesWithItAndStandsBeforeIt()
    {
        var deferred = Some.Entry("deferred");
        Host.Journal.Defer(deferred);
        var receipt = await AppendAsync(Some.Entry());
        Assert.Equal(deferred.ToBytes(), (await AllEntriesAsync())[receipt.FirstIndex - 1].Bytes.ToArray());
    }

    [Fact]
    public async Task Defer_WithoutAnyCommit_IsWrittenWithinAFractionOfASecond()
    {
        Host.Journal.Defer(Some.Entry("deferred"));
        Host.Time.Advance(TimeSpan.FromMilliseconds(60));

        // The flush is queued now; what is queued after it is durable after it.
        await MakeAsync();
        Assert.Equal(2, (await AllEntriesAsync()).Length);
    }

    [Fact]
    public async Task Defer_ThenClose_IsWritten()
    {
        var deferred = Enumerable.Range(0, 3000).Select(i => Some.Entry($"{i}")).ToArray();
        Array.ForEach(deferred, Host.Journal.Defer);
        await Host.ReopenAsync();
        Assert.Equal(deferred.Select(static e => Convert.ToHexString(e.ToBytes())), (await AllEntriesAsync()).Skip(1).Select(static e => Convert.ToHexString(e.Bytes.Span)));
    }

    [Fact]
    public async Task Reopen_SameData_KeepsEverythingAndTheEpoch()
    {
        var task = await OpenAsync();
        var epoch = Host.Journal.Epoch;
        await AppendAsync(Some.Entry(), Some.Decided(task));
        var before = await AllEntriesAsync();
        await Host.ReopenAsync();
        Assert.Equal(epoch, Host.Journal.Epoch);
        var after = await AllEntriesAsync();
        Assert.Equal(before.Select(Text), after.Select(Text));
        Assert.Equal(before.Select(static e => e.LeafHash), after.Select(static e => e.LeafHash));
        Assert.True(await HoldsAsync(new Condition.TaskLive(task.Id, Effects.Read, Now)));
        Assert.Equal(before.Length, (await AppendAsync(Some.Entry())).FirstIndex);
    }

    [Fact]
    public async Task RestoreOlder_EntriesWereLost_EarlierAuthorityIsDeadAndContainmentStays()
    {
        var task = await OpenAsync();
        await MakeAsync(new Change.Contain(ContainmentKey.Server(Samples.Server)), new Change.Activate(Samples.Release(), new byte[] { 1 }));
        await AppendAsync(Some.Entry());
        var epoch = Host.Journal.Epoch;

        // What is lost is the revocation: the restored copy would let the task act again.
        await Host.RestoreOlderAsync(async () => await CommitAsync([], [new Change.MoveTask(task.Id, new(TaskState.Revoked, TaskState.None))], Some.Moved(task.Id)));

        Assert.True(Host.Journal.Epoch > epoch);
        Assert.False(await HoldsAsync(new Condition.TaskLive(task.Id, Effects.Read, Now)));
        Assert.False(await HoldsAsync(new Condition.TaskStands(task.Id, TaskStanding.JustOpened)));
        Assert.False(await HoldsAsync(new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 1)));
        Assert.False(await HoldsAsync(new Condition.InstanceLives(task.Actor.Instance)));
        Assert.False(await HoldsAsync(new Condition.NotContained(ContainmentKey.Server(Samples.Server))));
        Assert.True(await HoldsAsync(new Condition.InForce(Samples.Release())));
        Assert.Null(await Host.State.FindTaskAsync(task.Id, Cancel));
        Assert.Empty(await Host.State.LiveTasksAsync(10, Cancel));
        Assert.Empty(await Host.State.LiveInstancesAsync(Cancel));
        Assert.Empty(await Host.State.OverdueTasksAsync(Now.AddDays(1), 10, Cancel));
        Assert.Contains("\"cause\":\"behind-anchor\"", Text((await AllEntriesAsync())[^1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RestoreOlder_Twice_NoEpochIsUsedTwice()
    {
        await AppendAsync(Some.Entry());
        var seen = new HashSet<int> { Host.Journal.Epoch };
        for (var i = 0; i < 3; i++)
        {
            await Host.RestoreOlderAsync(async () => await AppendAsync(Some.Entry()));
            Assert.True(seen.Add(Host.Journal.Epoch));
            var task = await OpenAsync();
            Assert.True(await HoldsAsync(new Condition.TaskLive(task.Id, Effects.Read, Now)));
        }
    }

    private static string Text(StoredEntry entry) => System.Text.Encoding.UTF8.GetString(entry.Bytes.Span);
}
