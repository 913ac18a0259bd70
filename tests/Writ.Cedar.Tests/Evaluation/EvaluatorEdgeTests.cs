using Writ.Cedar.Ast;
using Writ.Cedar.Compilation;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Evaluation;

/// <summary>The ends of every range and both sides of every comparison, interpreted and compiled; and what an error says.</summary>
public sealed class EvaluatorEdgeTests
{
    [Theory]
    [InlineData("1 < 1", false)]
    [InlineData("1 < 2", true)]
    [InlineData("2 < 1", false)]
    [InlineData("1 <= 1", true)]
    [InlineData("1 <= 2", true)]
    [InlineData("2 <= 1", false)]
    [InlineData("1 > 1", false)]
    [InlineData("1 > 2", false)]
    [InlineData("2 > 1", true)]
    [InlineData("1 >= 1", true)]
    [InlineData("1 >= 2", false)]
    [InlineData("2 >= 1", true)]
    [InlineData("datetime(\"2024-01-01\") <= datetime(\"2024-01-01\")", true)]
    [InlineData("datetime(\"2024-01-01\") < datetime(\"2024-01-01\")", false)]
    [InlineData("duration(\"1d\") >= duration(\"24h\")", true)]
    [InlineData("duration(\"1d\") > duration(\"24h\")", false)]
    [InlineData("9223372036854775806 + 1 == 9223372036854775807", true)]
    [InlineData("9223372036854775807 + 0 == 9223372036854775807", true)]
    [InlineData("-9223372036854775807 - 1 == -9223372036854775808", true)]
    [InlineData("-9223372036854775808 * 1 == -9223372036854775808", true)]
    [InlineData("-(9223372036854775807) == -9223372036854775807", true)]
    [InlineData("decimal(\"1.5\").lessThan(decimal(\"1.5\"))", false)]
    [InlineData("decimal(\"1.4\").lessThan(decimal(\"1.5\"))", true)]
    [InlineData("decimal(\"1.5\").lessThanOrEqual(decimal(\"1.5\"))", true)]
    [InlineData("decimal(\"1.6\").lessThanOrEqual(decimal(\"1.5\"))", false)]
    [InlineData("decimal(\"1.5\").greaterThan(decimal(\"1.5\"))", false)]
    [InlineData("decimal(\"1.6\").greaterThan(decimal(\"1.5\"))", true)]
    [InlineData("decimal(\"1.5\").greaterThanOrEqual(decimal(\"1.5\"))", true)]
    [InlineData("decimal(\"1.4\").greaterThanOrEqual(decimal(\"1.5\"))", false)]
    [InlineData("ip(\"10.0.0.1\").isIpv4() && !ip(\"10.0.0.1\").isIpv6() && ip(\"::1\").isIpv6() && !ip(\"::1\").isIpv4()", true)]
    [InlineData("ip(\"10.0.0.1\").isLoopback() || ip(\"10.0.0.1\").isMulticast()", false)]
    [InlineData("duration(\"1d1h1m1s1ms\").toMilliseconds() == 90061001", true)]
    [InlineData("duration(\"1d1h1m1s1ms\").toSeconds() == 90061", true)]
    [InlineData("duration(\"1d1h1m1s1ms\").toMinutes() == 1501", true)]
    [InlineData("duration(\"1d1h1m1s1ms\").toHours() == 25", true)]
    [InlineData("duration(\"1d23h\").toDays() == 1", true)]
    [InlineData("duration(\"-1d23h\").toDays() == -1", true)]
    [InlineData("datetime(\"1970-01-01\").toTime() == duration(\"0ms\")", true)]
    [InlineData("datetime(\"1969-12-31\").toDate() == datetime(\"1969-12-31\") && datetime(\"1969-12-31\").toTime() == duration(\"0ms\")", true)]
    [InlineData("datetime(\"1969-12-31T23:59:59.999Z\").toTime() == duration(\"86399999ms\")", true)]
    [InlineData("datetime(\"1970-01-01\").offset(duration(\"9223372036854775807ms\")).durationSince(datetime(\"1970-01-01\")) == duration(\"9223372036854775807ms\")", true)]
    [InlineData("datetime(\"1970-01-01\").offset(duration(\"-9223372036854775808ms\")) < datetime(\"0000-01-01\")", true)]
    [InlineData("[1, 2].containsAll([1, 2]) && ![1, 2].containsAll([1, 3]) && [1, 2].containsAny([2, 3]) && ![1, 2].containsAny([3, 4])", true)]
    [InlineData("[].isEmpty() && ![principal].isEmpty()", true)]
    [InlineData("principal in principal && User::\"nobody\" in User::\"nobody\" && !(principal in User::\"bob\")", true)]
    [InlineData("principal in [User::\"bob\", principal] && !(principal in [User::\"bob\"])", true)]
    [InlineData("principal has address.city && !(principal has address.nothing) && !(principal has boss.nothing)", true)]
    [InlineData("principal.name == \"Alice\" && !(principal.name == \"alice\") && !(principal.age == \"Alice\")", true)]
    [InlineData("principal.boss == User::\"bob\" && !(principal.boss == User::\"alice\") && !(principal.age == User::\"alice\")", true)]
    [InlineData("false || false || true", true)]
    [InlineData("false || false || false", false)]
    [InlineData("true && true && true", true)]
    [InlineData("true && true && false", false)]
    [InlineData("if context.mfa then false else true", false)]
    [InlineData("(if context.mfa then 1 else 2) == 1 && (if !context.mfa then 1 else 2) == 2", true)]
    [InlineData("principal.age == 30 && principal.age != 31 && context.n == 7", true)]
    [InlineData("context.n + 1 == 8 && context.n - 1 == 6 && context.n * 2 == 14 && -context.n == -7", true)]
    [InlineData("context.n + -7 == 0 && context.n - 7 == 0", true)]
    [InlineData("{a: principal, b: context.n}.a == principal && {a: principal, b: context.n}.b == 7 && {a: principal} has a", true)]
    [InlineData("[principal.age == 30].contains(true) && ![principal.age == 31].contains(true)", true)]
    [InlineData("[principal, resource].contains(resource) && ![principal].contains(resource) && [principal, context.n].containsAll([7])", true)]
    [InlineData("[principal].containsAny([principal, resource]) && ![principal].containsAll([principal, resource])", true)]
    [InlineData("principal.hasTag(\"team\") && !principal.hasTag(\"none\") && !User::\"nobody\".hasTag(\"team\")", true)]
    [InlineData("User::\"bob\" has none || Photo::\"p1\" has private", true)]
    [InlineData("User::\"bob\" in Group::\"guests\" && User::\"alice\" in Group::\"staff\" && !(User::\"alice\" in Group::\"guests\")", true)]
    [InlineData("action in Action::\"read\" && !(action in Action::\"write\") && resource in Album::\"a1\" && !(resource in Group::\"all\")", true)]
    [InlineData("principal in [Group::\"none\", principal.boss]", false)]
    [InlineData("principal in [Group::\"none\", resource, principal]", true)]
    [InlineData("principal is User in Group::\"staff\" && !(principal is User in Group::\"guests\") && !(principal is Photo in Group::\"staff\")", true)]
    [InlineData("principal.name like \"A*\" && !(principal.name like \"B*\")", true)]
    [InlineData("if principal is User then principal in Group::\"staff\" else principal.none", true)]
    [InlineData("if !context.mfa then false else true", true)]
    public void Evaluate_Edge_ComesTo(string text, bool expected)
    {
        var (interpreted, compiled) = Both(text);
        Assert.Null(interpreted.Error);
        Assert.Equal(CedarValue.From(expected), interpreted.Value);
        Assert.Equal(expected ? Truth.True : Truth.False, compiled);
    }

    [Theory]
    [InlineData("9223372036854775807 + 1", "the number leaves the range of 64 bits")]
    [InlineData("-9223372036854775808 - 1", "the number leaves the range of 64 bits")]
    [InlineData("-(-9223372036854775808)", "the number leaves the range of 64 bits")]
    [InlineData("\"a\" < 1", "expected Long, datetime or duration, found String")]
    [InlineData("1 < \"a\"", "expected Long, found String")]
    [InlineData("1 + true", "expected Long, found Bool")]
    [InlineData("true + 1", "expected Long, found Bool")]
    [InlineData("1.contains(1)", "expected Set, found Long")]
    [InlineData("[1].containsAll(1)", "expected Set, found Long")]
    [InlineData("1.isEmpty()", "expected Set, found Long")]
    [InlineData("principal.name.first", "expected Record or entity, found String")]
    [InlineData("principal has name.first", "expected Record or entity, found String")]
    [InlineData("principal.size", "`User::\"alice\"` has no attribute `size`")]
    [InlineData("context.size", "the record has no `size`")]
    [InlineData("principal.getTag(\"size\")", "`User::\"alice\"` has no tag `size`")]
    [InlineData("User::\"nobody\".age", "`User::\"nobody\"` is not in the store")]
    [InlineData("User::\"nobody\".getTag(\"x\")", "`User::\"nobody\"` is not in the store")]
    [InlineData("1.hasTag(\"x\")", "expected entity, found Long")]
    [InlineData("principal.hasTag(1)", "expected String, found Long")]
    [InlineData("principal in 1", "expected entity or Set of entities, found Long")]
    [InlineData("principal in [principal, 1]", "expected a Set of entities only, found Long")]
    [InlineData("1 in principal", "expected entity, found Long")]
    [InlineData("ip(\"x\")", "`\"x\"` is no `ip`")]
    [InlineData("ip()", "`ip` takes 1 argument(s), the receiver included, found 0")]
    [InlineData("ip(\"::1\", \"::1\")", "`ip` takes 1 argument(s), the receiver included, found 2")]
    [InlineData("ip(\"::1\", \"::1\", \"::1\")", "no function takes 3 arguments")]
    [InlineData("ip(1)", "expected String, found Long")]
    [InlineData("duration(1)", "expected String, found Long")]
    [InlineData("decimal(\"1.0\").greaterThanOrEqual(1)", "expected decimal, found Long")]
    [InlineData("decimal(context.n)", "expected String, found Long")]
    [InlineData("principal is User in principal.none", "`User::\"alice\"` has no attribute `none`")]
    [InlineData("principal in [principal.none]", "`User::\"alice\"` has no attribute `none`")]
    [InlineData("principal.none == 1", "`User::\"alice\"` has no attribute `none`")]
    [InlineData("1 == principal.none", "`User::\"alice\"` has no attribute `none`")]
    [InlineData("principal.none == \"x\"", "`User::\"alice\"` has no attribute `none`")]
    [InlineData("principal.none == User::\"bob\"", "`User::\"alice\"` has no attribute `none`")]
    [InlineData("[1].contains(principal.none)", "`User::\"alice\"` has no attribute `none`")]
    [InlineData("datetime(\"2024-01-01\").offset(principal.none)", "`User::\"alice\"` has no attribute `none`")]
    [InlineData("if principal.none then true else true", "`User::\"alice\"` has no attribute `none`")]
    [InlineData("ip(\"::1\").isInRange(1)", "expected ipaddr, found Long")]
    [InlineData("decimal(\"1.0\").lessThan(1)", "expected decimal, found Long")]
    [InlineData("datetime(\"2024-01-01\").offset(1)", "expected duration, found Long")]
    [InlineData("datetime(\"2024-01-01\").durationSince(1)", "expected datetime, found Long")]
    [InlineData("duration(\"1d\").toDate()", "expected datetime, found duration")]
    [InlineData("datetime(\"2024-01-01\").toDays()", "expected duration, found datetime")]
    [InlineData("datetime(\"2024-01-01\").offset(duration(\"9223372036854775807ms\"))", "the datetime leaves the range of 64 bits")]
    [InlineData("datetime(\"1970-01-01\").offset(duration(\"-9223372036854775808ms\")).toDate()", "the datetime leaves the range of 64 bits")]
    [InlineData("datetime(\"1970-01-01\").durationSince(datetime(\"1970-01-01\").offset(duration(\"-9223372036854775808ms\")))", "the duration leaves the range of 64 bits")]
    public void Evaluate_Error_SaysWhatWasFound(string text, string message)
    {
        var (interpreted, compiled) = Both(text);
        Assert.Equal(message, interpreted.Error?.Message);
        Assert.Equal(Truth.Error, compiled);
    }

    private static (EvaluationResult Interpreted, Truth Compiled) Both(string text)
    {
        Assert.True(Expr.TryParse(text, out var expression, out var errors), string.Join('\n', errors));
        var frame = new Frame(Given.Request, Given.Store);
        return (new Evaluator(Given.Request, Given.Store).Evaluate(expression), Lowering.Lower(expression).Test(ref frame));
    }
}
