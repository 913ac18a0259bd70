using Writ.Cedar.Ast;
using Writ.Cedar.Compilation;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Compilation;

/// <summary>Compiled and interpreted are two ways to say one thing.</summary>
public sealed class LoweringProperties
{
    private const int Cases = 20_000;

    [Fact]
    public void Lower_AnyExpression_HasTheValueOfTheInterpreter() => Always.Holds(ExpressionGen.Any, Agrees, Cases);

    [Theory]
    [InlineData("1 + 9223372036854775807")]
    [InlineData("-9223372036854775808 - 1")]
    [InlineData("0 - -9223372036854775808")]
    [InlineData("-(-9223372036854775808)")]
    [InlineData("3037000500 * 3037000500")]
    [InlineData("-4294967296 * 2147483648")]
    [InlineData("4294967296 * 2147483648")]
    [InlineData("-1 * -9223372036854775808")]
    [InlineData("context.n - -9223372036854775808")]
    [InlineData("principal.none || true")]
    [InlineData("true || principal.none")]
    [InlineData("false && 1")]
    [InlineData("[1, principal.none].isEmpty()")]
    [InlineData("{a: principal.none} has b")]
    [InlineData("principal.name.contains(principal.none)")]
    [InlineData("principal in [Group::\"all\", 1]")]
    [InlineData("principal is Photo in 1")]
    [InlineData("principal is User in 1")]
    [InlineData("ip(principal.name)")]
    [InlineData("1 < datetime(\"2024-01-01\")")]
    [InlineData("duration(\"1d\") >= duration(\"24h\")")]
    [InlineData("principal has address.city.none")]
    [InlineData("principal has none.city")]
    [InlineData("User::\"nobody\" has name")]
    [InlineData("User::\"nobody\".hasTag(\"x\")")]
    [InlineData("User::\"nobody\".getTag(\"x\")")]
    [InlineData("principal.hasTag(1)")]
    [InlineData("1.hasTag(principal.none)")]
    public void Lower_Edge_HasTheValueOfTheInterpreter(string text) => Assert.True(Agrees(text));

    private static bool Agrees(string text)
    {
        Assert.True(Expr.TryParse(text, out var expression, out _));
        var expected = new Evaluator(Given.Request, Given.Store).Evaluate(expression);
        var frame = new Frame(Given.Request, Given.Store);
        var node = Lowering.Lower(expression);
        var test = expected.Error is null && expected.Value.TryGetBool(out var holds) ? (holds ? Truth.True : Truth.False) : Truth.Error;
        return node.Value(ref frame) == (expected.Error is null ? expected.Value : default(CedarValue)) && node.Test(ref frame) == test;
    }
}
