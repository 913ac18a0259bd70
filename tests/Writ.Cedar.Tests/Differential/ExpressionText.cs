namespace Writ.Cedar.Tests.Differential;

/// <summary>
/// Random expressions as text, by a type that is wanted and mostly kept to: about one in thirty is of another type, so that evaluation errors come about
/// in every place.
/// </summary>
internal sealed class ExpressionText(Random chance)
{
    public const int Kinds = 10;

    private static readonly string[] Longs = ["0", "1", "2", "7", "-1", "-3", "42", "9223372036854775807", "-9223372036854775808", "4611686018427387904", "3037000500", "-(-9223372036854775807)", "9007199254740993"];
    private static readonly string[] Strings = ["\"\"", "\"a\"", "\"alice\"", "\"O*o\"", "\"a\\\"b\"", "\"\\u{e9}t\\u{E9}\"", "\"e\\u{301}\"", "\"\\n\\t\\0\\x41\\'\"", "\"日本\"", "\"😀\"", "\"red\"", "\"d e\""];
    private static readonly string[] Patterns = ["\"*\"", "\"a*\"", "\"*e\"", "\"\\**\"", "\"a*i*e\"", "\"\"", "\"**\"", "\"*\\u{e9}\"", "\"O\\*o\"", "\"?\"", "\"*😀*\"", "\"r*d*\""];
    private static readonly string[] Attributes = ["a", "b", "c", "n", "s", "set", "rec", "boss", "age", "[\"d e\"]", "[\"if\"]", "ip", "dec", "when", "in_", "dur"];
    private static readonly string[] Entities = ["User::\"alice\"", "User::\"bob\"", "User::\"nobody\"", "Group::\"g0\"", "Group::\"g1\"", "Group::\"g2\"", "Photo::\"p0\"", "N::T::\"x\"", "Action::\"view\"", "Action::\"read\"", "Album::\"a0\""];
    private static readonly string[] Types = ["User", "Group", "Photo", "N::T", "Action", "Album", "Nothing"];
    private static readonly string[] Decimals = ["0.0", "1.5", "-1.5", "1.50", "922337203685477.5807", "-922337203685477.5808", "00.1", "0.0001", "12.3456"];
    private static readonly string[] Addresses = ["10.0.0.1", "10.0.0.0/8", "10.0.0.2/8", "127.0.0.1", "::1", "::/0", "0.0.0.0/0", "2001:db8::ff/32", "ff02::1", "224.0.0.1", "FE80::1/64", "1:2:3:4:5:6:7:8", "127.0.0.1/32"];
    private static readonly string[] Datetimes = ["2024-02-29", "1970-01-01", "2024-01-01T00:00:00Z", "2024-01-01T23:59:59.999Z", "1969-12-31T23:59:59Z", "2024-01-01T00:00:00+0130", "0000-01-01", "9999-12-31T23:59:59.999-2359"];
    private static readonly string[] Durations = ["1d", "-1d", "1d2h3m4s5ms", "0ms", "-0s", "106751991167d", "9223372036854775807ms", "-9223372036854775808ms", "90m", "1h"];

    /// <summary>An expression of a type: 0 Bool, 1 Long, 2 String, 3 entity, 4 set, 5 record, 6 decimal, 7 ip, 8 datetime, 9 duration.</summary>
    public string Of(int kind, int depth)
    {
        if (chance.Next(30) == 0) kind = chance.Next(Kinds);
        if (depth > 0 && chance.Next(14) == 0) return $"(if {Of(0, depth - 1)} then {Of(kind, depth - 1)} else {Of(kind, depth - 1)})";
        if (depth > 0 && chance.Next(16) == 0) return Access(depth);
        return kind switch
        {
            0 => depth == 0 ? Pick("true", "false", "context.mfa", "principal == resource") : Bool(depth - 1),
            1 => depth == 0 ? Pick(Longs) : Long(depth - 1),
            2 => chance.Next(5) == 0 ? Pick("context.s", "principal.s", "resource.name") : Pick(Strings),
            3 => chance.Next(3) > 0 ? Pick("principal", "resource", "action", "principal.boss") : Pick(Entities),
            4 => Set(depth),
            5 => Record(depth),
            6 => chance.Next(8) == 0 ? "context.dec" : $"decimal(\"{Pick(Decimals)}\")",
            7 => chance.Next(8) == 0 ? "context.ip" : $"ip(\"{Pick(Addresses)}\")",
            8 => depth > 0 && chance.Next(3) == 0 ? Pick($"{Of(8, depth - 1)}.offset({Of(9, depth - 1)})", $"{Of(8, depth - 1)}.toDate()") : $"datetime(\"{Pick(Datetimes)}\")",
            _ => depth > 0 && chance.Next(3) == 0 ? Pick($"{Of(8, depth - 1)}.durationSince({Of(8, depth - 1)})", $"{Of(8, depth - 1)}.toTime()") : chance.Next(8) == 0 ? "context.dur" : $"duration(\"{Pick(Durations)}\")",
        };
    }

    /// <summary>An entity literal.</summary>
    public string Entity() => Pick(Entities);

    /// <summary>An entity type.</summary>
    public string Type() => Pick(Types);

    private string Bool(int depth) => chance.Next(24) switch
    {
        0 or 1 => $"({Of(0, depth)} && {Of(0, depth)})",
        2 or 3 => $"({Of(0, depth)} || {Of(0, depth)})",
        4 => $"!{Of(0, depth)}",
        5 or 6 => Same(depth),
        7 => $"({Of(1, depth)} {Pick("<", "<=", ">", ">=")} {Of(1, depth)})",
        8 => $"({Of(3, depth)} in {Of(3, depth)})",
        9 => $"({Of(3, depth)} in [{Of(3, depth)}, {Of(3, depth)}])",
        10 => $"({Of(3, depth)} is {Type()})",
        11 => $"({Of(3, depth)} is {Type()} in {Of(3, depth)})",
        12 => $"({Of(2, depth)} like {Pick(Patterns)})",
        13 or 14 => $"({Pick("principal", "resource", "context", Of(5, depth), Of(3, depth))} has {Pick("a", "b", "rec", "\"d e\"", "rec.a", "boss.age", "\"if\"", "rec.inner.x", "s")})",
        15 => $"{Of(4, depth)}.contains({Of(chance.Next(Kinds), depth)})",
        16 => $"{Of(4, depth)}.{Pick("containsAll", "containsAny")}({Of(4, depth)})",
        17 => $"{Of(4, depth)}.isEmpty()",
        18 => $"{Of(3, depth)}.hasTag({Of(2, depth)})",
        19 => $"({Of(3, depth)}.getTag({Of(2, depth)}) == {Of(2, depth)})",
        20 => $"{Of(6, depth)}.{Pick("lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual")}({Of(6, depth)})",
        21 => Pick($"{Of(7, depth)}.isInRange({Of(7, depth)})", $"{Of(7, depth)}.{Pick("isIpv4", "isIpv6", "isLoopback", "isMulticast")}()"),
        22 => $"({Of(8, depth)} {Pick("<", "<=", ">", ">=")} {Of(8, depth)})",
        _ => $"({Of(9, depth)} {Pick("<", "<=", ">", ">=")} {Of(9, depth)})",
    };

    private string Same(int depth)
    {
        var kind = chance.Next(Kinds);
        return $"({Of(kind, depth)} {Pick("==", "==", "!=")} {Of(chance.Next(5) == 0 ? chance.Next(Kinds) : kind, depth)})";
    }

    private string Long(int depth) => chance.Next(9) switch
    {
        0 or 1 => $"({Of(1, depth)} + {Of(1, depth)})",
        2 => $"({Of(1, depth)} - {Of(1, depth)})",
        3 => $"({Of(1, depth)} * {Of(1, depth)})",
        4 => $"-({Of(1, depth)})",
        5 => $"{Of(9, depth)}.{Pick("toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays")}()",
        6 => Pick("context.n", "principal.age", "principal.n"),
        _ => Pick(Longs),
    };

    private string Set(int depth)
    {
        if (depth == 0 || chance.Next(4) == 0) return Pick("context.set", "principal.set", "[]", "[1, 2]", "[\"a\", \"red\"]", "[true]", "[1, 1, 2]", "[principal, resource]");
        var kind = chance.Next(Kinds);
        return $"[{string.Join(", ", Enumerable.Range(0, chance.Next(4)).Select(_ => Of(chance.Next(6) == 0 ? chance.Next(Kinds) : kind, depth - 1)))}]";
    }

    private string Record(int depth)
    {
        if (depth == 0 || chance.Next(4) == 0) return Pick("context", "context.rec", "{}", "{a: 1}", "{a: 1, \"d e\": \"x\"}", "principal.rec");
        string[] names = ["a", "b", "rec", "\"d e\"", "\"if\"", "s"];
        chance.Shuffle(names);
        return $"{{{string.Join(", ", names.Take(chance.Next(4)).Select(name => $"{name}: {Of(chance.Next(Kinds), depth - 1)}"))}}}";
    }

    private string Access(int depth)
    {
        var attribute = Pick(Attributes);
        var target = chance.Next(3) switch { 0 => Pick("principal", "resource", "context"), 1 => Of(5, depth - 1), _ => Of(3, depth - 1) };
        return attribute[0] == '[' ? $"{target}{attribute}" : $"{target}.{attribute}";
    }

    private string Pick(params string[] of) => of[chance.Next(of.Length)];
}
