using System.Globalization;

namespace Writ.Domain;

/// <summary>Which selectors there are, and what each may have as its value.</summary>
internal static class SelectorGrammar
{
    private const int MaxText = 4096;

    private static readonly Form[] Forms =
    [
        new("unix", "uid", SelectorKind.UserId, "a number", IsNumber),
        new("unix", "user", SelectorKind.User, "a name", IsName),
        new("unix", "gid", SelectorKind.GroupId, "a number", IsNumber),
        new("unix", "group", SelectorKind.Group, "a name", IsName),
        new("unix", "supplementary_gid", SelectorKind.SupplementaryGroupId, "a number", IsNumber),
        new("unix", "supplementary_group", SelectorKind.SupplementaryGroup, "a name", IsName),
        new("unix", "path", SelectorKind.Path, "an absolute path without `.`, `..` and `//`", IsPath),
        new("unix", "sha256", SelectorKind.Sha256, "64 lower-case hexadecimal digits", IsDigest),
        new("systemd", "id", SelectorKind.UnitId, "a unit's name, as in `support.service`", IsUnit),
        new("systemd", "fragment_path", SelectorKind.UnitFragmentPath, "an absolute path without `.`, `..` and `//`", IsPath),
        new("writ", "cgroup", SelectorKind.ControlGroup, "an absolute path without `.`, `..` and `//`", IsPath),
        new("writ", "script-sha256", SelectorKind.ScriptSha256, "64 lower-case hexadecimal digits", IsDigest),
        new("writ", "cmdline", SelectorKind.CommandLine, "a command line", IsText),
    ];

    /// <summary>The form of this type and name; null when there is none.</summary>
    public static Form? Find(string type, string name) => Array.Find(Forms, f => f.Type == type && f.Name == name);

    /// <summary>What is wrong with a type and name that have no form.</summary>
    public static string Unknown(string type, string name) => Array.Exists(Forms, f => f.Type == type)
        ? $"names no property of `{type}`: there are {Listed(Forms.Where(f => f.Type == type).Select(static f => f.Name))}"
        : "is of a type that is not attested here: there are `unix`, `systemd`, `writ` and `oidc`";

    /// <summary>Text that prints as what it is: nothing empty, too long, or with a control character.</summary>
    public static bool IsText(string value) => value.Length is > 0 and <= MaxText && !value.AsSpan().ContainsAnyInRange('\0', '\u001f') && !value.Any(static c => char.IsControl(c) || char.IsSurrogate(c));

    // As the kernel prints it, so that there is one spelling.
    private static bool IsNumber(string value) =>
        uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && value == number.ToString(CultureInfo.InvariantCulture);

    private static bool IsName(string value) => value.Length <= 256 && IsText(value) && !value.Any(static c => char.IsWhiteSpace(c) || c == ':');

    private static bool IsDigest(string value) => value.Length == 64 && value.All(char.IsAsciiHexDigitLower);

    private static bool IsUnit(string value) =>
        value.Length <= 256 && value.LastIndexOf('.') > 0 && value[^1] != '.' && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '.' or '\\' or '@' or '-');

    private static bool IsPath(string value) =>
        value == "/" || (IsText(value) && value[0] == '/' && value[1..].Split('/').All(static s => s is not ("" or "." or "..")));

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(static n => $"`{n}`"));

    /// <summary>One kind of selector as it is written.</summary>
    public sealed record Form(string Type, string Name, SelectorKind Kind, string Expected, Func<string, bool> IsValue);
}
