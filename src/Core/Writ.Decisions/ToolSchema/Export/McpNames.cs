using System.Globalization;
using System.Text;

namespace Writ.Decisions;

/// <summary>Names of tools and members as identifiers. What is one already stays; every other character becomes <c>_uXXXX_</c>.</summary>
internal static class McpNames
{
    // Names of nested types are put together of all names above them.
    private const int MaxLength = 256;

    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "true", "false", "if", "then", "else", "in", "like", "has", "is", "__cedar",
    };

    public static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Reserved.Contains(name);

    public static string Identifier(string name)
    {
        if (name.Length > MaxLength) throw new ToolListException(PlainText.Of(name), $"found a name of {name.Length} characters, expected at most {MaxLength}");
        if (IsIdentifier(name)) return name;
        if (Reserved.Contains(name)) return $"_{name}";
        var text = new StringBuilder(name.Length > 0 && char.IsAsciiDigit(name[0]) ? "_" : "");
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_')) text.Append((char)rune.Value);
            else text.Append(CultureInfo.InvariantCulture, $"_u{rune.Value:x4}_");
        }

        return text.Length == 0 ? "_" : text.ToString();
    }

    public static string Last(string path) => path[(path.LastIndexOf(':') + 1)..];

    public static string? Above(string path) => path.LastIndexOf("::", StringComparison.Ordinal) is > 0 and var cut ? path[..cut] : null;
}
