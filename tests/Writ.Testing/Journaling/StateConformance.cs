using System.Collections.Immutable;
using System.Text;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>What every <see cref="IStateReader"/> answers about what its journal committed, before and after reopening.</summary>
public abstract class StateConformance : JournalTestBase
{
    [Fact]
    public async Task FindTaskAsync_OpenedTask_ComesBackWhole()
    {
        var task = await OpenAsync();
        await AssertSameAsync(task);
        await Host.ReopenAsync();
        await AssertSameAsync(task);
    }

    [Fact]
    public async Task FindTaskAsync_TaskWithoutSubjectGoalOrScope_ComesBackWhole()
    {
        var task = Some.Task(Host.Journal.Epoch) with { Subject = null, Goal = null, Scope = Scope.Nothing, Parameters = ImmutableSortedDictionary<string, ParameterValue>.Empty };
        await MakeAsync(new Change.OpenTask(task));
        await Host.ReopenAsync();
        await AssertSameAsync(task);
    }

    [Fact]
    public async Task FindTaskAsync_MovedAndTouched_IsReadAfresh()
    {
        var task = await OpenAsync();
        await AssertSameAsync(task);
        await MakeAsync(new Change.Touch(task.Id, Now.AddMinutes(3)), new Change.MoveTask(task.Id, new(TaskState.Suspended, TaskState.Downgraded)));
        await AssertSameAsync(task with { LastActive = Now.AddMinutes(3), Standing = new(TaskState.Suspended, TaskState.Downgraded) });
    }

    [Fact]
    public async Task FindTaskAsync_UnknownTask_IsNull() => Assert.Null(await Host.State.FindTaskAsync(Some.Task(1).Id, Cancel));

    [Fact]
    public async Task LiveTasksAsync_SomeEnded_GivesLiveOnesNewestFirst()
    {
        var tasks = new List<AgentTask>();
        for (var i = 0; i < 6; i++)
        {
            tasks.Add(await OpenAsync());
        }

        await MakeAsync(
            new Change.MoveTask(tasks[0].Id, new(TaskState.Revoked, TaskState.None)),
            new Change.MoveTask(tasks[1].Id, new(TaskState.Suspended, TaskState.Open)),
            new Change.MoveTask(tasks[4].Id, new(TaskState.Downgraded, TaskState.None)));
        Assert.Equal([tasks[5].Id, tasks[4].Id, tasks[3].Id, tasks[2].Id, tasks[1].Id], Ids(await Host.State.LiveTasksAsync(100, Cancel)));
        Assert.Equal([tasks[5].Id, tasks[4].Id], Ids(await Host.State.LiveTasksAsync(2, Cancel)));
    }

    [Fact]
    public async Task FindTaskAsync_DelegatedTask_ComesBackWithItsLine()
    {
        var parent = await OpenAsync();
        var child = Some.Task(Host.Journal.Epoch) with { Ancestors = [parent.Id, TaskId.New(new TestUlids())], Hops = 3 };
        await MakeAsync(new Change.OpenTask(child));
        await Host.ReopenAsync();
        await AssertSameAsync(child);
    }

    [Fact]
    public async Task LiveTasksBelowAsync_TreeOfTasks_GivesTheLiveOnesBelowDeepestFirst()
    {
        var (top, left, right, deep, other) = await TreeAsync();
        Assert.Equal([deep.Id, left.Id, right.Id], Ids(await Host.State.LiveTasksBelowAsync(top.Id, Cancel)));
        Assert.Equal([deep.Id], Ids(await Host.State.LiveTasksBelowAsync(left.Id, Cancel)));
        Assert.Empty(await Host.State.LiveTasksBelowAsync(deep.Id, Cancel));
        Assert.Empty(await Host.State.LiveTasksBelowAsync(other.Id, Cancel));

        // What stands below one that ended is below the first still.
        await MakeAsync(new Change.MoveTask(left.Id, new(TaskState.Completed, TaskState.None)));
        Assert.Equal([deep.Id, right.Id], Ids(await Host.State.LiveTasksBelowAsync(top.Id, Cancel)));
    }

    [Fact]
    public async Task OrphanedTasksAsync_TaskBelowOneThatEnded_IsGiven()
    {
        var (top, left, right, deep, _) = await TreeAsync();
        Assert.Empty(await Host.State.OrphanedTasksAsync(10, Cancel));
        await MakeAsync(new Change.MoveTask(left.Id, new(TaskState.Expired, TaskState.None)), new Change.MoveTask(top.Id, new(TaskState.Suspended, TaskState.Open)));
        Assert.Equal([deep.Id], Ids(await Host.State.OrphanedTasksAsync(10, Cancel)));
        await MakeAsync(new Change.MoveTask(top.Id, new(TaskState.Revoked, TaskState.None)));
        Assert.Equal(new HashSet<TaskId> { right.Id, deep.Id }, Ids(await Host.State.OrphanedTasksAsync(10, Cancel)).ToHashSet());
        Assert.Single(await Host.State.OrphanedTasksAsync(1, Cancel));
    }

    private async Task<(AgentTask Top, AgentTask Left, AgentTask Right, AgentTask Deep, AgentTask Other)> TreeAsync()
    {
        var top = await OpenAsync();
        var left = Some.Task(Host.Journal.Epoch) with { Ancestors = [top.Id] };
        var right = Some.Task(Host.Journal.Epoch) with { Ancestors = [top.Id] };
        var deep = Some.Task(Host.Journal.Epoch) with { Ancestors = [left.Id, top.Id] };
        var other = await OpenAsync();
        await MakeAsync(new Change.OpenTask(left), new Change.OpenTask(right), new Change.OpenTask(deep));
        return (top, left, right, deep, other);
    }

    [Fact]
    public async Task LiveTasksOfAsync_TwoInstances_GivesThoseOfTheOneAsked()
    {
        var mine = await OpenAsync();
        var other = await OpenAsync();
        var second = Some.Task(Host.Journal.Epoch, instance: mine.Actor.Instance);
        await MakeAsync(new Change.OpenTask(second));
        Assert.Equal([mine.Id, second.Id], Ids(await Host.State.LiveTasksOfAsync(mine.Actor.Instance, Cancel)).Order(Comparer<TaskId>.Create(static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))));
        await MakeAsync(new Change.MoveTask(mine.Id, new(TaskState.Completed, TaskState.None)));
        Assert.Equal([second.Id], Ids(await Host.State.LiveTasksOfAsync(mine.Actor.Instance, Cancel)));
        Assert.Equal([other.Id], Ids(await Host.State.LiveTasksOfAsync(other.Actor.Instance, Cancel)));
    }

    [Fact]
    public async Task OverdueTasksAsync_AtEachInstant_GivesExactlyThoseThatAreOver()
    {
        var minute = TimeSpan.FromMinutes(1);
        var @short = await OpenAsync(deadline: 5 * minute);
        var idle = await OpenAsync(idle: 2 * minute);
        var busy = await OpenAsync(idle: 4 * minute);
        var ended = await OpenAsync(deadline: minute);
        await MakeAsync(new Change.MoveTask(ended.Id, new(TaskState.Completed, TaskState.None)));
        var all = new[] { @short, idle, busy };
        for (var at = 0; at < 14; at++)
        {
            if (at < 8)
            {
                // Often and little by little: however the store finds the idle ones, activity puts them off.
                await MakeAsync(new Change.Touch(busy.Id, Now + (at * minute)));
            }

            var now = Now + (at * minute);
            var current = new List<AgentTask>();
            foreach (var task in all)
            {
                current.Add((await Host.State.FindTaskAsync(task.Id, Cancel))!);
            }

            var expected = current.Where(t => t.IsOver(now)).Select(static t => t.Id).ToHashSet();
            Assert.Equal(expected, Ids(await Host.State.OverdueTasksAsync(now, 100, Cancel)).ToHashSet());
        }

        Assert.Single(await Host.State.OverdueTasksAsync(Now.AddHours(2), 1, Cancel));
    }

    [Fact]
    public async Task LiveInstancesAsync_SomeEnded_GivesTheRestWhole()
    {
        var kept = Some.Instance() with { UserId = uint.MaxValue, StartTicks = long.MaxValue };
        var ended = Some.Instance();
        await MakeAsync(new Change.AttestInstance(kept), new Change.AttestInstance(ended), new Change.EndInstance(ended.Id));
        await Host.ReopenAsync();
        Assert.Equal(kept, Assert.Single(await Host.State.LiveInstancesAsync(Cancel)));
    }

    [Fact]
    public async Task LiveInstancesAsync_InstancesOfEachMethod_AreWhole()
    {
        var joined = Some.Instance() with { Method = AttestationMethod.JoinToken, ProcessId = 0, PublicKey = "{\"kty\":\"EC\"}", LeaseEnds = Now.AddHours(1), Groups = "", Assurance = Assurance.Remote };
        var other = Some.Instance(Writ.Spiffe.SpiffeId.Parse("spiffe://example.org/model/local/1")) with { Method = AttestationMethod.Registration, Agent = default };
        await MakeAsync(new Change.AttestInstance(joined), new Change.AttestInstance(other));
        await Host.ReopenAsync();
        Assert.Equal([joined, other], (await Host.State.LiveInstancesAsync(Cancel)).OrderBy(static i => i.Id.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public async Task RenewLease_OfALivingInstance_OnlyEverLengthens()
    {
        var (kept, ended, local) = (Some.Instance() with { LeaseEnds = Now.AddHours(1) }, Some.Instance() with { LeaseEnds = Now.AddHours(1) }, Some.Instance());
        await MakeAsync(new Change.AttestInstance(kept), new Change.AttestInstance(ended), new Change.AttestInstance(local), new Change.EndInstance(ended.Id));
        foreach (var instance in (AttestedInstance[])[kept, ended, local])
        {
            await MakeAsync(new Change.RenewLease(instance.Id, Now.AddHours(2)));
            await MakeAsync(new Change.RenewLease(instance.Id, Now.AddMinutes(1)));
        }

        await Host.ReopenAsync();
        var live = await Host.State.LiveInstancesAsync(Cancel);
        Assert.Equal(kept with { LeaseEnds = Now.AddHours(2) }, Assert.Single(live, i => i.Id == kept.Id));
        Assert.Equal(local, Assert.Single(live, i => i.Id == local.Id));
        Assert.DoesNotContain(live, i => i.Id == ended.Id);
    }

    [Fact]
    public async Task OfferJoin_OfATokenThatIsKnown_IsACallersMistake()
    {
        var offer = new JoinOffer(Digest256.Sha256("token"u8), Samples.Agent, Now.AddMinutes(5));
        await MakeAsync(new Change.OfferJoin(offer));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.OfferJoin(offer)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.OfferJoin(offer with { Token = default })));
    }

    [Fact]
    public async Task CommitAsync_EndedInstanceAttestedAgain_NeverLivesAgain()
    {
        var instance = Some.Instance();
        await MakeAsync(new Change.AttestInstance(instance), new Change.EndInstance(instance.Id));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.AttestInstance(instance)));
        Assert.Empty(await Host.State.LiveInstancesAsync(Cancel));
    }

    [Fact]
    public async Task TakenAsync_TakenInParts_GivesTheSums()
    {
        var task = await OpenAsync();
        await MakeAsync(new Change.Take(task.Id, BudgetKind.Calls, 2), new Change.Take(task.Id, BudgetKind.Writes, 5), new Change.Take(task.Id, BudgetKind.Calls, 1));
        await MakeAsync(new Change.Take(task.Id, BudgetKind.Egress, 7));
        Assert.Equal(new Budget(3, 5, 7), await Host.State.TakenAsync(task.Id, Cancel));
        Assert.Equal(default, await Host.State.TakenAsync(Some.Task(1).Id, Cancel));
    }

    [Fact]
    public async Task ContainedInForceAndPins_AfterReopening_AreWhatWasCommitted()
    {
        Assert.True((await Host.State.InForceAsync(Cancel)).IsDefault);
        Assert.True(ActionName.TryCreate(Samples.Server, "odd/Näme \"x\"", out var odd));
        Assert.True(ActionName.TryParse("mail/send", out var elsewhere));
        var digest = Digest256.Sha256("definition"u8);
        await MakeAsync(
            new Change.Contain(ContainmentKey.Agent(Samples.Agent)),
            new Change.Contain(ContainmentKey.Everything),
            new Change.Activate(Samples.Release(), Encoding.UTF8.GetBytes("release")),
            new Change.PinDefinition(odd, digest),
            new Change.PinDefinition(elsewhere, digest));
        await Host.ReopenAsync();
        Assert.Equal([ContainmentKey.Everything, ContainmentKey.Agent(Samples.Agent)], await Host.State.ContainedAsync(Cancel));
        Assert.Equal(Samples.Release(), await Host.State.InForceAsync(Cancel));
        Assert.Equal([KeyValuePair.Create(odd, digest)], await Host.State.PinsAsync(Samples.Server, Cancel));
    }

    [Fact]
    public async Task Activations_OneAfterAnother_AreNumberedAndKept()
    {
        Assert.Equal(default, await Host.State.ReleaseStandingAsync(Cancel));
        Assert.Empty(await Host.State.ActivationsAsync(10, Cancel));
        Assert.Null(await Host.State.FindReleaseAsync(Samples.Release(), Cancel));
        var (a, b) = (Samples.Release("a"), Samples.Release("b"));
        await MakeAsync(new Change.Activate(a, new byte[] { 1 }));
        await MakeAsync(new Change.Activate(b, new byte[] { 2 }) { Sequence = 7, Signatures = ["x.y.z", "u.v.w"] });
        await MakeAsync(new Change.Activate(a, new byte[] { 1 }) { PassedOver = b, Signatures = ["later"] });
        await MakeAsync(new Change.Activate(b, new byte[] { 2 }));
        await MakeAsync(new Change.Activate(a, new byte[] { 1 }) { PassedOver = b });
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.Activate(b, new byte[] { 2 }) { Sequence = 10 }));
        await Host.ReopenAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MakeAsync(new Change.Activate(b, new byte[] { 2 }) { Sequence = 10 }));
        Assert.Equal(new ReleaseStanding(a, 10, b), await Host.State.ReleaseStandingAsync(Cancel));
        Assert.Equal([new Activation(10, a), new Activation(9, b), new Activation(8, a), new Activation(7, b)], await Host.State.ActivationsAsync(4, Cancel));
        var (keptA, keptB) = ((await Host.State.FindReleaseAsync(a, Cancel))!, (await Host.State.FindReleaseAsync(b, Cancel))!);
        Assert.Equal<byte[]>([[1], [2]], [keptA.Content.ToArray(), keptB.Content.ToArray()]);
        Assert.Equal(["later"], keptA.Signatures);
        Assert.Equal(["x.y.z", "u.v.w"], keptB.Signatures);
    }

    private static IEnumerable<TaskId> Ids(IEnumerable<AgentTask> tasks) => tasks.Select(static t => t.Id);

    private async Task AssertSameAsync(AgentTask expected)
    {
        var found = await Host.State.FindTaskAsync(expected.Id, Cancel);
        Assert.NotNull(found);
        Assert.Equal(Normal(expected), Normal(found));
        Assert.Equal(expected.Actor.Chain, found.Actor.Chain);
        Assert.Equal(expected.Ancestors, found.Ancestors);
        Assert.Equal(expected.Parameters, found.Parameters);
        Assert.Equal(expected.Scope.Entries.Length, found.Scope.Entries.Length);
        for (var i = 0; i < expected.Scope.Entries.Length; i++)
        {
            Assert.Equal(expected.Scope.Entries[i].Actions, found.Scope.Entries[i].Actions);
            Assert.Equal(expected.Scope.Entries[i].Resources, found.Scope.Entries[i].Resources);
        }

        Assert.True(found.Scope.IsSubsetOf(expected.Scope));
        Assert.True(expected.Scope.IsSubsetOf(found.Scope));
    }

    // Records compare the arrays inside them by reference: those are compared one by one.
    private static AgentTask Normal(AgentTask task) => task with { Ancestors = [], Scope = Scope.Nothing, Parameters = ImmutableSortedDictionary<string, ParameterValue>.Empty, Actor = task.Actor with { Chain = [] } };
}
