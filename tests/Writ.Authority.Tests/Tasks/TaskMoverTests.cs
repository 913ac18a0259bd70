using Writ.Authority.Tasks;
using Writ.Domain;

namespace Writ.Authority.Tests.Tasks;

public sealed class TaskMoverTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(TaskEdge.Complete, TaskState.Completed)]
    [InlineData(TaskEdge.Revoke, TaskState.Revoked)]
    [InlineData(TaskEdge.Expire, TaskState.Expired)]
    [InlineData(TaskEdge.Suspend, TaskState.Suspended)]
    [InlineData(TaskEdge.Downgrade, TaskState.Downgraded)]
    public async Task MoveAsync_OpenTask_FollowsTheEdgeAndWritesItDown(TaskEdge edge, TaskState to)
    {
        var task = await world.OpenAsync();
        var moved = Assert.IsType<TaskMoveResult.Moved>(await MoveAsync(task.Id, edge));
        Assert.Equal(to, moved.Task.Standing.State);
        Assert.Equal(moved.Task.Standing, (await world.Journal.FindTaskAsync(task.Id, TestContext.Current.CancellationToken))!.Standing);
        var entry = Assert.IsType<LedgerEntry.TaskMoved>(world.Journal.Entries[^1]);
        Assert.Equal((edge, to, "operator"), (entry.Edge, entry.To, entry.Cause));
    }

    [Fact]
    public async Task MoveAsync_SuspendedAfterDowngrade_NeverResumesToOpen()
    {
        var task = await world.OpenAsync();
        await MoveAsync(task.Id, TaskEdge.Suspend);
        await MoveAsync(task.Id, TaskEdge.Downgrade);
        Assert.Equal(TaskState.Downgraded, Assert.IsType<TaskMoveResult.Moved>(await MoveAsync(task.Id, TaskEdge.Resume)).Task.Standing.State);
    }

    [Theory]
    [InlineData(TaskEdge.Complete)]
    [InlineData(TaskEdge.Revoke)]
    [InlineData(TaskEdge.Expire)]
    public async Task MoveAsync_EndedTask_IsRefusedOnEveryEdge(TaskEdge end)
    {
        var task = await world.OpenAsync();
        await MoveAsync(task.Id, end);
        foreach (var edge in Enum.GetValues<TaskEdge>())
        {
            Assert.Equal("W2206", Assert.IsType<TaskMoveResult.Refused>(await MoveAsync(task.Id, edge)).Reason.Code);
        }

        Assert.Equal(2, world.Journal.Entries.Length);
    }

    [Fact]
    public async Task MoveAsync_NoSuchTask_IsRefused() =>
        Assert.Equal("W2205", Assert.IsType<TaskMoveResult.Refused>(await MoveAsync(TaskId.New(world.Ids), TaskEdge.Revoke)).Reason.Code);

    [Fact]
    public async Task MoveAsync_TaskOfAnEarlierEpoch_IsUnknown()
    {
        var task = await world.OpenAsync();
        world.Journal.StartEpoch();
        Assert.Equal("W2205", Assert.IsType<TaskMoveResult.Refused>(await MoveAsync(task.Id, TaskEdge.Resume)).Reason.Code);
    }

    [Fact]
    public async Task MoveAsync_AnotherMoveComesFirst_FollowsFromThere()
    {
        var task = await world.OpenAsync();
        world.Journal.BeforeCommit = () => _ = MoveAsync(task.Id, TaskEdge.Downgrade);
        await MoveAsync(task.Id, TaskEdge.Suspend);
        Assert.Equal(
            new TaskStanding(TaskState.Suspended, TaskState.Downgraded), (await world.Journal.FindTaskAsync(task.Id, TestContext.Current.CancellationToken))!.Standing);
    }

    [Fact]
    public async Task MoveAsync_OthersMoveForEver_GivesUp()
    {
        var task = await world.OpenAsync();
        var next = TaskEdge.Suspend;
        void Disturb()
        {
            // The move that this disturbs finds another standing each time.
            var standing = next == TaskEdge.Suspend ? new TaskStanding(TaskState.Suspended, TaskState.Open) : TaskStanding.JustOpened;
            next = next == TaskEdge.Suspend ? TaskEdge.Resume : TaskEdge.Suspend;
            _ = world.Journal.CommitAsync([], [new Change.MoveTask(task.Id, standing)], [], CancellationToken.None);
            world.Journal.BeforeCommit = Disturb;
        }

        world.Journal.BeforeCommit = Disturb;
        var refused = Assert.IsType<TaskMoveResult.Refused>(await MoveAsync(task.Id, TaskEdge.Downgrade));
        world.Journal.BeforeCommit = null;
        Assert.Equal("W2207", refused.Reason.Code);
    }

    [Fact]
    public async Task MoveAsync_TwoHundredAtOnce_OneEnds()
    {
        var task = await world.OpenAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(() => MoveAsync(task.Id, n % 2 == 0 ? TaskEdge.Complete : TaskEdge.Revoke).AsTask())));
        Assert.Single(results.OfType<TaskMoveResult.Moved>());
        Assert.Equal(2, world.Journal.Entries.Length);
    }

    [Fact]
    public async Task RevokeAllOfAsync_Instance_LeavesOthersAlone()
    {
        var (mine, other) = (await world.AttestAsync(1), await world.AttestAsync(2));
        var tasks = new[] { await world.OpenAsync(mine), await world.OpenAsync(mine), await world.OpenAsync(other) };
        await world.Mover.RevokeAllOfAsync(mine.Id, "instance-lost", TestContext.Current.CancellationToken);
        Assert.Equal([tasks[2].Id], (await world.Journal.LiveTasksAsync(10, TestContext.Current.CancellationToken)).Select(t => t.Id));
    }

    private ValueTask<TaskMoveResult> MoveAsync(TaskId task, TaskEdge edge) => world.Mover.MoveAsync(task, edge, "operator", CancellationToken.None);
}
