using System.Collections.Immutable;

namespace Writ.Domain.Tests.Scopes;

public sealed class ScopeTests
{
    private static readonly ActionRequest Read = Given.Request("files/read", Given.Resource("Case", "42"), """{"path":"customers/acme/a.txt","count":2,"deep":true}""");

    [Fact]
    public void Allows_EntryThatFits_IsAllowed() => Assert.True(Of("files/read", "Case::42", ("path", new Constraint.Below("customers/acme"))).Allows(Read));

    [Theory]
    [InlineData("files/write", "Case::42")]
    [InlineData("mail/*", "Case::42")]
    [InlineData("files/read", "Case::43")]
    [InlineData("files/read", "Tool")]
    public void Allows_OtherActionOrResource_IsNot(string action, string resource) => Assert.False(Of(action, resource).Allows(Read));

    [Fact]
    public void Allows_EntryWithoutActionsOrResources_AllowsNothing()
    {
        var entry = Of("files/*", "*").Entries[0];
        Assert.True(new Scope([entry]).Allows(Read));
        Assert.False(new Scope([entry with { Actions = [] }]).Allows(Read));
        Assert.False(new Scope([entry with { Resources = [] }]).Allows(Read));
        Assert.False(new Scope([entry with { Actions = [default], Resources = [default] }]).Allows(Read));
        Assert.False(Scope.Nothing.Allows(Read));
    }

    [Fact]
    public void Allows_ConstraintsOfTwoEntries_AreNotMixed()
    {
        var scope = new Scope([Of("files/read", "Case::43").Entries[0], Of("files/read", "Case::42", ("count", Constraint.Between.AtMost(1))).Entries[0]]);
        Assert.False(scope.Allows(Read));
    }

    [Theory]
    [InlineData("""{"count":10}""", true)]
    [InlineData("""{"count":-1}""", true)]
    [InlineData("""{"count":11}""", false)]
    [InlineData("""{"count":9223372036854775808}""", false)]
    [InlineData("""{"count":1.5}""", false)]
    [InlineData("""{"count":1e0}""", false)]
    [InlineData("""{"count":null}""", false)]
    [InlineData("""{"count":[1]}""", false)]
    [InlineData("""{"count":{"count":1}}""", false)]
    [InlineData("""{"count":true}""", false)]
    [InlineData("""{"count":"1\u0000"}""", false)]
    [InlineData("""{"Count":1}""", false)]
    [InlineData("""{"\u0063ount":1}""", true)]
    [InlineData("{}", false)]
    [InlineData("[]", false)]
    [InlineData("1", false)]
    [InlineData("", false)]
    public void Allows_ConstrainedNumber_MustBeThereWholeAndWithin(string arguments, bool allowed) =>
        Assert.Equal(allowed, Of("files/read", "*", ("count", Constraint.Between.AtMost(10))).Allows(Given.Request("files/read", Given.Resource("Case", "42"), arguments)));

    [Theory]
    [InlineData("""{"v":"a"}""", true)]
    [InlineData("""{"v":"\u0061"}""", true)]
    [InlineData("""{"v":"A"}""", false)]
    [InlineData("""{"v":"a "}""", false)]
    [InlineData("""{"v":"\u0430"}""", false)]
    [InlineData("""{"v":true}""", true)]
    [InlineData("""{"v":false}""", false)]
    [InlineData("""{"v":7}""", true)]
    public void Allows_ConstrainedToValues_ComparesOrdinally(string arguments, bool allowed) =>
        Assert.Equal(allowed, Of("files/read", "*", ("v", new Constraint.OneOf(["a", "true", "7"]))).Allows(Given.Request("files/read", Given.Resource("Case", "42"), arguments)));

    [Fact]
    public void OneOf_ValuesInAnotherOrder_ComparesOrdinallyAllTheSame()
    {
        var constraint = new Constraint.OneOf(ImmutableSortedSet.Create<string>(StringComparer.OrdinalIgnoreCase, "a"));
        Assert.True(constraint.Allows("a"));
        Assert.False(constraint.Allows("A"));
        Assert.False(constraint.Covers(new Constraint.OneOf(["A"])));
    }

    [Fact]
    public void Entry_ConstraintsInAnotherOrder_AreByTheExactName()
    {
        var loose = ImmutableSortedDictionary.Create<string, Constraint>(StringComparer.OrdinalIgnoreCase).Add("PATH", new Constraint.OneOf(["a"]));
        var entry = Of("files/*", "*").Entries[0];
        var mine = new ScopeEntry(entry.Actions, entry.Resources, loose);
        Assert.False(mine.IsWithin(Of("files/*", "*", ("path", new Constraint.OneOf(["a"]))).Entries[0]));
    }

    [Fact]
    public void Intersect_ValuesAndPath_KeepsTheValuesBelowThePath()
    {
        var both = new Constraint.OneOf(["customers/acme", "customers/acme/a", "customers/acmeX", "other"]).Intersect(new Constraint.Below("customers/acme"));
        Assert.Equal(["customers/acme", "customers/acme/a"], Assert.IsType<Constraint.OneOf>(both).Values);
    }

    [Fact]
    public void Intersect_PathAndNumber_AsksForBoth()
    {
        var both = Assert.IsType<Constraint.Every>(new Constraint.Below("1").Intersect(Constraint.Between.AtMost(1)));
        Assert.True(both.Allows("1"));
        Assert.False(both.Allows("1/a"));
        Assert.False(both.Allows("0"));
        Assert.Single(Of("files/*", "*", ("v", new Constraint.Below("a"))).Intersect(Of("files/*", "*", ("v", Constraint.Between.AtMost(1)))).Entries);
    }

    [Fact]
    public void Intersect_PathsApart_DropsTheEntry() =>
        Assert.Empty(Of("files/*", "*", ("v", new Constraint.Below("a"))).Intersect(Of("files/*", "*", ("v", new Constraint.Below("b")))).Entries);

    [Fact]
    public void Intersect_ConstraintOfOneSide_IsKept()
    {
        var both = Of("files/*", "*", ("path", new Constraint.Below("a"))).Intersect(Of("files/read", "Case", ("count", Constraint.Between.AtMost(1))));
        var entry = Assert.Single(both.Entries);
        Assert.Equal(["count", "path"], entry.Constraints.Keys);
        Assert.Equal("files/read", Assert.Single(entry.Actions).ToString());
        Assert.Equal("Case", Assert.Single(entry.Resources).ToString());
    }

    [Fact]
    public void Mentions_ServerAndAction_SaysWhatAListMayShow()
    {
        var scope = Of("files/read", "Case::42");
        Assert.True(scope.Mentions(Given.Name("files/read")));
        Assert.False(scope.Mentions(Given.Name("files/write")));
        Assert.True(scope.Mentions(Slug.Parse("files")));
        Assert.False(scope.Mentions(Slug.Parse("mail")));
        Assert.False(scope.Mentions(default(Slug)));
    }

    private static Scope Of(string action, string resource, params (string Name, Constraint Constraint)[] constraints) => new(
    [
        new ScopeEntry(
            [ActionPattern.TryParse(action, out var actions) ? actions : throw new FormatException(action)],
            [ResourcePattern.TryParse(resource, out var resources) ? resources : throw new FormatException(resource)],
            constraints.ToImmutableSortedDictionary(static c => c.Name, static c => c.Constraint, StringComparer.Ordinal)),
    ]);
}
