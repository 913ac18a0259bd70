using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Tasks;

public sealed class TaskEdgesTests
{
    private static readonly TaskStanding Nowhere = default;
    private static readonly TaskStanding Open = TaskStanding.JustOpened;
    private static readonly TaskStanding Downgraded = new(TaskState.Downgraded, TaskState.None);
    private static readonly TaskStanding SuspendedFromOpen = new(TaskState.Suspended, TaskState.Open);
    private static readonly TaskStanding SuspendedFromDowngraded = new(TaskState.Suspended, TaskState.Downgraded);
    private static readonly TaskStanding Completed = new(TaskState.Completed, TaskState.None);
    private static readonly TaskStanding Revoked = new(TaskState.Revoked, TaskState.None);
    private static readonly TaskStanding Expired = new(TaskState.Expired, TaskState.None);

    private static readonly TaskStanding[] Standings = [Nowhere, Open, Downgraded, SuspendedFromOpen, SuspendedFromDowngraded, Completed, Revoked, Expired];

    // The whole machine: what is not named here leads nowhere.
    private static readonly Dictionary<(TaskStanding From, TaskEdge Edge), TaskStanding> Machine = new()
    {
        [(Open, TaskEdge.Suspend)] = SuspendedFromOpen,
        [(Open, TaskEdge.Downgrade)] = Downgraded,
        [(Open, TaskEdge.Complete)] = Completed,
        [(Open, TaskEdge.Revoke)] = Revoked,
        [(Open, TaskEdge.Expire)] = Expired,
        [(Downgraded, TaskEdge.Suspend)] = SuspendedFromDowngraded,
        [(Downgraded, TaskEdge.Complete)] = Completed,
        [(Downgraded, TaskEdge.Revoke)] = Revoked,
        [(Downgraded, TaskEdge.Expire)] = Expired,
        [(SuspendedFromOpen, TaskEdge.Resume)] = Open,
        [(SuspendedFromOpen, TaskEdge.Downgrade)] = SuspendedFromDowngraded,
        [(SuspendedFromOpen, TaskEdge.Complete)] = Completed,
        [(SuspendedFromOpen, TaskEdge.Revoke)] = Revoked,
        [(SuspendedFromOpen, TaskEdge.Expire)] = Expired,
        [(SuspendedFromDowngraded, TaskEdge.Resume)] = Downgraded,
        [(SuspendedFromDowngraded, TaskEdge.Downgrade)] = SuspendedFromDowngraded,
        [(SuspendedFromDowngraded, TaskEdge.Complete)] = Completed,
        [(SuspendedFromDowngraded, TaskEdge.Revoke)] = Revoked,
        [(SuspendedFromDowngraded, TaskEdge.Expire)] = Expired,
    };

    private static readonly Gen<TaskEdge[]> Walks = Gen.ArrayOf(Gen.Elements(Enum.GetValues<TaskEdge>()));

    public static TheoryData<TaskState, TaskState, TaskEdge> EveryEdgeFromEveryStanding()
    {
        var data = new TheoryData<TaskState, TaskState, TaskEdge>();
        foreach (var standing in Standings)
        {
            foreach (var edge in Enum.GetValues<TaskEdge>())
            {
                data.Add(standing.State, standing.ResumesTo, edge);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryEdgeFromEveryStanding))]
    public void Follow_EveryEdgeFromEveryStanding_LeadsWhereTheMachineSays(TaskState state, TaskState resumesTo, TaskEdge edge)
    {
        var from = new TaskStanding(state, resumesTo);
        TaskStanding? expected = Machine.TryGetValue((from, edge), out var to) ? to : null;
        Assert.Equal(expected, TaskEdges.Follow(from, edge));
    }

    [Fact]
    public void Machine_OfEveryStateAndEdge_NamesEachOne()
    {
        Assert.Equal(Enum.GetValues<TaskState>(), Standings.Select(static s => s.State).Distinct().Order());
        Assert.Equal(Enum.GetValues<TaskEdge>().Where(static e => e != TaskEdge.None), Machine.Keys.Select(static k => k.Edge).Distinct().Order());
    }

    [Fact]
    public void From_EachEdge_IsTheStatesThatFollowLeaves() =>
        Assert.All(Enum.GetValues<TaskEdge>(), static edge =>
            Assert.Equal(Machine.Keys.Where(k => k.Edge == edge).Select(static k => k.From.State).Distinct().Order(), TaskEdges.From(edge).Order()));

    [Theory]
    [InlineData(TaskState.None)]
    [InlineData(TaskState.Suspended)]
    [InlineData(TaskState.Completed)]
    [InlineData(TaskState.Revoked)]
    [InlineData(TaskState.Expired)]
    [InlineData((TaskState)99)]
    public void Follow_ResumeToWhatDoesNotAct_LeadsNowhere(TaskState resumesTo) =>
        Assert.Null(TaskEdges.Follow(new TaskStanding(TaskState.Suspended, resumesTo), TaskEdge.Resume));

    [Fact]
    public void Follow_UnknownEdgeOrState_LeadsNowhere()
    {
        Assert.Null(TaskEdges.Follow(Open, (TaskEdge)99));
        Assert.Null(TaskEdges.Follow(new TaskStanding((TaskState)99, TaskState.Open), TaskEdge.Resume));
        Assert.Null(TaskEdges.Follow(default, TaskEdge.Revoke));
    }

    [Fact]
    public void Follow_AnyWalkAfterADowngrade_NeverReturnsToOpen() =>
        Properties.Hold(Walks, static walk =>
        {
            var downgraded = false;
            return Walk(walk).All(step =>
            {
                downgraded |= step.Edge == TaskEdge.Downgrade;
                return !downgraded || (step.To.State != TaskState.Open && step.To.ResumesTo != TaskState.Open && !step.To.Admits(Effects.Write));
            });
        });

    [Fact]
    public void Follow_AnyWalkThroughAnEnd_StaysThere() =>
        Properties.Hold(Walks, static walk => Walk(walk).SkipWhile(static step => step.To.IsLive).Skip(1).All(static _ => false));

    [Fact]
    public void Follow_AnyWalk_KeepsAPlaceToResumeToOnlyWhileSuspended() =>
        Properties.Hold(Walks, static walk => Walk(walk).All(static step => (step.To.State == TaskState.Suspended) == (step.To.ResumesTo != TaskState.None)));

    [Fact]
    public void Live_AreTheStatesThatSomeEdgeLeaves()
    {
        Assert.Equal(TaskEdges.Live.Order(), Machine.Keys.Select(static k => k.From.State).Distinct().Order());
        Assert.All(Standings, static s => Assert.Equal(TaskEdges.Live.Contains(s.State), s.IsLive));
    }

    [Fact]
    public void Admits_EachStateAndEffects_OpenAllDowngradedReadsRestNothing() =>
        Assert.All(
            from standing in Standings
            from effects in Enumerable.Range(1, 31).Select(static e => (Effects)e)
            select (standing, effects),
            static c => Assert.Equal(
                c.standing.State switch { TaskState.Open => true, TaskState.Downgraded => c.effects == Effects.Read, _ => false },
                c.standing.Admits(c.effects)));

    // The steps that the walk really takes; an edge that leads nowhere is passed over.
    private static IEnumerable<(TaskEdge Edge, TaskStanding To)> Walk(TaskEdge[] walk)
    {
        var standing = TaskStanding.JustOpened;
        foreach (var edge in walk)
        {
            if (TaskEdges.Follow(standing, edge) is { } to)
            {
                standing = to;
                yield return (edge, to);
            }
        }
    }
}
