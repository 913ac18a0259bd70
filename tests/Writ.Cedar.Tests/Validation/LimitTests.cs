using System.Text;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Validation;

namespace Writ.Cedar.Tests.Validation;

/// <summary>Hostile policies and schemas meet a limit with a clear error; what no parser makes is told, not thrown.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Validate_MoreStepsThanAllowed_IsRefusedAndTheNextPolicyIsNot()
    {
        var chain = string.Join(" && ", Enumerable.Repeat("context.mfa", 300));
        var result = Validating.Policies($"permit(principal is User, action == Action::\"read\", resource) when {{ {chain} }}; permit(principal, action == Action::\"read\", resource) when {{ context.mfa }};", new() { MaxSteps = 500 });
        var error = Assert.Single(result.Errors);
        Assert.Equal((ValidationKind.TooComplex, "policy0"), (error.Kind, error.PolicyId));
    }

    // Each unknown name is looked for among all that are known, and a name must not be looked for once the policy has as many errors as are kept.
    [Fact]
    public void Validate_TensOfThousandsOfUnknownActions_CostNoMoreThanTheSteps()
    {
        var actions = string.Join(",", Enumerable.Range(0, 20_000).Select(static i => $"Action::\"unknown{i}\""));
        var result = Validating.Policies($"permit(principal, action in [{actions}], resource);", new() { MaxSteps = 20_000 });
        Assert.InRange(result.Errors.Length, 1, 100);
        Assert.Contains(result.Errors, static error => error.Kind == ValidationKind.TooComplex);
    }

    [Fact]
    public void Validate_DeepestExpression_IsChecked()
    {
        Expr deep = new Expr.Literal(1L, default);
        for (var i = 1; i < Expr.MaxDepth; i++) deep = new Expr.Unary(UnaryOperator.Not, deep, default);
        var policy = new Policy("deep", Effect.Permit, ScopeConstraint.Any.Instance, ScopeConstraint.Any.Instance, ScopeConstraint.Any.Instance, [new Condition(ConditionKind.When, deep)]);
        Assert.Equal("UnexpectedType", Validating.Kinds(PolicyValidator.Validate(PolicySet.Of(policy), Validating.Schema).Errors));
    }

    [Fact]
    public void Validate_TypesThatShareParts_AreComparedPartByPart()
    {
        // As trees these types have 2^60 leaves; each is declared twice so that nothing is equal by reference.
        var text = new StringBuilder("type A0 = { x: Long }; type B0 = { x: Long };");
        for (var i = 1; i <= 60; i++) text.Append($"type A{i} = {{ x: A{i - 1}, y: A{i - 1} }}; type B{i} = {{ x: B{i - 1}, y: B{i - 1} }};");
        text.Append("entity U { a: A60, b: B60, c: { z: A60 } }; action a appliesTo { principal: U, resource: U };");
        var set = PolicySet.Parse("permit(principal, action, resource) when { principal.a == principal.b }; permit(principal, action, resource) when { principal.c == principal.b };");
        var result = PolicyValidator.Validate(set, Validating.Parse(text.ToString()), new() { MaxSteps = 10_000 });
        var error = Assert.Single(result.Errors);
        Assert.Equal(ValidationKind.IncompatibleTypes, error.Kind);
        Assert.InRange(error.Message.Length, 1, 500);
    }

    [Fact]
    public void Validate_SchemaOfManyEnvironments_IsBounded()
    {
        var types = string.Join(", ", Enumerable.Range(0, 2_000).Select(i => $"T{i}"));
        var schema = Validating.Parse($"entity {types}; action a appliesTo {{ principal: [{types}], resource: [{types}] }};");
        var set = PolicySet.Parse("permit(principal, action, resource) when { principal == resource }; permit(principal is T7, action, resource is T8);");
        var error = Assert.Single(PolicyValidator.Validate(set, schema, new() { MaxSteps = 1_000_000 }).Errors);
        Assert.Equal((ValidationKind.TooComplex, "policy0"), (error.Kind, error.PolicyId));
    }

    [Fact]
    public void Validate_ManyErrors_KeepsSomeAndTheVerdict()
    {
        var wrong = string.Join(" || ", Enumerable.Range(0, 50).Select(i => $"context.a{i}"));
        var result = Validating.When(wrong, new() { MaxFindings = 10 });
        Assert.Equal(10, result.Errors.Length);
        Assert.False(result.Passed);
    }

    [Fact]
    public void Validate_ManyWarnings_NeverHideAnError()
    {
        var result = Validating.When("false || principal.friend.age == 1 && principal.name == \"\u202e\"", new() { MaxFindings = 1, MaxLevel = 1 });
        Assert.Equal("EntityDereferenceLevel", Validating.Kinds(result.Errors));
        result = Validating.Policies("permit(principal in Group::\"g\", action, resource) when { false };", new() { MaxFindings = 1, MaxLevel = 0 });
        Assert.Equal("EntityDereferenceLevel", Validating.Kinds(result.Errors));
    }

    [Fact]
    public void Validate_NodesWithoutPositions_AreToldApart()
    {
        var principal = new Expr.Var(Variable.Principal, default);
        var body = new Expr.Or(new Expr.Attribute(principal, "one", default), new Expr.Attribute(principal, "two", default), default);
        var policy = new Policy("made", Effect.Permit, new ScopeConstraint.Is("User"), ScopeConstraint.Any.Instance, ScopeConstraint.Any.Instance, [new Condition(ConditionKind.When, body)]);
        Assert.Equal(2, PolicyValidator.Validate(PolicySet.Of(policy), Validating.Schema).Errors.Length);
    }

    [Fact]
    public void Validate_ErrorInManyEnvironments_IsWordedOnce()
    {
        var types = string.Join(", ", Enumerable.Range(0, 1_000).Select(i => $"T{i}"));
        var schema = Validating.Parse($"entity {types}; action a appliesTo {{ principal: [{types}], resource: [{types}], context: {{ known: Bool }} }};");
        var wrong = string.Join(" || ", Enumerable.Range(0, 90).Select(i => $"context.unknown{i}"));
        var result = PolicyValidator.Validate(PolicySet.Parse($"permit(principal, action, resource) when {{ {wrong} }};"), schema);
        Assert.InRange(result.Errors.Length, 90, 91);
        Assert.Distinct(result.Errors.Select(static error => error.Message));
    }

    [Fact]
    public void Limits_NotPositive_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ValidationOptions { MaxSteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ValidationOptions { MaxFindings = 0 });
    }
}
