using Writ.Cedar.Evaluation;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Theory]
    [InlineData("1 + 2 * 3 == 7")]
    [InlineData("10 - 3 - 2 == 5")]
    [InlineData("-9223372036854775808 < 9223372036854775807")]
    [InlineData("-(3) == -3 && - 3 == -3")]
    [InlineData("!!true && !false")]
    [InlineData("true || 1")]
    [InlineData("!(false && 1)")]
    [InlineData("if true then true else 1")]
    [InlineData("1 != true && \"1\" != 1 && [] != {}")]
    [InlineData("[1, 2, 2] == [2, 1] && [1] != [1, 2]")]
    [InlineData("{a: 1, \"b\": [2]} == {b: [2], a: 1}")]
    [InlineData("principal == User::\"alice\"")]
    [InlineData("principal in Group::\"all\" && principal in principal")]
    [InlineData("principal in [Group::\"none\", Group::\"staff\"] && !(principal in [])")]
    [InlineData("!(User::\"nobody\" in Group::\"all\") && User::\"nobody\" in User::\"nobody\"")]
    [InlineData("principal is User && !(principal is Group)")]
    [InlineData("principal is User in Group::\"all\" && !(principal is Group in 1)")]
    [InlineData("principal.age == 30 && principal[\"name\"] == \"Alice\"")]
    [InlineData("principal has age && !(principal has size) && !(User::\"nobody\" has age)")]
    [InlineData("principal has address.city && !(principal has address.street) && !(principal has x.y.z)")]
    [InlineData("principal has boss && !(principal has boss.age)")]
    [InlineData("principal.hasTag(\"team\") && principal.getTag(\"team\") == \"red\"")]
    [InlineData("!(principal.hasTag(\"x\")) && !(User::\"nobody\".hasTag(\"team\"))")]
    [InlineData("context.mfa && context has n && context.n == 7")]
    [InlineData("[1, 2, 3].contains(2) && [1, 2].containsAll([2]) && [1].containsAny([1, 9]) && [].isEmpty()")]
    [InlineData("[].containsAll([]) && !([].containsAny([])) && ![1].isEmpty()")]
    [InlineData("[1,2,3,4,5,6,7,8,9,10].contains(10) && ![1,2,3,4,5,6,7,8,9,10].contains(11)")]
    [InlineData("\"abc\" like \"a*c\" && \"abc\" like \"*\" && !(\"abc\" like \"a\") && \"\" like \"\"")]
    [InlineData("\"a*c\" like \"a\\*c\" && !(\"abc\" like \"a\\*c\")")]
    [InlineData("\"axc\" like \"a\\x2ac\" && \"axyc\" like \"a\\u{2a}c\" && \"a*c\" like \"a\\x2a\\*c\" && !(\"ac\" like \"a\\x2a\\*c\")")]
    [InlineData("\"aXbXc\" like \"a*b*c\" && !(\"ab\" like \"ab*b\") && \"abab\" like \"ab*ab\"")]
    [InlineData("ip(\"10.1.2.3\").isInRange(ip(\"10.0.0.0/8\")) && ip(\"10.0.0.1/8\") != ip(\"10.0.0.2/8\")")]
    [InlineData("ip(\"127.0.0.1\") == ip(\"127.0.0.1/32\") && ip(\"::1\").isLoopback() && ip(\"::1\").isIpv6()")]
    [InlineData("!(ip(\"::1\").isInRange(ip(\"0.0.0.0/0\"))) && ip(\"224.0.0.1\").isMulticast()")]
    [InlineData("!(ip(\"127.0.0.0/7\").isLoopback()) && ip(\"ff00::/8\").isMulticast()")]
    [InlineData("decimal(\"1.20\") == decimal(\"1.2\") && decimal(\"-1.0\").lessThan(decimal(\"0.0\"))")]
    [InlineData("datetime(\"1970-01-02\") > datetime(\"1970-01-01T23:59:59.999Z\")")]
    [InlineData("datetime(\"1969-12-31T23:00:00Z\").toDate() == datetime(\"1969-12-31\")")]
    [InlineData("datetime(\"1969-12-31T23:00:00Z\").toTime() == duration(\"23h\")")]
    [InlineData("datetime(\"2026-01-01\").offset(duration(\"-1d\")) == datetime(\"2025-12-31\")")]
    [InlineData("datetime(\"2026-01-01\").durationSince(datetime(\"2025-12-31\")).toHours() == 24")]
    [InlineData("duration(\"-1h30m\").toHours() == -1 && duration(\"1d\").toMilliseconds() == 86400000")]
    [InlineData("datetime(\"2024-02-29T12:00:00+0130\") == datetime(\"2024-02-29T10:30:00Z\")")]
    [InlineData("datetime(\"0000-01-01\") < datetime(\"9999-12-31\")")]
    public void Evaluate_TrueExpression_IsTrue(string text)
    {
        var result = Given.Evaluate(text);
        Assert.Null(result.Error);
        Assert.True(result.Value.TryGetBool(out var value) && value, $"{text} came to {result.Value}");
    }

    [Theory]
    [InlineData("1 || true", EvaluationErrorKind.TypeMismatch)]
    [InlineData("false || 1", EvaluationErrorKind.TypeMismatch)]
    [InlineData("true && 1", EvaluationErrorKind.TypeMismatch)]
    [InlineData("if 1 then true else true", EvaluationErrorKind.TypeMismatch)]
    [InlineData("!1", EvaluationErrorKind.TypeMismatch)]
    [InlineData("-true", EvaluationErrorKind.TypeMismatch)]
    [InlineData("\"a\" < \"b\"", EvaluationErrorKind.TypeMismatch)]
    [InlineData("decimal(\"1.0\") < decimal(\"2.0\")", EvaluationErrorKind.TypeMismatch)]
    [InlineData("datetime(\"1970-01-01\") < duration(\"1d\")", EvaluationErrorKind.TypeMismatch)]
    [InlineData("principal in 1", EvaluationErrorKind.TypeMismatch)]
    [InlineData("principal in [principal, 1]", EvaluationErrorKind.TypeMismatch)]
    [InlineData("1 in principal", EvaluationErrorKind.TypeMismatch)]
    [InlineData("1 is User", EvaluationErrorKind.TypeMismatch)]
    [InlineData("1 has a", EvaluationErrorKind.TypeMismatch)]
    [InlineData("principal has name.first", EvaluationErrorKind.TypeMismatch)]
    [InlineData("{a: 1 < \"x\"} has b", EvaluationErrorKind.TypeMismatch)]
    [InlineData("[1].containsAll(1)", EvaluationErrorKind.TypeMismatch)]
    [InlineData("1 like \"1\"", EvaluationErrorKind.TypeMismatch)]
    [InlineData("principal.getTag(1)", EvaluationErrorKind.TypeMismatch)]
    [InlineData("9223372036854775807 + 1", EvaluationErrorKind.Overflow)]
    [InlineData("-9223372036854775808 - 1", EvaluationErrorKind.Overflow)]
    [InlineData("9223372036854775807 * 2", EvaluationErrorKind.Overflow)]
    [InlineData("-(-9223372036854775808)", EvaluationErrorKind.Overflow)]
    [InlineData("--9223372036854775808 == 1", EvaluationErrorKind.Overflow)]
    [InlineData("datetime(\"9999-12-31\").offset(duration(\"9223372036854775807ms\"))", EvaluationErrorKind.Overflow)]
    [InlineData("User::\"nobody\".age", EvaluationErrorKind.MissingEntity)]
    [InlineData("User::\"nobody\".getTag(\"x\")", EvaluationErrorKind.MissingEntity)]
    [InlineData("principal.size", EvaluationErrorKind.MissingAttribute)]
    [InlineData("context.size", EvaluationErrorKind.MissingAttribute)]
    [InlineData("principal.getTag(\"x\")", EvaluationErrorKind.MissingTag)]
    [InlineData("ip(\"nowhere\")", EvaluationErrorKind.MalformedExtension)]
    [InlineData("ip(1)", EvaluationErrorKind.TypeMismatch)]
    [InlineData("ip()", EvaluationErrorKind.ArgumentCount)]
    [InlineData("ip(\"::1\", \"::2\", \"::3\")", EvaluationErrorKind.ArgumentCount)]
    public void Evaluate_WrongExpression_IsErrorValue(string text, EvaluationErrorKind kind)
    {
        var result = Given.Evaluate(text);
        Assert.NotNull(result.Error);
        Assert.Equal(kind, result.Error.Kind);
        Assert.Equal(1, result.Error.Position.Line);
    }

    [Fact]
    public void Evaluate_ErrorInBranchNotTaken_IsNotSeen() =>
        Assert.Null(Given.Evaluate("if context.mfa then true else User::\"nobody\".age == 1").Error);
}
