using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Storage.Tests;

public sealed class DurableStepTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(GroupStep.Begin)]
    [InlineData(GroupStep.Flush)]
    [InlineData(GroupStep.Head)]
    [InlineData(GroupStep.Commit)]
    public async Task CommitAsync_StepFails_NothingHappenedAndTheNextSucceeds(object failing)
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        var task = some.Task(host.Journal.Epoch, new Budget(5, 0, 0));
        await host.Journal.CommitAsync([], [new Change.OpenTask(task)], [some.Entry()], Cancel);
        var before = await host.Ledger.NewestHeadAsync(Cancel);

        host.Fault = step =>
        {
            if (step == (GroupStep)failing)
            {
                throw new IOException("the disk is gone");
            }
        };
        var all = Enumerable.Range(0, 20).Select(i => Task.Run(async () => await host.Journal.CommitAsync(
            i % 2 == 0 ? [new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 1)] : [new Condition.InForce(Samples.Release())],
            [new Change.Take(task.Id, BudgetKind.Calls, 1), new Change.Contain(ContainmentKey.Everything), new Change.MoveTask(task.Id, new(TaskState.Revoked, TaskState.None))],
            [some.Entry()],
            Cancel))).ToArray();
        foreach (var one in all)
        {
            Assert.StartsWith("W5010: ", (await Assert.ThrowsAsync<JournalUnavailableException>(() => one)).Message, StringComparison.Ordinal);
        }

        host.Fault = null;
        Assert.Equal(before!.Size, (await host.Ledger.NewestHeadAsync(Cancel))!.Size);
        Assert.Equal(default, await host.State.TakenAsync(task.Id, Cancel));
        var result = await host.Journal.CommitAsync(
            [
                new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 5),
                new Condition.NotContained(ContainmentKey.Everything),
                new Condition.TaskStands(task.Id, TaskStanding.JustOpened),
            ],
            [new Change.Take(task.Id, BudgetKind.Calls, 5)],
            [some.Entry()],
            Cancel);
        Assert.Equal(before.Size, Assert.IsType<CommitResult.Committed>(result).Receipt.FirstIndex);
        await LogCheck.ReadAsync(host.Ledger, host.Store.Origin, host.Keyring);
    }

    [Theory]
    [InlineData(GroupStep.Begin)]
    [InlineData(GroupStep.Flush)]
    [InlineData(GroupStep.Head)]
    [InlineData(GroupStep.Commit)]
    public async Task CommitAsync_StepFailsWhileAnApprovalIsSpent_NothingIsErasedAndTheNextErases(object failing)
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        var task = some.Task(host.Journal.Epoch);
        var approval = some.Approval(task);
        await host.Journal.CommitAsync([], [new Change.OpenTask(task), new Change.OpenApproval(approval, Samples.Pending), new Change.MoveApproval(approval.Id, ApprovalState.Approved)], [], Cancel);
        Condition[] holds = [new Condition.ApprovalHolds(approval.Id, ApprovalState.Approved, approval.Binding, host.Time.GetUtcNow())];
        Change[] spends = [new Change.MoveApproval(approval.Id, ApprovalState.Spent)];
        host.Fault = step =>
        {
            if (step == (GroupStep)failing)
            {
                throw new IOException("the disk is gone");
            }
        };
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await host.Journal.CommitAsync(holds, spends, [some.Entry()], Cancel));
        host.Fault = null;
        Assert.NotNull(await host.State.PendingActionAsync(approval.Id, Cancel));
        Assert.IsType<CommitResult.Committed>(await host.Journal.CommitAsync(holds, spends, [some.Entry()], Cancel));
        Assert.Null(await host.State.PendingActionAsync(approval.Id, Cancel));
        Assert.IsType<CommitResult.Refused>(await host.Journal.CommitAsync(holds, spends, [some.Entry()], Cancel));
    }

    [Theory]
    [InlineData(10, "idle for too long")]
    [InlineData(120, "past its deadline")]
    public async Task CommitAsync_TaskRanOutWhileItWaited_IsRefused(int minutes, string found)
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        var task = some.Task(host.Journal.Epoch) with { Deadline = host.Time.GetUtcNow() + TimeSpan.FromHours(1), Idle = TimeSpan.FromMinutes(10) };
        await host.Journal.CommitAsync([], [new Change.OpenTask(task)], [], Cancel);
        var asked = host.Time.GetUtcNow();
        host.Time.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal(found, Assert.IsType<CommitResult.Refused>(await host.Journal.CommitAsync([new Condition.TaskLive(task.Id, Effects.Read, asked)], [], [], Cancel)).Found);
    }

    [Fact]
    public async Task Defer_CommitFails_IsWrittenOnceAndInOrderWhenItSucceeds()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        host.Fault = static _ => throw new IOException("the disk is gone");
        var deferred = new[] { some.Entry("a"), some.Entry("b"), some.Entry("c") };
        host.Journal.Defer(deferred[0]);
        host.Journal.Defer(deferred[1]);
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await host.Journal.CommitAsync([], [], [], Cancel));
        host.Journal.Defer(deferred[2]);
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await host.Journal.CommitAsync([], [], [], Cancel));
        host.Fault = null;
        await host.Journal.CommitAsync([], [], [], Cancel);
        var all = await LogCheck.ReadAsync(host.Ledger, host.Store.Origin, host.Keyring);
        Assert.Equal(deferred.Select(static e => e.ToBytes()), all.Skip(1).Select(static e => e.Bytes.ToArray()));
    }

    [Fact]
    public async Task Defer_MoreThanFindPlace_IsCountedAndFailsNoCommit()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        host.Fault = static _ => throw new IOException("the disk is gone");
        var entry = some.Entry();
        for (var i = 0; i < 20_000; i++)
        {
            host.Journal.Defer(entry);
        }

        host.Fault = null;
        Assert.IsType<CommitResult.Committed>(await host.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Everything)], [], Cancel));
        await host.CloseAsync();
        await host.OpenStoreAsync();
        var all = await LogCheck.ReadAsync(host.Ledger, host.Store.Origin, host.Keyring);
        var lost = all.Select(static e => System.Text.Json.JsonDocument.Parse(e.Bytes).RootElement).Where(static e => e.GetProperty("kind").GetString() == "evidence.lost").ToArray();

        // Whatever was handed over is there or counted: nothing between.
        Assert.NotEmpty(lost);
        Assert.Equal(20_000, all.Count(e => e.Bytes.Span.SequenceEqual(entry.ToBytes())) + lost.Sum(static e => e.GetProperty("count").GetInt64()));
    }

    [Fact]
    public async Task CommitAsync_StoreCannotTakeOneOfAGroup_ItFailsAloneAndItsNeighboursCommit()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());

        // A broken database index refuses one key: a failure of a statement, in the midst of a group's changes.
        await host.CloseAsync();
        host.Tamper("CREATE TRIGGER refuse BEFORE INSERT ON containment WHEN NEW.name = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END");
        await host.OpenStoreAsync();
        var all = Enumerable.Range(0, 100).Select(i => Task.Run(async () => await host.Journal.CommitAsync(
            [], [new Change.Contain(new ContainmentKey(ContainmentKind.Server, i % 10 == 0 ? "bad" : $"good-{i}"))], [some.Entry()], Cancel))).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            if (i % 10 == 0)
            {
                await Assert.ThrowsAsync<JournalUnavailableException>(() => all[i]);
            }
            else
            {
                Assert.IsType<CommitResult.Committed>(await all[i]);
            }
        }

        Assert.Equal(90, (await host.State.ContainedAsync(Cancel)).Length);
        Assert.Equal(91, (await LogCheck.ReadAsync(host.Ledger, host.Store.Origin, host.Keyring)).Length);
    }

    [Fact]
    public async Task CommitAsync_LoggerThrowsInTheMidst_NobodyWaitsForEver()
    {
        using var folder = new TempFolder();
        using var keyring = new TestKeyring();
        var fails = false;
        var options = new SqliteStoreOptions
        {
            DataFolder = folder.At("data"),
            AnchorFile = folder.At("anchor"),
            Fault = step => Assert.True(!fails, $"the disk is gone before {step}"),
        };
        await using var store = await SqliteStore.OpenAsync(options, keyring, Samples.TrustDomain, TimeProvider.System, new TestUlids(), new Throwing(), Cancel);
        fails = true;
        var all = Enumerable.Range(0, 600).Select(_ => Task.Run(async () => await store.Journal.CommitAsync([], [], [], Cancel))).ToArray();
        foreach (var one in all)
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(() => one.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        }
    }

    [Fact]
    public async Task CommitAsync_MuchIsWritten_TheWriteAheadLogStaysBounded()
    {
        await using var host = await SqliteHost.OpenAsync();
        var content = new byte[1 << 20];
        var longest = 0L;
        for (var i = 0; i < 160; i++)
        {
            content[0] = (byte)i;
            await host.Journal.CommitAsync([], [new Change.Activate(Samples.Release($"{i}"), content)], [], Cancel);
            longest = Math.Max(longest, new FileInfo(host.File + "-wal").Length);
        }

        Assert.InRange(longest, 1 << 20, 110 << 20);
    }

    [Fact]
    public async Task CommitAsync_AfterClosing_IsUnavailable()
    {
        var host = await SqliteHost.OpenAsync();
        var journal = host.Journal;
        await host.DisposeAsync();
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.CommitAsync([], [], [], Cancel));
    }

    [Fact]
    public async Task DisposeAsync_CommitsInFlight_AllAreAnswered()
    {
        var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        var journal = host.Journal;
        var all = Enumerable.Range(0, 500).Select(_ => Task.Run(async () => await journal.CommitAsync([], [], [some.Entry()], Cancel))).ToArray();
        await host.CloseAsync();
        var committed = 0;
        foreach (var one in all)
        {
            try
            {
                await one.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
                committed++;
            }
            catch (JournalUnavailableException)
            {
                // It came too late.
            }
        }

        await host.OpenStoreAsync();
        Assert.Equal(committed + 1, (await LogCheck.ReadAsync(host.Ledger, host.Store.Origin, host.Keyring)).Length);
        await host.DisposeAsync();
    }

    private sealed class Throwing : ILogger<SqliteStore>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the log is gone");
    }
}
