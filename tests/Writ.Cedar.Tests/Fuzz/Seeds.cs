namespace Writ.Cedar.Tests.Fuzz;

/// <summary>Texts to start from, and pieces to break them with.</summary>
internal static class Seeds
{
    public static string[] Policies { get; } =
    [
        "@id(\"a\") @approval(\"owner\") forbid(principal in Group::\"all\", action in [Action::\"view\", Action::\"read\"], resource is Photo in Album::\"a1\") when { context.n + 1 * 2 - -3 > 4 };",
        "permit(principal, action, resource) when { principal has address.city && principal.address[\"city\"] like \"O*\\*\\u{e9}\" } unless { !(principal.hasTag(\"team\") || principal.getTag(\"x\") == {a: [1, \"b\"], \"c\": true}) };",
        "permit(principal == User::\"alice\", action, resource) when { if context.mfa then ip(\"10.0.0.1\").isInRange(ip(\"10.0.0.0/8\")) else datetime(\"2026-01-01T00:00:00.000Z\").offset(duration(\"-1d2h\")) >= datetime(\"1970-01-01\") };",
        "permit(principal in ?principal, action == Action::\"view\", resource == ?resource); // a template\nforbid(principal is User, action, resource) when { [1, 2].contains(context.n) && [principal].containsAny([resource]) && decimal(\"1.5\").lessThan(decimal(\"2.0\")) };",
    ];

    public static string[] PolicyPieces { get; } =
        ["(", ")", "[", "]", "{", "}", "\"", "\\", "::", ".", ",", ";", "!", "-", "9223372036854775808", "if ", " then ", " else ", " in ", " has ", " like ", " is ", "==", "&&", "||", "?principal", "@", "//", "\0", "\ud800", "permit(", "when {", "context", ".a", " + 1", "*", "ip(\"", "__cedar", "\n"];

    public static string[] Entities { get; } =
    [
        """[{"uid":{"type":"User","id":"alice"},"attrs":{"x":1,"y":[true,"s",{"z":-9223372036854775808}]},"parents":[{"type":"Group","id":"g"}],"tags":{"t":{"__entity":{"type":"A::B","id":""}}}},{"uid":{"__entity":{"type":"Group","id":"g"}},"attrs":{},"parents":[]}]""",
        """[{"uid":{"type":"User","id":"alice"},"attrs":{"x":{"__extn":{"fn":"decimal","arg":"1.5"}},"y":{"__extn":{"fn":"offset","args":[{"__extn":{"fn":"datetime","arg":"2026-01-01"}},{"__extn":{"fn":"duration","arg":"1h"}}]}}},"parents":[]}]""",
        """[{"uid":{"type":"User","id":"b"},"attrs":{"at":"2026-01-01","ip":{"fn":"ip","arg":"::1"},"boss":{"type":"User","id":"a"}},"parents":[]}]""",
    ];

    public static string[] JsonPieces { get; } =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "null", "1.5", "1e9", "9223372036854775808", "-", "true", "\"__entity\":", "\"__extn\":", "\"__expr\":", "\\ud800", "\\u0000", "{\"a\":", "\"type\":\"User\"", "\"x\":1,", "\0", "\ud800"];

    public static string[] Schemas { get; } =
    [
        "entity Group; entity User in [Group] = { at?: datetime, ip?: ipaddr, boss?: User, x?: decimal, y?: Set<Long> } tags String; action view, \"edit it\" in [all] appliesTo { principal: [User], resource: User, context: { n: Long } }; action all;",
        "@doc(\"x\") namespace A::B { type T = { \"a b\": __cedar::Bool, c: Set<Set<T2>> }; type T2 = { d: E }; entity E enum [\"x\", \"y\",]; action a in [Action::\"b\"]; action b; }",
    ];

    public static string[] SchemaPieces { get; } =
        ["{", "}", "[", "]", "<", ">", "=", ";", ":", "::", ",", "?", "\"", "entity ", "action ", "type ", "namespace ", " in ", " tags ", " enum ", " appliesTo ", "Set<", "Long", "__cedar::", "@a", "T", "\0", "principal: "];

    public static string[] Extensions { get; } =
        ["922337203685477.5807", "-1.5", "2024-02-29T12:30:15.250+0130", "2024-02-29", "-1d2h3m4s5ms", "10.0.0.0/8", "2001:db8::ff/32", "1:2:3:4:5:6:7:8", "A::B::\"x\\n\""];

    public static string[] ExtensionPieces { get; } = ["-", "+", ".", ":", "::", "/", "0", "9", "99999999999999999999", "d", "ms", "T", "Z", "\"", "\0", "\ud800", "é", "１"];
}
