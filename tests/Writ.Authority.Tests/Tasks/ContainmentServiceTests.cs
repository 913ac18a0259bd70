using Writ.Authority.Tasks;
using Writ.Domain;

namespace Writ.Authority.Tests.Tasks;

public sealed class ContainmentServiceTests : IDisposable
{
    private readonly World world = new();
    private readonly ContainmentService containment;

    public ContainmentServiceTests() => containment = new ContainmentService(world.Journal, world.Journal, world.Ids, world.Time, [world.Cutter]);

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task ContainAndRestore_EachOnce_WriteOneEntryEach()
    {
        var key = ContainmentKey.Server(Slug.Parse("files"));
        Assert.False((await containment.RestoreAsync(key, "operator", TestContext.Current.CancellationToken)).Changed);
        Assert.True((await containment.ContainAsync(key, "operator", TestContext.Current.CancellationToken)).Changed);
        Assert.False((await containment.ContainAsync(key, "operator", TestContext.Current.CancellationToken)).Changed);
        Assert.Equal([key], await world.Journal.ContainedAsync(TestContext.Current.CancellationToken));
        Assert.True((await containment.RestoreAsync(key, "operator", TestContext.Current.CancellationToken)).Changed);
        Assert.Empty(await world.Journal.ContainedAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["containment.set", "containment.ended"], world.Journal.Entries.Select(e => e.Kind));
    }

    [Fact]
    public async Task ContainAndRestore_AreProbedByTheConditionOfEachAction()
    {
        var key = ContainmentKey.Server(Slug.Parse("files"));
        Assert.NotNull((await containment.ContainAsync(key, "operator", TestContext.Current.CancellationToken)).InForceAfter);
        Assert.IsType<CommitResult.Refused>(await world.Journal.CommitAsync([new Condition.NotContained(key)], [], [], TestContext.Current.CancellationToken));
        Assert.NotNull((await containment.RestoreAsync(key, "operator", TestContext.Current.CancellationToken)).InForceAfter);
        Assert.IsType<CommitResult.Committed>(await world.Journal.CommitAsync([new Condition.NotContained(key)], [], [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Contain_UndoneBeforeItIsProbed_SaysSo()
    {
        var key = ContainmentKey.Server(Slug.Parse("files"));
        world.Cutter.OnCut = () => world.Journal.CommitAsync([], [new Change.Restore(key)], [], TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
        var result = await containment.ContainAsync(key, "operator", TestContext.Current.CancellationToken);
        Assert.Equal((true, (TimeSpan?)null), (result.Changed, result.InForceAfter));
    }

    [Fact]
    public async Task Contain_AfterTheCommit_CutsWhatIsOpen()
    {
        var key = ContainmentKey.Server(Slug.Parse("files"));
        world.Cutter.OnCut = () => Assert.NotEmpty(world.Journal.Entries);
        await containment.ContainAsync(key, "operator", TestContext.Current.CancellationToken);

        Assert.Equal([key], world.Cutter.Contained);
    }

    [Theory]
    [InlineData(TaskEdge.Suspend, true)]
    [InlineData(TaskEdge.Complete, true)]
    [InlineData(TaskEdge.Revoke, true)]
    [InlineData(TaskEdge.Expire, true)]
    [InlineData(TaskEdge.Downgrade, false)]
    public async Task Move_TaskThatMayDoNothingAnyMore_IsCut(TaskEdge edge, bool cut)
    {
        var task = await world.OpenAsync();
        await world.Mover.MoveAsync(task.Id, edge, "operator", TestContext.Current.CancellationToken);

        Assert.Equal(cut ? [task.Id] : [], world.Cutter.Tasks);
    }
}
