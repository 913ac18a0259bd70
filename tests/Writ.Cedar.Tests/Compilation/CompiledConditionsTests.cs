using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Compilation;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Compilation;

public sealed class CompiledConditionsTests
{
    [Theory]
    [InlineData("when { true }", true)]
    [InlineData("when { false }", false)]
    [InlineData("unless { false }", true)]
    [InlineData("unless { true }", false)]
    [InlineData("when { context.mfa } unless { context.n == 8 }", true)]
    [InlineData("when { context.mfa } unless { context.n == 7 }", false)]
    [InlineData("unless { context.n == 8 } when { context.n == 8 }", false)]
    [InlineData("", true)]
    public void Test_Conditions_HoldTogether(string conditions, bool holds) => Assert.Equal(holds ? Truth.True : Truth.False, Run(conditions));

    [Theory]
    [InlineData("when { principal.none }")]
    [InlineData("unless { principal.none }")]
    [InlineData("when { 1 }")]
    [InlineData("when { true } unless { 1 }")]
    public void Test_ConditionWithoutAnswer_IsAnError(string conditions) => Assert.Equal(Truth.Error, Run(conditions));

    [Fact]
    public void TryCompile_DeepestAllowed_IsCompiledAndOneDeeperIsNot()
    {
        // A chain of n comparisons joined by `+` is n + 1 deep.
        Assert.NotNull(CompiledConditions.TryCompile(Conditions(Sum(Lowering.MaxDepth - 1))));
        Assert.Null(CompiledConditions.TryCompile(Conditions(Sum(Lowering.MaxDepth))));
    }

    [Fact]
    public void Authorize_PolicyTooDeepToCompile_IsAnsweredAgainAndAgain()
    {
        var policies = PolicySet.Parse($"permit(principal, action, resource) {Sum(Lowering.MaxDepth + 10)};");
        for (var run = 0; run < PolicyProgram.HotAfter * 3; run++) Assert.Equal(CedarDecision.Allow, Authorizer.Authorize(Given.Request, policies, Given.Store).Decision);
    }

    [Fact]
    public void Authorize_HotPolicies_AnswerAsBefore()
    {
        var policies = PolicySet.Parse("permit(principal, action, resource) when { context.mfa } unless { context.n == 8 }; permit(principal, action, resource) when { context.n == 8 }; forbid(principal, action, resource) when { principal.none };");
        for (var run = 0; run < PolicyProgram.HotAfter * 3; run++)
        {
            var response = Authorizer.Authorize(Given.Request, policies, Given.Store);
            Assert.Equal(["policy0"], Given.Ids(response.Reasons));
            Assert.Equal(["policy1"], Given.Ids(response.Unmet));
            Assert.Equal("policy2: 1:199: `User::\"alice\"` has no attribute `none`", Assert.Single(response.Errors).ToString());
        }
    }

    private static string Sum(int depth) => $"when {{ {string.Concat(Enumerable.Repeat("context.n + ", depth - 2))}context.n > 0 }}";

    private static ImmutableArray<Condition> Conditions(string conditions) => PolicySet.Parse($"permit(principal, action, resource) {conditions};").Policies[0].Conditions;

    private static Truth Run(string conditions)
    {
        var compiled = CompiledConditions.TryCompile(Conditions(conditions));
        Assert.NotNull(compiled);
        var frame = new Frame(Given.Request, Given.Store);
        return compiled.Test(ref frame);
    }
}
