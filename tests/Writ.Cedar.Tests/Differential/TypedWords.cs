namespace Writ.Cedar.Tests.Differential;

/// <summary>
/// Random policies about the schema of <see cref="Cases"/>, of clauses that are each right, or wrong in one way the validator knows, joined by what
/// narrows types and guards access.
/// </summary>
internal sealed class TypedWords(Random chance)
{
    private static readonly string[] Booleans =
    [
        "true", "false", "context.mfa", "principal.n > 1", "principal has s", "principal has boss && principal.boss.n == principal.n", "principal.s like \"a*\"", "principal has s && principal.s like \"*\"",
        "principal has rec && principal.rec.a", "principal has rec.inner.x", "principal has rec.inner && principal.rec.inner.x < 3", "principal.hasTag(\"a\") && principal.getTag(\"a\") == \"x\"",
        "principal.getTag(\"a\") == \"x\"", "principal.hasTag(principal.getTag(\"a\"))", "resource is Photo && resource has n && resource.n < 3", "resource is Photo && resource.hasTag(\"t\") && resource.getTag(\"t\").contains(1)",
        "resource is Album", "resource.n == 1", "resource has nothing", "resource has nothing && resource.nothing", "context has n && context.n + 1 > 2", "context.n > 1", "context has ip && context.ip.isInRange(ip(\"10.0.0.0/8\"))",
        "context has kind && context.kind == N::T::\"x\"", "context has kind && context.kind == N::T::\"z\"", "context has who && context.who in Group::\"g\"", "context has at && context.at > datetime(\"2024-01-01\")",
        "principal in Group::\"g\"", "principal in Photo::\"p\"", "principal in [Group::\"g\", Group::\"h\"]", "principal in [Group::\"g\", Photo::\"p\"]", "resource in Album::\"a\"", "resource in Group::\"g\"", "action in Action::\"read\"",
        "action in [Action::\"view\", Action::\"edit\"]", "action == Action::\"view\"", "action == Action::\"gone\"", "principal == resource", "principal == User::\"alice\"", "principal == Nothing::\"x\"", "1 == true", "\"a\" == \"b\"", "[1, 2].contains(1)",
        "[1, \"a\"].contains(1)", "[].contains(1)", "[].isEmpty()", "[principal, resource].contains(principal)", "principal has set && principal.set.containsAll([\"a\"])", "principal has dec && principal.dec.lessThan(decimal(\"1.5\"))",
        "decimal(\"1.55555\") == decimal(\"1.0\")", "ip(\"x\").isIpv4()", "decimal(principal.s) == decimal(\"1.0\")", "ip(\"1.2.3.4\", 1).isIpv4()", "principal has dur && principal.dur.toDays() > 1", "principal has when && principal.when.offset(duration(\"1h\")) < datetime(\"2024-01-01\")",
        "-principal.n < 0", "principal.n * 2 - 1 == 9223372036854775807 + 1", "{a: 1, b: \"x\"}.a == 1", "{a: 1}.b == 1", "{a: principal}.a.n == 1", "principal is User in Group::\"g\"", "principal is Nothing", "principal like \"a\"", "principal.n", "1",
        "principal.boss.boss.n == 1", "!principal.n", "User::\"x\".n == 1", "Group::\"g\" in Group::\"h\"", "principal.isIpv4()", "context == {mfa: true}", "context has \"mfa\"", "principal has s || true && principal.s == \"\"",
    ];

    /// <summary>One policy.</summary>
    public string Policy()
    {
        var principal = Pick("principal", "principal", "principal is User", "principal == User::\"alice\"", "principal in Group::\"g\"", "principal is Group", "principal is Nothing", "principal in Photo::\"p\"", "principal is User in Group::\"g\"");
        var action = Pick("action", "action == Action::\"view\"", "action == Action::\"edit\"", "action in Action::\"read\"", "action in [Action::\"view\", Action::\"edit\"]", "action == Action::\"gone\"", "action in []", "action == Action::\"read\"");
        var resource = Pick("resource", "resource", "resource is Photo", "resource == Photo::\"p\"", "resource in Album::\"a\"", "resource is Album in Group::\"g\"", "resource is User", "resource == N::T::\"z\"");
        return $"{Pick("permit", "forbid")}({principal}, {action}, {resource}) {Pick("when", "unless")} {{ {Clause(chance.Next(4))} }};";
    }

    private string Clause(int depth) => depth == 0
        ? Pick(Booleans)
        : chance.Next(6) switch
        {
            0 or 1 => $"({Clause(depth - 1)}) && ({Clause(depth - 1)})",
            2 or 3 => $"({Clause(depth - 1)}) || ({Clause(depth - 1)})",
            4 => $"!({Clause(depth - 1)})",
            _ => $"if ({Clause(depth - 1)}) then ({Clause(depth - 1)}) else ({Clause(depth - 1)})",
        };

    private string Pick(params string[] of) => of[chance.Next(of.Length)];
}
