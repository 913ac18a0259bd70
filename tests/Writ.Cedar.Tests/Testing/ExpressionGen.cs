using FsCheck;
using FsCheck.Fluent;

namespace Writ.Cedar.Tests.Testing;

/// <summary>Random expressions over the world of <see cref="Given"/>, of every kind of node, well typed or not.</summary>
internal static class ExpressionGen
{
    private static readonly Gen<string> Leaf = Gen.Elements(
        "principal", "resource", "action", "context", "true", "false", "0", "1", "7", "-1", "9223372036854775807", "-9223372036854775808", "\"Alice\"", "\"\"", "\"red\"",
        "User::\"alice\"", "User::\"bob\"", "User::\"nobody\"", "Group::\"all\"", "Album::\"a1\"", "Action::\"read\"", "[]", "[1, 7]", "[Group::\"all\", Album::\"a1\"]", "{a: 1, b: true}",
        "principal.age", "principal.name", "principal.boss", "principal.address", "principal.address.city", "principal.size", "resource.private", "context.mfa", "context.n", "context.none",
        "ip(\"10.0.0.1\")", "ip(\"10.0.0.0/8\")", "decimal(\"1.5\")", "decimal(\"-2.0\")", "datetime(\"2024-02-29\")", "duration(\"1h30m\")", "ip(\"x\")",
        "[principal, context.n]", "[context.n, 7, principal.age]", "{a: context.n, b: principal}", "principal.getTag(\"team\")");

    public static Gen<string> Any { get; } = Gen.Sized(size => Of(Math.Min(size, 5)));

    private static Gen<string> Of(int depth)
    {
        if (depth <= 0) return Leaf;
        var sub = Of(depth - 1);
        var two = from left in sub from right in sub select (left, right);
        return Gen.OneOf(
            Leaf,
            from x in two from op in Gen.Elements("==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "&&", "||") select $"(({x.left}) {op} ({x.right}))",
            from x in two from op in Gen.Elements("&&", "||") select $"(({x.left}) {op} ({x.right}))",
            from x in two from name in Gen.Elements("contains", "containsAll", "containsAny", "hasTag", "getTag") select $"({x.left}).{name}({x.right})",
            from x in two from name in Gen.Elements("isInRange", "lessThan", "greaterThanOrEqual", "offset", "durationSince") select $"({x.left}).{name}({x.right})",
            from x in sub from name in Gen.Elements("isEmpty", "isIpv4", "isLoopback", "toDate", "toTime", "toMilliseconds", "toDays") select $"({x}).{name}()",
            from x in sub from op in Gen.Elements("!", "-", "!!") select $"{op}({x})",
            from c in sub from x in two select $"(if {c} then {x.left} else {x.right})",
            from x in sub from path in Gen.Elements("name", "address.city", "boss", "none", "a", "\"age\"", "boss.name") select $"(({x}) has {path})",
            from x in sub from pattern in Gen.Elements("*", "A*", "*ce", "red", "*l*c*") select $"(({x}) like \"{pattern}\")",
            from x in sub from type in Gen.Elements("User", "Photo", "Group") select $"(({x}) is {type})",
            from x in two from type in Gen.Elements("User", "Photo") select $"(({x.left}) is {type} in ({x.right}))",
            from x in sub from name in Gen.Elements("age", "a", "city") select $"({x}).{name}",
            from x in two select $"[{x.left}, {x.right}]",
            from x in two select $"{{a: {x.left}, b: {x.right}}}");
    }
}
