using System.Reflection;
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
        Assert.True(Same(expression, again), written);
        if (!text.Contains('\\')) Assert.Equal(text, written);
    }

    [Fact]
    public void Write_AnyExpression_ParsesBackToTheSame() => Always.Holds(ExpressionGen.Any, text =>
    {
        Assert.True(Expr.TryParse(text, out var expression, out _));
        return Expr.TryParse(CedarText.Write(expression), out var again, out _) && Same(expression, again);
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
        foreach (var (policy, other) in set.Policies.Concat(set.Templates).Zip(again.Policies.Concat(again.Templates)))
        {
            Assert.Equal(policy.Effect, other.Effect);
            Assert.True(Same(policy.Principal, other.Principal) && Same(policy.Action, other.Action) && Same(policy.Resource, other.Resource));
            Assert.Equal(policy.Annotations, other.Annotations);
            Assert.Equal(policy.Conditions.Select(condition => condition.Kind), other.Conditions.Select(condition => condition.Kind));
            Assert.All(policy.Conditions.Zip(other.Conditions), pair => Assert.True(Same(pair.First.Body, pair.Second.Body)));
        }
    }

    // Nodes are alike when all their parts but the positions are.
    private static bool Same(object? one, object? other)
    {
        if (one is null || other is null) return one is null && other is null;
        if (one.GetType() != other.GetType()) return false;
        if (one is Pattern pattern) return pattern.Parts.SequenceEqual(((Pattern)other).Parts);
        if (one is KeyValuePair<string, Expr> field) return other is KeyValuePair<string, Expr> second && field.Key == second.Key && Same(field.Value, second.Value);
        if (one is System.Collections.IEnumerable items and not string && one.GetType().Name.StartsWith("ImmutableArray", StringComparison.Ordinal))
            return items.Cast<object>().ToList() is var list && ((System.Collections.IEnumerable)other).Cast<object>().ToList() is var others
                && list.Count == others.Count && list.Zip(others).All(pair => Same(pair.First, pair.Second));
        if (one is not (Expr or ScopeConstraint)) return one.Equals(other);
        return one.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.Name != "At" && property.GetIndexParameters().Length == 0)
            .All(property => Same(property.GetValue(one), property.GetValue(other)));
    }
}
