using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Partial;

namespace Writ.Cedar.Tests.Partial;

public sealed class DeepPartialTests
{
    [Fact]
    public void Evaluate_DeepestTheParserReads_IsEvaluatedOnASmallStack() => OnSmallStack(() =>
    {
        var response = Ask(PolicySet.Parse($"permit(principal, action, resource) when {{ {string.Join(" + ", Enumerable.Repeat("context.n", 998))} > 0 }};"));
        Assert.Equal(PartialDecision.Undetermined, response.Decision);
        Assert.NotEmpty(response.Residuals[0].ToString());
        Assert.Equal(CedarDecision.Allow, response.Reauthorize(TypedExample.Whole, TypedExample.Store).Decision);
    });

    [Fact]
    public void Evaluate_DeeperThanTheLimit_IsKeptAndUndetermined() => OnSmallStack(() =>
    {
        Expr deep = new Expr.Attribute(new Expr.Var(Variable.Context, default), "mfa", default);
        for (var i = 0; i < 5_000; i++) deep = new Expr.Unary(UnaryOperator.Not, deep, default);
        var any = ScopeConstraint.Any.Instance;
        var response = Ask(PolicySet.Of(new Policy("deep", Effect.Forbid, any, any, any, [new Condition(ConditionKind.When, deep)]), new Policy("wide", Effect.Permit, any, any, any, [])));
        Assert.Equal(PartialDecision.Undetermined, response.Decision);
        Assert.Single(ResidualNodes.Of(response.Residuals[0].Condition), node => node is Residual.Kept);
        Assert.Single(ResidualNodes.Of(PartialAuthorizer.Continue(response, PartialEntities.Unknown).Residuals[0].Condition), node => node is Residual.Kept);
    });

    [Fact]
    public void Evaluate_AHundredThousandConditions_MakeAShallowTree() => OnSmallStack(() =>
    {
        var response = Ask(PolicySet.Parse($"permit(principal, action, resource) {string.Concat(Enumerable.Repeat("when{context.mfa}", 50_000))};"));
        Assert.Equal(PartialDecision.Undetermined, response.Decision);
        Assert.InRange(response.Residuals[0].Condition.ToExpr().Depth, 10, 30);
        Assert.Equal(CedarDecision.Allow, response.Reauthorize(TypedExample.Whole, TypedExample.Store).Decision);
    });

    [Fact]
    public void Evaluate_NestedHasAndIf_DoesNotGrow()
    {
        var text = "context.who";
        for (var i = 0; i < 60; i++) text = $"(if {text} has boss.boss then {text.Length switch { < 200 => text, _ => "context.who" }} else context.who)";
        var response = Ask(PolicySet.Parse($"permit(principal, action, resource) when {{ {text} is User && {text} has age }};"));
        Assert.InRange(ResidualNodes.Of(response.Residuals[0].Condition).Count(), 1, text.Length);
    }

    private static PartialResponse Ask(PolicySet policies) =>
        PartialAuthorizer.Evaluate(TypedExample.Request(TypedExample.Alice, TypedExample.Plan), policies, PartialEntities.Unknown);

    private static void OnSmallStack(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(test), maxStackSize: 1_048_576);
        thread.Start();
        thread.Join();
        if (failure is not null) throw new InvalidOperationException(failure.ToString(), failure);
    }
}
