using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Budgets;

public sealed class BudgetTests
{
    private static readonly Gen<Budget> Any =
        from calls in Gen.Choose(0, 5)
        from writes in Gen.Choose(0, 5)
        from egress in Gen.Choose(0, 5)
        select new Budget(calls, writes, egress);

    [Fact]
    public void Intersect_AnyTwo_IsTheGreatestWithinBoth() =>
        Properties.Hold(Any.Three(), static t =>
        {
            var both = t.Item1.Intersect(t.Item2);
            return both.IsWithin(t.Item1) && both.IsWithin(t.Item2) && both == t.Item2.Intersect(t.Item1) && both.Intersect(both) == both
                && (!(t.Item3.IsWithin(t.Item1) && t.Item3.IsWithin(t.Item2)) || t.Item3.IsWithin(both));
        });

    [Fact]
    public void IsWithin_AnyThree_IsReflexiveAndTransitive() =>
        Properties.Hold(Any.Three(), static t => t.Item1.IsWithin(t.Item1) && (!(t.Item1.IsWithin(t.Item2) && t.Item2.IsWithin(t.Item3)) || t.Item1.IsWithin(t.Item3)));

    [Fact]
    public void IsWithin_OneKindGreater_IsNot()
    {
        var limit = new Budget(5, 5, 5);
        Assert.False(new Budget(6, 0, 0).IsWithin(limit));
        Assert.False(new Budget(0, 6, 0).IsWithin(limit));
        Assert.False(new Budget(0, 0, 6).IsWithin(limit));
    }

    [Fact]
    public void Limit_EachKind_IsItsOwnAndUnknownIsNothing()
    {
        var budget = new Budget(1, 2, 3);
        Assert.Equal([1, 2, 3], Budget.Kinds.ToArray().Select(budget.Limit));
        Assert.Equal(0, budget.Limit(BudgetKind.None));
        Assert.Equal(0, budget.Limit((BudgetKind)99));
        Assert.Equal(Enum.GetValues<BudgetKind>().Where(static k => k != BudgetKind.None), Budget.Kinds.ToArray());
    }

    [Fact]
    public void Default_AllowsNothing() => Assert.All(Budget.Kinds.ToArray(), static kind => Assert.Equal(0, default(Budget).Limit(kind)));

    [Theory]
    [InlineData(Effects.Read, 1, 0, 0)]
    [InlineData(Effects.Write, 1, 1, 0)]
    [InlineData(Effects.Destructive, 1, 1, 0)]
    [InlineData(Effects.Execute, 1, 1, 0)]
    [InlineData(Effects.Egress, 1, 0, 1)]
    [InlineData(Effects.Read | Effects.Egress, 1, 0, 1)]
    [InlineData(Effects.Write | Effects.Destructive, 1, 1, 0)]
    [InlineData(Effects.Unclassified, 1, 1, 1)]
    public void Cost_OfEffects_IsOneForEachKindTheyTouch(Effects effects, int calls, int writes, int egress) =>
        Assert.Equal([calls, writes, egress], Budget.Kinds.ToArray().Select(kind => Budget.Cost(effects, kind)));

    [Fact]
    public void Cost_UnknownKind_IsNothing() => Assert.Equal(0, Budget.Cost(Effects.Unclassified, BudgetKind.None));
}
