namespace Writ.Cedar.Tests.Fuzz;

/// <summary>Texts to start from, which are the files of <c>corpus</c>, and pieces to break them with.</summary>
internal static class Seeds
{
    public static string[] Policies { get; } = Read("policies");

    public static string[] PolicyPieces { get; } =
        ["(", ")", "[", "]", "{", "}", "\"", "\\", "::", ".", ",", ";", "!", "-", "9223372036854775808", "if ", " then ", " else ", " in ", " has ", " like ", " is ", "==", "&&", "||", "?principal", "@", "//", "\0", "\ud800", "permit(", "when {", "context", ".a", " + 1", "*", "ip(\"", "__cedar", "\n"];

    public static string[] Entities { get; } = Read("entities");

    public static string[] JsonPieces { get; } =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "null", "1.5", "1e9", "9223372036854775808", "-", "true", "\"__entity\":", "\"__extn\":", "\"__expr\":", "\\ud800", "\\u0000", "{\"a\":", "\"type\":\"User\"", "\"x\":1,", "\0", "\ud800"];

    public static string[] Schemas { get; } = Read("schemas");

    public static string[] SchemaPieces { get; } =
        ["{", "}", "[", "]", "<", ">", "=", ";", ":", "::", ",", "?", "\"", "entity ", "action ", "type ", "namespace ", " in ", " tags ", " enum ", " appliesTo ", "Set<", "Long", "__cedar::", "@a", "T", "\0", "principal: "];

    public static string[] PolicyJson { get; } = Read("policy-json");

    public static string[] PolicyJsonPieces { get; } =
        [.. JsonPieces, "\"op\":\"in\",", "\"slot\":\"?principal\"", "\"entity\":", "\"left\":", "\"arg\":", "\"attr\":", "{\"Value\":", "{\"Var\":\"context\"}", "{\"!\":{\"arg\":", "\"Wildcard\",", "\"==\"", "\"Set\":[", "\"p\":{"];

    public static string[] SchemaJson { get; } = Read("schema-json");

    public static string[] SchemaJsonPieces { get; } =
        [.. JsonPieces, "\"type\":\"Set\",\"element\":{", "\"type\":\"Record\",\"attributes\":{", "\"Long\"", "\"name\":\"A\"", "\"enum\":[", "\"N\":{", "\"entityTypes\":{}", "\"memberOf\":", "\"annotations\":{", "__cedar::", "\"required\":false"];

    public static string[] Extensions { get; } =
        ["922337203685477.5807", "-1.5", "2024-02-29T12:30:15.250+0130", "2024-02-29", "-1d2h3m4s5ms", "10.0.0.0/8", "2001:db8::ff/32", "1:2:3:4:5:6:7:8", "A::B::\"x\\n\""];

    public static string[] ExtensionPieces { get; } = ["-", "+", ".", ":", "::", "/", "0", "9", "99999999999999999999", "d", "ms", "T", "Z", "\"", "\0", "\ud800", "é", "１"];

    private static string[] Read(string folder) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fuzz", "corpus", folder)).Order(StringComparer.Ordinal).Select(File.ReadAllText)];
}
