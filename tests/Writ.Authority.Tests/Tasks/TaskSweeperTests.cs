using Writ.Authority.Tasks;
using Writ.Domain;

namespace Writ.Authority.Tests.Tasks;

public sealed class TaskSweeperTests : IDisposable
{
    private readonly World world = new();
    private readonly CapturedLog<TaskSweeper> log = new();
    private readonly TaskSweeper sweeper;

    public TaskSweeperTests() => sweeper = new TaskSweeper(world.Journal, world.Mover, world.Time, log);

    public void Dispose()
    {
        sweeper.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task SweepAsync_IdleTask_ExpiresForIdleness()
    {
        var task = await world.OpenAsync();
        world.Time.Advance(task.Idle - TimeSpan.FromTicks(1));
        Assert.Equal(0, await sweeper.SweepAsync(TestContext.Current.CancellationToken));
        world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await sweeper.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Equal("idle", Assert.IsType<LedgerEntry.TaskMoved>(world.Journal.Entries[^1]).Cause);
    }

    [Fact]
    public async Task ExecuteAsync_SweepFailsInAnyWay_SweepsAgain()
    {
        var task = await world.OpenAsync();
        world.Time.Advance(task.Idle);
        world.Journal.BeforeCommit = static () => throw new InvalidDataException("a row that cannot be read");
        await sweeper.StartAsync(TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await world.Journal.FindTaskAsync(task.Id, limit.Token))!.Standing.IsLive)
        {
            Assert.False(sweeper.ExecuteTask!.IsCompleted);
            world.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5, limit.Token);
        }

        Assert.Null(world.Journal.BeforeCommit);
        await sweeper.StopAsync(limit.Token);
    }

    [Fact]
    public async Task SweepAsync_BusyTask_ExpiresAtItsDeadline()
    {
        var task = await world.OpenAsync();
        for (var minute = 0; minute < 30; minute++)
        {
            Assert.Equal(0, await sweeper.SweepAsync(TestContext.Current.CancellationToken));
            world.Time.Advance(TimeSpan.FromMinutes(1));
            await world.Journal.CommitAsync([], [new Change.Touch(task.Id, world.Time.GetUtcNow())], [], TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, await sweeper.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Equal("deadline", Assert.IsType<LedgerEntry.TaskMoved>(world.Journal.Entries[^1]).Cause);
    }

    [Fact]
    public async Task SweepAsync_MoreThanABatch_ExpiresAll()
    {
        var instance = await world.AttestAsync();
        for (var n = 0; n < 250; n++)
        {
            await world.OpenAsync(instance);
        }

        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(250, await sweeper.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await sweeper.SweepAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_StoreUnavailable_LogsAndGoesOn()
    {
        var task = await world.OpenAsync();
        await sweeper.StartAsync(TestContext.Current.CancellationToken);
        world.Journal.Unavailable = true;
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.Time.AdvanceUntilAsync(log.Event(2102), TimeSpan.FromSeconds(5));
        world.Journal.Unavailable = false;
        await world.Time.AdvanceUntilAsync(log.Event(2101), TimeSpan.FromSeconds(5));
        Assert.Equal(TaskState.Expired, (await world.Journal.FindTaskAsync(task.Id, TestContext.Current.CancellationToken))!.Standing.State);
        await sweeper.StopAsync(TestContext.Current.CancellationToken);
    }
}
