using System.Text;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>What every <see cref="IJournal"/> does: conditions, changes, and races between them.</summary>
public abstract class JournalConformance : JournalTestBase
{
    private const int Racers = 200;

    public static TheoryData<string> Cases => [.. ConditionCase.All.Select(static c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task CommitAsync_Condition_IsJudgedOnWhatWasCommitted(string name)
    {
        var (@case, changes, condition) = Prepare(name);
        foreach (var change in changes)
        {
            await MakeAsync(change);
        }

        var result = await CommitAsync([condition], []);
        if (@case.Holds)
        {
            Assert.IsType<CommitResult.Committed>(result);
        }
        else
        {
            var refused = Assert.IsType<CommitResult.Refused>(result);
            Assert.Same(condition, refused.Failed);
            Assert.Matches("^[^\n]{3,60}$", refused.Found);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task CommitAsync_ConditionAfterReopening_IsJudgedTheSame(string name)
    {
        var (@case, changes, condition) = Prepare(name);
        await MakeAsync(changes);
        await Host.ReopenAsync();
        Assert.Equal(@case.Holds, await HoldsAsync(condition));
    }

    [Fact]
    public async Task EpochStarted_AfterReopening_IsTheSame()
    {
        var (number, began) = (Host.Journal.Epoch, Host.Journal.EpochStarted);
        Assert.NotEqual(default, began);
        await Host.ReopenAsync();
        Assert.Equal((number, began), (Host.Journal.Epoch, Host.Journal.EpochStarted));
    }

    [Fact]
    public void Cases_EveryKindOfCondition_HasBothOutcomes()
    {
        var kinds = typeof(Condition).GetNestedTypes().Where(static t => t.IsSubclassOf(typeof(Condition))).ToHashSet();
        foreach (var holds in new[] { true, false })
        {
            Assert.Equal(kinds, ConditionCase.All.Where(c => c.Holds == holds).Select(c => Prepare(c.Name).Condition.GetType()).ToHashSet());
        }
    }

    [Fact]
    public async Task CommitAsync_OneOfManyConditionsFails_NothingOfItHappens()
    {
        var task = await OpenAsync(new Budget(1, 0, 0));
        var spend = Spend("a");
        var result = await CommitAsync(
            [new Condition.Unspent(spend), new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 2), new Condition.InForce(Samples.Release())],
            [new Change.Spend(spend, Now.AddMinutes(1)), new Change.Contain(ContainmentKey.Everything), new Change.MoveTask(task.Id, new(TaskState.Revoked, TaskState.None))],
            Some.Entry());

        Assert.IsType<Condition.BudgetLeft>(Assert.IsType<CommitResult.Refused>(result).Failed);
        Assert.True(await HoldsAsync(new Condition.Unspent(spend)));
        Assert.True(await HoldsAsync(new Condition.NotContained(ContainmentKey.Everything)));
        Assert.True(await HoldsAsync(new Condition.TaskStands(task.Id, TaskStanding.JustOpened)));
        Assert.Single(await AllEntriesAsync());
    }

    [Fact]
    public async Task CommitAsync_BudgetOfOneAndManyRacers_ExactlyOneRuns()
    {
        var task = await OpenAsync(new Budget(1, 0, 0));
        await RaceAsync(_ => ([new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 1)], [new Change.Take(task.Id, BudgetKind.Calls, 1)]), 1);
        Assert.Equal(new Budget(1, 0, 0), await Host.State.TakenAsync(task.Id, Cancel));
    }

    [Fact]
    public async Task CommitAsync_BudgetOfSeventeenAndManyRacers_ExactlySeventeenRun()
    {
        var task = await OpenAsync(new Budget(17, 0, 0));
        await RaceAsync(_ => ([new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 1)], [new Change.Take(task.Id, BudgetKind.Calls, 1)]), 17);
    }

    [Fact]
    public async Task CommitAsync_OneProofAndManyRacers_ExactlyOneSpendsIt()
    {
        var spend = Spend("once");
        await RaceAsync(_ => ([new Condition.Unspent(spend)], [new Change.Spend(spend, Now.AddMinutes(1))]), 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    public async Task CommitAsync_CountedUsesAndManyRacers_ExactlySoManyRun(int limit)
    {
        var counter = Spend("counted");
        await RaceAsync(_ => ([new Condition.UsesLeft(counter, limit, 1)], [new Change.TakeUses(counter, 1, Now.AddMinutes(15))]), limit);
        await Host.ReopenAsync();
        Assert.Equal(limit, await Host.State.UsesTakenAsync(counter, Cancel));
        Assert.Equal(0, await Host.State.UsesTakenAsync(counter with { Kind = "other" }, Cancel));
        Assert.False(await HoldsAsync(new Condition.UsesLeft(counter, limit, 1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task CommitAsync_InstanceOpensTasksByManyRacers_ExactlySoManyLive(int limit)
    {
        var instance = Some.Task(Host.Journal.Epoch).Actor.Instance;
        AgentTask[] tasks = [.. Enumerable.Range(0, Racers + 1).Select(_ => Some.Task(Host.Journal.Epoch)).Select(t => t with { Actor = t.Actor with { Instance = instance } })];
        await RaceAsync(i => ([new Condition.LiveTasksBelow(instance, limit)], [new Change.OpenTask(tasks[i])]), limit);
        var live = await Host.State.LiveTasksOfAsync(instance, Cancel);
        Assert.Equal(limit, live.Length);

        // One that ends makes room for one, and another instance's are its own.
        Assert.False(await HoldsAsync(new Condition.LiveTasksBelow(instance, limit)));
        Assert.True(await HoldsAsync(new Condition.LiveTasksBelow(Some.Instance().Id, 1)));
        await MakeAsync(new Change.MoveTask(live[0].Id, new(TaskState.Completed, TaskState.None)));
        Assert.True(await HoldsAsync(new Condition.LiveTasksBelow(instance, limit)));
    }

    [Fact]
    public async Task CommitAsync_TaskRevokedAmongRacers_NothingRunsAfterTheRevocation()
    {
        var task = await OpenAsync();
        var runs = Enumerable.Range(0, Racers).Select(i => Task.Run(() => i == Racers / 2
            ? CommitAsync(
                [new Condition.TaskStands(task.Id, TaskStanding.JustOpened)], [new Change.MoveTask(task.Id, new(TaskState.Revoked, TaskState.None))], Some.Moved(task.Id))
            : CommitAsync([new Condition.TaskLive(task.Id, Effects.Read, Now)], [new Change.Touch(task.Id, Now)], Some.Decided(task)))).ToArray();
        var results = await Task.WhenAll(runs);

        // The revocation's place in the ledger parts those that ran from those that were refused.
        var revoked = Assert.IsType<CommitResult.Committed>(results[Racers / 2]).Receipt.FirstIndex;
        var ran = results.Where((_, i) => i != Racers / 2).OfType<CommitResult.Committed>().Select(static c => c.Receipt.FirstIndex).ToArray();
        Assert.All(ran, index => Assert.True(index < revoked));
        Assert.Equal(ran.Length + 1, (await AllEntriesAsync()).Length - 1);
    }

    [Fact]
    public async Task CommitAsync_ReleaseReplacedByManyRacers_ExactlyOneReplacesIt()
    {
        await MakeAsync(new Change.Activate(Samples.Release(), new byte[] { 1 }));
        await RaceAsync(
            i => ([new Condition.InForce(Samples.Release())], [new Change.Activate(Samples.Release($"next {i}"), new byte[] { 2 })]), 1);
    }

    [Fact]
    public async Task CommitAsync_FailingNeighbours_NeverFailTheOthers()
    {
        await MakeAsync(new Change.Contain(ContainmentKey.Server(Samples.Server)));
        var results = await Task.WhenAll(Enumerable.Range(0, Racers).Select(i => Task.Run(() => CommitAsync(
            [new Condition.NotContained(i % 2 == 0 ? ContainmentKey.Server(Samples.Server) : ContainmentKey.Everything)], [], Some.Entry($"{i}")))));

        Assert.All(results.Where((_, i) => i % 2 == 0), static r => Assert.IsType<CommitResult.Refused>(r));
        Assert.All(results.Where((_, i) => i % 2 == 1), static r => Assert.IsType<CommitResult.Committed>(r));
    }

    [Fact]
    public async Task CommitAsync_MistakenNeighbours_FailAlone()
    {
        var task = await OpenAsync();
        var unknown = Some.Task(Host.Journal.Epoch);
        var runs = Enumerable.Range(0, 60).Select(i => Task.Run(() => CommitAsync(
            [],
            (i % 4) switch
            {
                0 => [new Change.OpenTask(task)],
                1 => [new Change.Touch(unknown.Id, Now)],
                2 => [new Change.OpenTask(Some.Task(Host.Journal.Epoch + 1))],
                _ => [new Change.Touch(task.Id, Now)],
            }))).ToArray();
        for (var i = 0; i < runs.Length; i++)
        {
            if (i % 4 == 3)
            {
                Assert.IsType<CommitResult.Committed>(await runs[i]);
            }
            else
            {
                await Assert.ThrowsAnyAsync<ArgumentException>(() => runs[i]);
            }
        }
    }

    [Fact]
    public async Task CommitAsync_AmountsThatAreNotPositive_AreTheCallersMistake()
    {
        var task = await OpenAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => CommitAsync([new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 0)], []));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => CommitAsync([], [new Change.Take(task.Id, BudgetKind.Calls, -1)]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => CommitAsync([], [new Change.Spend(default, Now)]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => CommitAsync([new Condition.UsesLeft(Spend("counted"), 1, 0)], []));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => CommitAsync([], [new Change.TakeUses(Spend("counted"), 0, Now)]));
        Assert.Equal(default, await Host.State.TakenAsync(task.Id, Cancel));
    }

    [Fact]
    public async Task CommitAsync_LaterInTheSameGroup_SeesWhatEarlierOnesChanged()
    {
        var task = await OpenAsync(new Budget(Racers, 0, 0));
        var taken = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => Task.Run(() => CommitAsync(
            [new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 1)], [new Change.Take(task.Id, BudgetKind.Calls, 1)], Some.Decided(task)))));
        Assert.All(taken, static r => Assert.IsType<CommitResult.Committed>(r));
        Assert.False(await HoldsAsync(new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 1)));
    }

    [Fact]
    public async Task CommitAsync_WaitCancelledAfterHandingOver_StillHappens()
    {
        using var cancel = new CancellationTokenSource();
        var spend = Spend("kept");
        var commit = Host.Journal.CommitAsync([], [new Change.Spend(spend, Now.AddMinutes(1))], [], cancel.Token);
        await cancel.CancelAsync();
        await commit;
        Assert.False(await HoldsAsync(new Condition.Unspent(spend)));
    }

    private static SpendKey Spend(string value) => new("dpop", Digest256.Sha256(Encoding.UTF8.GetBytes(value)));

    private (ConditionCase Case, Change[] Changes, Condition Condition) Prepare(string name)
    {
        var @case = ConditionCase.All.Single(c => c.Name == name);
        var task = Some.Task(Host.Journal.Epoch);
        var (changes, condition) = @case.Make(new ConditionCase.Facts(task, Some.Instance(), Spend("sample"), Now, Some.Approval(task), Some.Task(1).Id));
        return (@case, changes, condition);
    }

    private async Task RaceAsync(Func<int, (Condition[] Conditions, Change[] Changes)> run, int winners)
    {
        var before = (await AllEntriesAsync()).Length;
        var results = await Task.WhenAll(Enumerable.Range(0, Racers).Select(i => Task.Run(() =>
        {
            var (conditions, changes) = run(i);
            return CommitAsync(conditions, changes, Some.Entry($"{i}"));
        })));
        Assert.Equal(winners, results.OfType<CommitResult.Committed>().Count());
        Assert.Equal(Racers - winners, results.OfType<CommitResult.Refused>().Count());
        Assert.Equal(before + winners, (await AllEntriesAsync()).Length);
    }
}
