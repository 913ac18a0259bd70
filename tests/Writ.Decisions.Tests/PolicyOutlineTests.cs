using Writ.Domain;

namespace Writ.Decisions.Tests;

public sealed class PolicyOutlineTests
{
    [Theory]
    [InlineData("permit (principal, action, resource);", PolicyEffect.Permit, ReleaseWeight.Tightens)]
    [InlineData("permit (principal, action, resource) when { context.input.path == \"a\" };", PolicyEffect.Permit, ReleaseWeight.Undecided)]
    [InlineData("@obligation(\"single-use\") permit (principal, action, resource);", PolicyEffect.Permit, ReleaseWeight.Undecided)]
    [InlineData("forbid (principal, action, resource);", PolicyEffect.Forbid, ReleaseWeight.Loosens)]
    [InlineData("forbid (principal, action, resource) when { context.input.path == \"a\" };", PolicyEffect.Forbid, ReleaseWeight.Loosens)]
    public void Outline_APolicy_SaysWhatItsRemovalWouldDo(string text, PolicyEffect effect, ReleaseWeight removal)
    {
        var outline = Outline($"@id(\"p\") {text}", "@id(\"q\") permit (principal, action, resource);");
        Assert.Equal(("p", effect, removal), (outline[0].Name, outline[0].Effect, outline[0].Removal));
    }

    [Fact]
    public void Outline_CommentsAndLayout_AreNotInTheText()
    {
        const string Plain = "@id(\"p\") permit (principal, action, resource) when { context.now == 1 };";
        const string Laid = "// why\n@id(\"p\")\npermit (\n  principal, action, resource) // all\nwhen { context.now\n == 1 };";
        Assert.Equal(Outline(Plain)[0].Text, Outline(Laid)[0].Text);
        Assert.NotEqual(Outline(Plain)[0].Text, Outline(Plain.Replace("== 1", "== 2", StringComparison.Ordinal))[0].Text);
        Assert.NotEqual(Outline(Plain)[0].Text, Outline("@approval(\"owner\") " + Plain.Replace("permit", "forbid", StringComparison.Ordinal), "permit (principal, action, resource);")[0].Text);
    }

    [Fact]
    public void Outline_WithoutAnId_GoesByItsPlace() => Assert.Equal("policies/0.cedar:1:1", Outline("permit (principal, action, resource);")[0].Name);

    private static System.Collections.Immutable.ImmutableArray<PolicyOutline> Outline(params string[] texts) =>
        new DecisionPointCompiler().Outline(Given.Release(texts).Policies);
}
