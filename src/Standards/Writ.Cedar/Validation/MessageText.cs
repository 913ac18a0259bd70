using System.Globalization;
using System.Text;
using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation;

/// <summary>Pieces of messages: each short enough for one line, and nothing in them can reorder or hide what stands around.</summary>
internal static class MessageText
{
    private const int Longest = 60;

    public static string Quote(string text) => $"`\"{Plain(text)}\"`";

    public static string Name(string name) => $"`{Key(name)}`";

    /// <summary>An attribute as it is written in a policy.</summary>
    public static string Key(string name) => Names.IsIdentifier(name) ? Plain(name) : $"\"{Plain(name)}\"";

    public static string Type(string type) => $"`{Plain(type)}`";

    public static string Entity(EntityUid uid) => $"`{Plain(uid.Type)}::\"{Plain(uid.Id)}\"`";

    /// <summary>An expression if it is a path such as <c>principal.address</c>; otherwise null.</summary>
    public static string? Path(Expr expression)
    {
        var names = new Stack<string>();
        for (; expression is Expr.Attribute access && names.Count < 4; expression = access.Target)
            names.Push(Names.IsIdentifier(access.Name) ? $".{Plain(access.Name)}" : $"[\"{Plain(access.Name)}\"]");
        return expression is Expr.Var variable ? Enum.GetName(variable.Name)?.ToLowerInvariant() + string.Concat(names) : null;
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length >= Longest) return plain.Append("...").ToString();
            if (IsPlain(rune)) plain.Append(rune.ToString());
            else plain.Append("\\u{").Append(rune.Value.ToString("x", CultureInfo.InvariantCulture)).Append('}');
        }

        return plain.ToString();
    }

    private static bool IsPlain(Rune rune) => rune.Value is not ('"' or '\\' or '`') && VisibleText.IsVisible(rune);
}
