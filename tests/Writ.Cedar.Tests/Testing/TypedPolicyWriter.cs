namespace Writ.Cedar.Tests.Testing;

/// <summary>
/// Writes random policies for <see cref="TypedWorld"/>, led by types so that many of them are right, with a slip now and then so
/// that many are wrong in one place.
/// </summary>
internal sealed class TypedPolicyWriter(Random chance, double slips)
{
    private static readonly string[] Types = ["User", "Role", "Team", "Tier", "Doc", "Folder"];

    // What a guard has made safe to write, innermost last.
    private readonly Stack<(string Type, string Text)> _safe = new();

    public string Policy()
    {
        var text = $"{Pick("permit", "forbid")}({Principal()}, {Action()}, {Resource()})";
        for (var n = chance.Next(3); n > 0; n--) text += $" {Pick("when", "when", "unless")} {{ {Bool(chance.Next(1, 5))} }}";
        return $"{text};";
    }

    private string Principal() => Pick("principal", "principal", "principal", "principal == User::\"a\"", "principal in Team::\"a\"", "principal is User", "principal is Role",
        "principal is User in Role::\"b\"", "principal in User::\"b\"", "principal is User in Doc::\"a\"", Slips() ? "principal == Nobody::\"x\"" : "principal is User");

    private string Action() => Pick("action", "action", "action == Action::\"read\"", "action == Action::\"write\"", "action in Action::\"all\"", "action in Action::\"change\"",
        "action in [Action::\"write\", Action::\"del ete\"]", "action == Action::\"all\"", Slips() ? Pick("action in []", "action == Action::\"none\"") : "action in [Action::\"read\"]");

    private string Resource() => Pick("resource", "resource", "resource", "resource == Doc::\"a\"", "resource in Folder::\"a\"", "resource is Doc", "resource is Folder",
        "resource is Doc in Folder::\"b\"", Slips() ? "resource is Tier" : "resource in Doc::\"c\"");

    private string Of(string type, int depth) => type switch
    {
        "Bool" => Bool(depth),
        "Long" => Long(depth),
        "String" => String(depth),
        "decimal" or "ipaddr" or "datetime" or "duration" => Extension(type, depth),
        _ => Entity(type, depth),
    };

    private string Bool(int depth)
    {
        if (Slips()) return Anything(depth - 1);
        if (depth <= 0) return Leaf("Bool", "true", "false", "context.mfa", "context.mfa", "principal.active", "resource.open", "(principal is User)", "(resource is Doc)");
        return chance.Next(22) switch
        {
            0 or 1 or 2 => $"({Bool(depth - 1)} {Pick("&&", "||")} {Bool(depth - 1)})",
            3 or 4 or 5 => Guarded(depth),
            6 => $"!({Bool(depth - 1)})",
            7 => If("Bool", depth),
            8 => Compared(depth),
            9 or 10 => Equal(depth),
            11 => $"({String(depth - 1)} like \"{Pick("*", "a*b", "\\**", "")}\")",
            12 => $"({Entity(Type(), depth - 1)} in {Entity(Type(), depth - 1)})",
            13 => $"({Entity(Type(), depth - 1)} in {Set(Type(), depth - 1)})",
            14 => $"({Entity(Type(), depth - 1)} is {Type()}{(chance.Next(2) == 0 ? "" : $" in {Entity(Type(), depth - 1)}")})",
            15 => Members(depth),
            16 => $"{SetOf(Pick("String", "User", "Doc"), depth - 1)}.isEmpty()",
            17 => $"{Extension("ipaddr", depth - 1)}.{Pick("isIpv4()", "isIpv6()", "isLoopback()", "isMulticast()", $"isInRange({Extension("ipaddr", depth - 1)})")}",
            18 => $"{Extension("decimal", depth - 1)}.{Pick("lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual")}({Extension("decimal", depth - 1)})",
            19 => $"({Pick("principal", "resource", "context", "principal.home", "User::\"a\"")} has {Pick("nick", "boss.nick", "home.geo.lat", "size", "via.port", "\"odd key\"", "name", "none", "meta.key", "when.x")})",
            20 => $"(action {Pick("in", "==")} {Pick("Action::\"all\"", "Action::\"read\"", "Action::\"change\"", Slips() ? "[]" : "Action::\"write\"")})",
            _ => Leaf("Bool", "context.mfa", "principal.active"),
        };
    }

    // A guard, and behind it an expression that may use what it guards.
    private string Guarded(int depth)
    {
        var (guard, type, text) = chance.Next(11) switch
        {
            0 => ("principal has nick", "String", "principal.nick"),
            1 => ("principal has boss", "User", "principal.boss"),
            2 => ("principal has home.zip", "Long", "principal.home.zip"),
            3 => ("principal.home has geo.lat", "Long", "principal.home.geo.lat"),
            4 => ("principal has boss.nick", "String", "principal.boss.nick"),
            5 => ("resource has size", "Long", "resource.size"),
            6 => ("context has when", "datetime", "context.when"),
            7 => ("context has via.port", "Long", "context.via.port"),
            8 => ("context has target && context.target has boss", "User", "context.target.boss"),
            9 => ("principal has \"odd key\"", "Bool", "principal[\"odd key\"]"),
            _ => ("principal.hasTag(\"team\")", "String", "principal.getTag(\"team\")"),
        };
        _safe.Push((type, text));
        var behind = Pick(0, 1) == 0 ? $"({Of(type, 0)} == {Of(type, depth - 1)} && {Bool(depth - 1)})" : Bool(depth - 1);
        _safe.Pop();
        return Pick($"({guard} && {behind})", $"({guard} && {behind})", $"(if {guard} then {behind} else {Bool(depth - 2)})", Slips() ? $"({guard} || {behind})" : $"(({guard} && {Bool(0)}) && {behind})");
    }

    private string Compared(int depth)
    {
        var type = Pick("Long", "Long", "datetime", "duration");
        return $"({Of(type, depth - 1)} {Pick("<", "<=", ">", ">=")} {Of(type, depth - 1)})";
    }

    private string Equal(int depth)
    {
        var type = Pick("Bool", "Long", "String", "User", "Doc", "Tier", "decimal", "ipaddr", "datetime", "duration", "record", "set");
        if (type == "record") return $"({Record(depth - 1)} {Pick("==", "!=")} {Record(depth - 1)})";
        if (type == "set") return $"({SetOf("String", depth - 1)} == {SetOf("String", depth - 1)})";
        return $"({Of(type, depth - 1)} {Pick("==", "!=")} {Of(type, depth - 1)})";
    }

    private string Members(int depth)
    {
        var type = Pick("String", "User", "Long", "Doc");
        return chance.Next(2) == 0
            ? $"{SetOf(type, depth - 1)}.contains({Of(type, depth - 1)})"
            : $"{SetOf(type, depth - 1)}.{Pick("containsAll", "containsAny")}({SetOf(type, depth - 1)})";
    }

    private string Long(int depth)
    {
        if (Slips()) return Anything(depth - 1);
        if (depth <= 0) return Leaf("Long", "0", "1", "-1", "9223372036854775807", "context.n", "principal.age", "principal.rank");
        return chance.Next(5) switch
        {
            0 => $"({Long(depth - 1)} {Pick("+", "-", "*")} {Long(depth - 1)})",
            1 => $"-({Long(depth - 1)})",
            2 => If("Long", depth),
            3 => $"{Extension("duration", depth - 1)}.{Pick("toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays")}()",
            _ => $"{Record(depth - 1)}.a",
        };
    }

    private string String(int depth)
    {
        if (Slips()) return Anything(depth - 1);
        if (depth > 0 && chance.Next(3) == 0) return If("String", depth);
        return Leaf("String", "\"\"", "\"red\"", "principal.name", "principal.home.city", "resource.name", "principal[\"name\"]", Slips() ? "principal.getTag(\"red\")" : "\"team\"");
    }

    private string Entity(string type, int depth)
    {
        if (Slips()) return Anything(depth - 1);
        if (depth > 0 && chance.Next(4) == 0) return If(type, depth);
        return type switch
        {
            "User" => Leaf("User", "principal", "principal", "resource.owner", "User::\"a\"", "resource.owner", Slips() ? "principal.boss" : "User::\"b\""),
            "Doc" => Leaf("Doc", "resource", "resource", "Doc::\"a\""),
            "Tier" => Leaf("Tier", "principal.tier", "Tier::\"gold\"", Slips() ? "Tier::\"none\"" : "Tier::\"base\""),
            "Folder" => Leaf("Folder", "resource", "Folder::\"a\""),
            _ => Leaf(type, $"{type}::\"a\"", $"{type}::\"c\"", "principal"),
        };
    }

    private string SetOf(string type, int depth)
    {
        if (Slips()) return Pick("[]", Anything(depth - 1));
        var kept = type switch { "String" => Pick("principal.langs", "resource.labels"), "User" => "principal.peers", "Doc" => "context.picked", _ => null };
        return kept is null || chance.Next(2) == 0 ? Set(type, depth - 1) : kept;
    }

    private string Set(string type, int depth) => $"[{string.Join(", ", Enumerable.Range(0, chance.Next(1, 4)).Select(_ => Of(type, depth - 1)))}]";

    private string Record(int depth) => $"{{a: {Long(depth - 1)}, \"b c\": {Bool(depth - 1)}{(Slips() ? ", c: 1" : "")}}}";

    private string Extension(string type, int depth)
    {
        if (Slips()) return Anything(depth - 1);
        if (depth > 0 && chance.Next(4) == 0) return If(type, depth);
        return type switch
        {
            "decimal" => Leaf(type, "decimal(\"1.5\")", "principal.rate", Slips() ? "decimal(\"1\")" : "decimal(\"-0.0001\")"),
            "ipaddr" => Leaf(type, "ip(\"10.0.0.0/8\")", "principal.ip", Slips() ? $"ip({String(depth)})" : "ip(\"::1\")"),
            "datetime" => Leaf(type, "datetime(\"2026-01-01\")", depth > 0 ? $"{Extension("datetime", depth - 1)}.{Pick("toDate()", $"offset({Extension("duration", depth - 1)})")}" : "datetime(\"1969-12-31T23:59:59Z\")"),
            _ => Leaf(type, "duration(\"1h\")", "principal.span", depth > 0 ? $"{Extension("datetime", depth - 1)}.{Pick("toTime()", $"durationSince({Extension("datetime", depth - 1)})")}" : "duration(\"-3ms\")"),
        };
    }

    private string If(string type, int depth) => $"(if {Bool(depth - 1)} then {Of(type, depth - 1)} else {Of(type, depth - 1)})";

    private string Anything(int depth) => chance.Next(9) switch
    {
        0 => Bool(depth),
        1 => Long(depth),
        2 => String(depth),
        3 => Entity(Type(), depth),
        4 => Set(Pick("Long", "String", "User"), depth),
        5 => Record(depth),
        6 => Extension(Pick("decimal", "ipaddr", "datetime", "duration"), depth),
        7 => Pick("context", "action", "principal.home", "context.via", "resource.meta", "principal.nothing", "context.target.boss", "resource.getTag(\"red\")"),
        _ => $"[{Long(depth)}, {String(depth)}]",
    };

    private string Leaf(string type, params string[] texts)
    {
        var safe = _safe.Where(entry => entry.Type == type).Select(entry => entry.Text).ToArray();
        return safe.Length > 0 && chance.Next(2) == 0 ? Pick(safe) : Pick(texts);
    }

    private string Type() => Pick(Types);

    private bool Slips() => chance.NextDouble() < slips;

    private T Pick<T>(params T[] choices) => choices[chance.Next(choices.Length)];
}
