using System.Globalization;
using System.Text;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Syntax;

/// <summary>Reads the inside of a string token: plain strings, and patterns, which add <c>\*</c> and the wildcard.</summary>
internal static class StringEscapes
{
    private const int MaxDigits = 6;

    public static string Unescape(SourceText source, Token token)
    {
        var inside = Inside(source, token);
        if (inside.IndexOfAny('\\', '\r') < 0) return inside.ToString();
        var result = new StringBuilder(inside.Length);
        for (var i = token.Start + 1; i < token.Start + token.Length - 1;)
            AppendNext(source, ref i, result, inPattern: false);
        return result.ToString();
    }

    public static Pattern UnescapePattern(SourceText source, Token token)
    {
        _ = Inside(source, token);
        var parts = new List<string>();
        var literal = new StringBuilder();
        for (var i = token.Start + 1; i < token.Start + token.Length - 1;)
        {
            if (source.Text[i] == '*')
            {
                EndPart(parts, literal);
                i++;
            }
            else
            {
                AppendNext(source, ref i, literal, inPattern: true);
                if (IsWrittenWildcard(source.Text, i, literal)) EndPart(parts, literal.Remove(literal.Length - 1, 1));
            }
        }

        parts.Add(literal.ToString());
        return new Pattern([.. parts]);
    }

    // Half a surrogate pair is no text: no other form of a policy could carry it.
    private static ReadOnlySpan<char> Inside(SourceText source, Token token)
    {
        var inside = source.Text.AsSpan(token.Start + 1, token.Length - 2);
        for (var i = inside.IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < inside.Length; i++)
        {
            if (!char.IsSurrogate(inside[i])) continue;
            if (!Rune.TryGetRuneAt(source.Text, token.Start + 1 + i, out _)) throw Refused(source, token.Start + 1 + i, "found half a surrogate pair in a string", null);
            i++;
        }

        return inside;
    }

    private static void EndPart(List<string> parts, StringBuilder literal)
    {
        parts.Add(literal.ToString());
        literal.Clear();
    }

    // As in the official engine, a star from \x2a or \u{2a} is a wildcard; only \* is a star.
    private static bool IsWrittenWildcard(string text, int behind, StringBuilder literal) => literal[^1] == '*' && text[behind - 1] != '*';

    private static void AppendNext(SourceText source, ref int i, StringBuilder result, bool inPattern)
    {
        var text = source.Text;
        var start = i;
        if (text[i] == '\r') throw Refused(source, start, "found a bare carriage return in a string", "write it `\\r`");
        if (text[i] != '\\')
        {
            result.Append(text[i++]);
            return;
        }

        var escape = text[i + 1];
        i += 2;
        switch (escape)
        {
            case '"' or '\\' or '\'': result.Append(escape); break;
            case 'n': result.Append('\n'); break;
            case 'r': result.Append('\r'); break;
            case 't': result.Append('\t'); break;
            case '0': result.Append('\0'); break;
            case '*' when inPattern: result.Append('*'); break;
            case 'x': result.Append(HexEscape(source, start, ref i)); break;
            case 'u': result.Append(UnicodeEscape(source, start, ref i)); break;
            default:
                throw Refused(source, start, $"found the unknown escape `\\{escape}`",
                    escape == '*' ? "`\\*` stands only in the pattern of `like`" : "the escapes are \\\" \\\\ \\n \\r \\t \\0 \\' \\xHH \\u{..}");
        }
    }

    private static char HexEscape(SourceText source, int start, ref int i)
    {
        var text = source.Text;
        if (i + 2 > text.Length || !char.IsAsciiHexDigit(text[i]) || !char.IsAsciiHexDigit(text[i + 1]))
            throw Refused(source, start, "found `\\x` without two hexadecimal digits", null);
        var value = int.Parse(text.AsSpan(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (value > 0x7F) throw Refused(source, start, $"found `\\x{text.AsSpan(i, 2)}`, expected at most `\\x7f`", $"write it `\\u{{{text.AsSpan(i, 2)}}}`");
        i += 2;
        return (char)value;
    }

    private static string UnicodeEscape(SourceText source, int start, ref int i)
    {
        var text = source.Text;
        var end = i;
        var (digits, value) = (0, 0);
        if (end < text.Length && text[end] == '{')
        {
            // Underscores may stand between and behind the digits.
            for (end++; end < text.Length && (char.IsAsciiHexDigit(text[end]) || (text[end] == '_' && digits > 0)); end++)
            {
                if (text[end] == '_') continue;
                if (++digits <= MaxDigits) value = (value << 4) + Digit(text[end]);
            }
        }

        if (digits is < 1 or > MaxDigits || end >= text.Length || text[end] != '}')
            throw Refused(source, start, "found a malformed `\\u`, expected `\\u{` 1 to 6 hexadecimal digits `}`", null);
        if (!Rune.IsValid(value)) throw Refused(source, start, $"found `\\u{{{value:x}}}`, which is no Unicode scalar value", null);
        i = end + 1;
        return new Rune(value).ToString();
    }

    private static int Digit(char hex) => char.IsAsciiDigit(hex) ? hex - '0' : (hex | 0x20) - 'a' + 10;

    private static SyntaxException Refused(SourceText source, int at, string message, string? hint) =>
        new(new SyntaxError(source.At(at), message, hint));
}
