using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Syntax;

public sealed class ExpressionParserTests
{
    private const int Huge = 100_000;

    [Theory]
    [InlineData("!!!!true")]
    [InlineData("----1 == 1")]
    [InlineData("--9223372036854775808 == 1")]
    [InlineData("- 9223372036854775808 == 1")]
    [InlineData("2--1 == 3")]
    [InlineData("0007 == 7")]
    [InlineData("\"\\x7f\" == \"\\u{7F}\"")]
    [InlineData("\"a\" like \"\\*\"")]
    [InlineData("\"a\nb\" == \"a\\nb\"")]
    [InlineData("principal has when && principal has permit.principal.action")]
    [InlineData("principal[\"if\"] == {\"if\": 1}[\"if\"]")]
    [InlineData("[1,] == [1] && {a: 1,} == {\"a\": 1} && ip(\"::1\",) == ip(\"::1\")")]
    [InlineData("User :: \"alice\" == principal::\"x\" // the end")]
    [InlineData("[if true then 1 else 2] == [if if true then true else false then 1 else 2]")]
    [InlineData("principal is User in principal && (1 < 2) == true")]
    [InlineData("context.a.b[\"c d\"].e.contains(1).isEmpty() || ip(\"\").isIpv4(1, 2)")]
    [InlineData("\u00a0true\u0085")]
    [InlineData("\"\\u{1_0}\" == \"\\u{10__}\" && \"\\u{0_0_0_0_1_0}\" == \"\\u{10}\"")]
    [InlineData("\"\ud83d\ude00\" == \"\\u{1f600}\"")]
    public void TryParse_WellFormedExpression_IsAccepted(string text) =>
        Assert.True(Expr.TryParse(text, out _, out var errors), string.Join('\n', errors));

    [Theory]
    [InlineData("!!!!!true", "at most 4 `!` may stand in a row")]
    [InlineData("-----1", "at most 4 `-` may stand in a row")]
    [InlineData("!-1", "expected an expression")]
    [InlineData("1/2", "Cedar has no division and no remainder")]
    [InlineData("1 % 2", "Cedar has no division and no remainder")]
    [InlineData("true = true", "equality is written `==`")]
    [InlineData("true & true", "and is written `&&`")]
    [InlineData("true | true", "or is written `||`")]
    [InlineData("1 < 2 < 3", "comparisons do not chain: write parentheses")]
    [InlineData("1 == 1 == 1", "comparisons do not chain: write parentheses")]
    [InlineData("principal has a has b", "comparisons do not chain: write parentheses")]
    [InlineData("principal is A is B", "comparisons do not chain: write parentheses")]
    [InlineData("principal is A in principal in principal", "comparisons do not chain: write parentheses")]
    [InlineData("1 + if true then 1 else 2", "write parentheses around `if`")]
    [InlineData("true && if true then true else false", "write parentheses around `if`")]
    [InlineData("if true then 1", "an `if` always has an `else`")]
    [InlineData("9223372036854775808", "the largest is 9223372036854775807")]
    [InlineData("-(9223372036854775808)", "the largest is 9223372036854775807")]
    [InlineData("-9223372036854775809", "the smallest is -9223372036854775808")]
    [InlineData("-9223372036854775808.a", "the largest is 9223372036854775807")]
    [InlineData("99999999999999999999999999", "the largest is 9223372036854775807")]
    [InlineData("foo", "the variables are principal, action, resource, context")]
    [InlineData("foo(1)", "the functions are decimal, ip, datetime, duration")]
    [InlineData("a::b(1)", "the functions are decimal, ip, datetime, duration")]
    [InlineData("isIpv4(ip(\"::1\"))", "it is a method: write `x.isIpv4(..)`")]
    [InlineData("contains([1], 1)", "it is a method: write `x.contains(..)`")]
    [InlineData("principal.ip(\"::1\")", "it is a function: write `ip(..)`")]
    [InlineData("principal.foo()", "found the unknown method `foo`")]
    [InlineData("[1].size()", "sets have no size")]
    [InlineData("\"a\".startsWith(\"b\")", "strings are matched with `like")]
    [InlineData("[1].contains()", "found 0 arguments of `contains`, expected 1")]
    [InlineData("[1].isEmpty(1)", "found 1 arguments of `isEmpty`, expected 0")]
    [InlineData("principal is User::\"x\"", "equality with an entity is written `==`")]
    [InlineData("principal is (User)", "expected an entity type")]
    [InlineData("principal is \"User\"", "expected an entity type")]
    [InlineData("principal has \"a\".b", "found `.`")]
    [InlineData("principal has a[\"b\"]", "found `[`")]
    [InlineData("principal has if", "an attribute of this name is written `[\"if\"]`")]
    [InlineData("principal.if", "an attribute of this name is written `[\"if\"]`")]
    [InlineData("principal[a]", "expected an attribute in double quotes")]
    [InlineData("{if: 1}", "`if` is reserved")]
    [InlineData("{a: 1, \"a\": 2}", "found the field `a` twice")]
    [InlineData("{,}", "expected a field")]
    [InlineData("[,]", "expected an expression")]
    [InlineData("\"a\" like principal", "expected a pattern in double quotes")]
    [InlineData("\"\\x80\"", "expected at most `\\x7f`")]
    [InlineData("\"\\*\"", "stands only in the pattern of `like`")]
    [InlineData("\"\\q\"", "found the unknown escape `\\q`")]
    [InlineData("\"\\u{}\"", "found a malformed `\\u`")]
    [InlineData("\"\\u{0000041}\"", "found a malformed `\\u`")]
    [InlineData("\"\\u{_41}\"", "found a malformed `\\u`")]
    [InlineData("\"\\u{_}\"", "found a malformed `\\u`")]
    [InlineData("\"\\u{D800}\"", "is no Unicode scalar value")]
    [InlineData("\"\\u{110000}\"", "is no Unicode scalar value")]
    [InlineData("\"\\u0041\"", "found a malformed `\\u`")]
    [InlineData("\"\\x4\"", "without two hexadecimal digits")]
    [InlineData("\"a\rb\"", "found a bare carriage return")]
    [InlineData("'a'", "strings stand in double quotes")]
    [InlineData("\u200btrue", "which starts no token")]
    [InlineData("\ufefftrue", "which starts no token")]
    [InlineData("é", "which starts no token")]
    [InlineData("true true", "expected the end of the expression")]
    [InlineData("", "found the end of the text")]
    [InlineData("A::__cedar::\"x\"", "`__cedar` is reserved")]
    public void TryParse_MalformedExpression_SaysWhy(string text, string part)
    {
        Assert.False(Expr.TryParse(text, out _, out var errors));
        Assert.Contains(part, errors[0].ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Monsters => new(
        new string('(', Huge),
        new string('[', Huge),
        string.Concat(Enumerable.Repeat("{a:", Huge)),
        string.Concat(Enumerable.Repeat("if ", Huge)),
        string.Concat(Enumerable.Repeat("if true then 1 else ", Huge)),
        string.Concat(Enumerable.Repeat("ip(", Huge)),
        string.Concat(Enumerable.Repeat("!(", Huge)),
        "context" + string.Concat(Enumerable.Repeat(".a", Huge)),
        "context" + string.Concat(Enumerable.Repeat(".isEmpty()", Huge)),
        "1" + string.Concat(Enumerable.Repeat(" + 1", Huge)),
        "true" + string.Concat(Enumerable.Repeat(" && true", Huge)),
        "true" + string.Concat(Enumerable.Repeat(" || true", Huge)));

    [Theory]
    [MemberData(nameof(Monsters), DisableDiscoveryEnumeration = true)]
    public void TryParse_EndlessNestingOrChain_IsRefusedClearly(string text)
    {
        Assert.False(Expr.TryParse(text, out _, out var errors, new ParseOptions { MaxTextLength = int.MaxValue }));
        Assert.Contains("levels", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_DeepestChainTheParserMakes_Evaluates() =>
        Assert.Equal(CedarDecision.Allow, Given.Decide(DeepestChain).Decision);

    [Fact]
    public void Evaluate_DeepestChainOnASmallStack_IsAnErrorAtWorst()
    {
        var policies = PolicySet.Parse(DeepestChain);
        CedarResponse? response = null;
        var thread = new Thread(() => response = Authorizer.Authorize(Given.Request, policies, Given.Store), maxStackSize: 192 * 1024);
        thread.Start();
        thread.Join();
        Assert.NotNull(response);
        Assert.Equal(1, response.Permits.Length + response.Errors.Length);
    }

    // `context.n == 1` is three levels, and each `||` adds one.
    private static string DeepestChain =>
        $"permit(principal, action, resource) when {{ context.n == 1{string.Concat(Enumerable.Repeat(" || context.n == 1", ParseOptions.Default.MaxExpressionDepth - 4))} || true }};";

    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public void TryParse_HalfASurrogatePair_IsRefused(int half)
    {
        foreach (var text in (string[])[$"\"a{(char)half}b\"", $"\"\" like \"a{(char)half}\"", $"U::\"{(char)half}\""])
        {
            Assert.False(Expr.TryParse(text, out _, out var errors));
            Assert.Contains("found half a surrogate pair in a string", errors[0].Message, StringComparison.Ordinal);
        }
    }
}
