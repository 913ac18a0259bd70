using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Syntax;

public sealed class CedarTextTests
{
    [Theory]
    [InlineData("1 + 2 * 3")]
    [InlineData("(1 + 2) * 3")]
    [InlineData("1 - (2 - 3)")]
    [InlineData("1 - 2 - 3")]
    [InlineData("true || false && true")]
    [InlineData("(true || false) && true")]
    [InlineData("true && (false && true)")]
    [InlineData("!(1 == 2)")]
    [InlineData("!(!true)")]
    [InlineData("-(5)")]
    [InlineData("-(-5)")]
    [InlineData("-9223372036854775808 < 1")]
    [InlineData("(-5).contains(1)")]
    [InlineData("(if true then 1 else 2) + 3")]
    [InlineData("if true then 1 else if false then 2 else 3")]
    [InlineData("(1 < 2) == true")]
    [InlineData("principal has a.b.c")]
    [InlineData("principal has \"a b\"")]
    [InlineData("principal has \"if\"")]
    [InlineData("principal[\"if\"].x[\"\"]")]
    [InlineData("context.s like \"a\\*b*\\\"\\n\"")]
    [InlineData("principal is N::User in resource.owner")]
    [InlineData("{\"a b\": 1, c: [principal, User::\"a\\\"b\"]}")]
    [InlineData("ip(\"1.2.3.4\").isInRange(ip(\"1.0.0.0/8\"))")]
    [InlineData("[].isEmpty()")]
    [InlineData("(1 + 2).toDate()")]
    [InlineData("principal.getTag(context.k) in [resource, action]")]
    [InlineData("\"\\u{202e}\\0\\t\"")]
    public void Write_Expression_IsTheTextItself(string text)
    {
        Assert.True(Expr.TryParse(text, out var expression, out var errors), string.Join('\n', errors));
        var written = CedarText.Write(expression);
        Assert.True(Expr.TryParse(written, out var again, out _), written);
        Assert.True(Alike.Nodes(expression, again), written);
        if (!text.Contains('\\')) Assert.Equal(text, written);
    }

    [Fact]
    public void Write_AnyExpression_ParsesBackToTheSame() => Always.Holds(ExpressionGen.Any, text =>
    {
        Assert.True(Expr.TryParse(text, out var expression, out _));
        return Expr.TryParse(CedarText.Write(expression), out var again, out _) && Alike.Nodes(expression, again);
    });

    [Fact]
    public void Write_Policies_ParseBackToTheSame()
    {
        const string Text = """
            @id("a \"b\"") @note
            permit(principal == ?principal, action in [Action::"a", Action::"b"], resource is Photo in ?resource)
            when { true } unless { context.x }; forbid(principal is User in Group::"g", action == Action::"x", resource in ?resource);
            permit(principal in ?principal, action in Action::"x", resource == Photo::"p"); permit(principal is User, action in [], resource);
            """;
        var set = PolicySet.Parse(Text);
        var again = PolicySet.Parse(CedarText.Write(set));
        Assert.Equal(set.Policies.Length, again.Policies.Length);
        Assert.All(set.Policies.Concat(set.Templates).Zip(again.Policies.Concat(again.Templates)), pair => Assert.True(Alike.Same(pair.First, pair.Second)));
    }

    [Fact]
    public void Write_AnyPolicies_ParseBackToTheSame() => Always.Holds(PolicyGen.Policies, generated =>
    {
        var set = PolicySet.Parse(string.Join('\n', generated.Select(policy => policy.Scoped)));
        var again = PolicySet.Parse(CedarText.Write(set));
        return set.Policies.Length == again.Policies.Length && set.Policies.Zip(again.Policies).All(pair => Alike.Same(pair.First, pair.Second));
    });

    [Fact]
    public void Write_BareAnnotation_StaysBare()
    {
        const string Text = "@bare\n@empty(\"\")\npermit(principal, action, resource);";
        Assert.Equal(Text, CedarText.Write(PolicySet.Parse(Text).Policies[0]));
    }

    [Theory]
    [InlineData("principal has \"a b\" && principal[\"a b\"] has c", "a b", "c")]
    [InlineData("principal has a.b && principal.a.b has \"if\"", "a", "b", "if")]
    [InlineData("principal has a && principal.a has \"__cedar\" && principal.a[\"__cedar\"] has x.y", "a", "__cedar", "x", "y")]
    [InlineData("principal has \"\"", "")]
    public void Write_PathWithNamesThatAreNoIdentifiers_AsksStepByStep(string text, params string[] path) =>
        Assert.Equal($"!({text})", CedarText.Write(new Expr.Unary(UnaryOperator.Not, new Expr.Has(new Expr.Var(Variable.Principal, default), [.. path], default), default)));
}
