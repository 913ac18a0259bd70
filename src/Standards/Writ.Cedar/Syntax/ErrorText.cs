using System.Globalization;
using System.Text;

namespace Writ.Cedar.Syntax;

/// <summary>
/// The one place through which every message goes that may quote a policy, a request or an entity: what is quoted was picked by whoever
/// wrote it. A message becomes one line of bounded length in which nothing is invisible and nothing reorders the rest.
/// </summary>
internal static class ErrorText
{
    /// <summary>The most characters of a message.</summary>
    public const int Most = 400;

    private const int Head = 280;
    private const int Tail = 117;

    /// <summary>A message as it may be shown. Of a long one the beginning and the end stay, between which stands what is quoted.</summary>
    public static string Of(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var whole = Cut(message);
        return IsPlain(whole) ? whole : Cut(Escaped(whole));
    }

    /// <summary>
    /// A message without what it quotes: all from the first backtick to the last. Whatever is quoted stands between two, so nothing of it
    /// is left, whether or not it has backticks of its own. Of one backtick the other was cut off, and all behind it goes.
    /// </summary>
    public static string Redacted(string message)
    {
        var (first, last) = (message.IndexOf('`', StringComparison.Ordinal), message.LastIndexOf('`'));
        if (first < 0) return message;
        return $"{message.AsSpan(0, first)}`...`{(first == last ? "" : message.AsSpan(last + 1))}";
    }

    // Never between the halves of a character: a half would be escaped, and is longer then.
    private static string Cut(string text)
    {
        if (text.Length <= Most) return text;
        var head = char.IsHighSurrogate(text[Head - 1]) ? Head - 1 : Head;
        var tail = text.Length - Tail;
        return $"{text.AsSpan(0, head)}...{text.AsSpan(char.IsLowSurrogate(text[tail]) ? tail + 1 : tail)}";
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
            if (!char.IsAscii(c) || char.IsControl(c)) return false;
        return true;
    }

    private static string Escaped(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            var isText = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isText ? rune.Utf16SequenceLength : 1;
            if (isText && VisibleText.IsVisible(rune)) result.Append(text, i, length);
            else result.Append("\\u{").Append((isText ? rune.Value : text[i]).ToString("x", CultureInfo.InvariantCulture)).Append('}');
            i += length;
        }

        return result.ToString();
    }
}
