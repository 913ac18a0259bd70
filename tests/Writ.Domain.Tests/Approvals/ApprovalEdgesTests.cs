using FsCheck.Fluent;

namespace Writ.Domain.Tests.Approvals;

public sealed class ApprovalEdgesTests
{
    // The whole machine: what is not named here leads nowhere.
    private static readonly Dictionary<(ApprovalState From, ApprovalEdge Edge), ApprovalState> Machine = new()
    {
        [(ApprovalState.Pending, ApprovalEdge.Approve)] = ApprovalState.Approved,
        [(ApprovalState.Pending, ApprovalEdge.Deny)] = ApprovalState.Denied,
        [(ApprovalState.Pending, ApprovalEdge.Expire)] = ApprovalState.Expired,
        [(ApprovalState.Pending, ApprovalEdge.Void)] = ApprovalState.Void,
        [(ApprovalState.Approved, ApprovalEdge.Spend)] = ApprovalState.Spent,
        [(ApprovalState.Approved, ApprovalEdge.Expire)] = ApprovalState.Expired,
        [(ApprovalState.Approved, ApprovalEdge.Void)] = ApprovalState.Void,
    };

    public static TheoryData<ApprovalState, ApprovalEdge> EveryEdgeFromEveryState()
    {
        var data = new TheoryData<ApprovalState, ApprovalEdge>();
        foreach (var state in Enum.GetValues<ApprovalState>().Append((ApprovalState)99))
        {
            foreach (var edge in Enum.GetValues<ApprovalEdge>().Append((ApprovalEdge)99))
            {
                data.Add(state, edge);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryEdgeFromEveryState))]
    public void Follow_EveryEdgeFromEveryState_LeadsWhereTheMachineSays(ApprovalState state, ApprovalEdge edge)
    {
        ApprovalState? expected = Machine.TryGetValue((state, edge), out var to) ? to : null;
        Assert.Equal(expected, ApprovalEdges.Follow(state, edge));
    }

    [Fact]
    public void Machine_OfEveryStateAndEdge_NamesEachOne()
    {
        var none = (ApprovalState[])[ApprovalState.None];
        Assert.Equal(Enum.GetValues<ApprovalState>().Except(none), Machine.Keys.Select(static k => k.From).Concat(Machine.Values).Distinct().Order());
        Assert.Equal(Enum.GetValues<ApprovalEdge>().Where(static e => e != ApprovalEdge.None), Machine.Keys.Select(static k => k.Edge).Distinct().Order());
    }

    [Fact]
    public void From_EachEdge_IsTheStatesThatFollowLeaves() => Assert.All(Enum.GetValues<ApprovalEdge>(), static edge =>
        Assert.Equal(Machine.Keys.Where(k => k.Edge == edge).Select(static k => k.From).Order(), ApprovalEdges.From(edge).Order()));

    [Fact]
    public void Open_AreTheStatesThatSomeEdgeLeaves()
    {
        Assert.Equal(ApprovalEdges.Open.Order(), Machine.Keys.Select(static k => k.From).Distinct().Order());
        Assert.All(Enum.GetValues<ApprovalState>(), static s => Assert.Equal(ApprovalEdges.Open.Contains(s), ApprovalEdges.IsOpen(s)));
    }

    [Fact]
    public void Follow_AnyWalk_SpendsAtMostOnceAndOnlyAfterAYes() =>
        Properties.Hold(Gen.ArrayOf(Gen.Elements(Enum.GetValues<ApprovalEdge>())), static walk =>
        {
            var (state, yes, spent) = (ApprovalState.Pending, false, 0);
            foreach (var edge in walk)
            {
                if (ApprovalEdges.Follow(state, edge) is { } next)
                {
                    state = next;
                    yes |= edge == ApprovalEdge.Approve;
                    spent += next == ApprovalState.Spent ? 1 : 0;
                    if (next == ApprovalState.Spent && !yes)
                    {
                        return false;
                    }
                }
            }

            return spent <= 1;
        });
}
