using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Writ.Authority.Approvals;

/// <summary>
/// A text that came from elsewhere, so that a human sees what it is: on one line, with nothing in it that is invisible, turns the direction of writing, combines, or looks like
/// what it is not. Whatever is not shown as it is stands as `‹U+202E›`, and three spaces or more as `‹12 spaces›`. No two texts look the same.
/// </summary>
/// <param name="Text">The text, escaped. A quotation mark and a backslash have a backslash before them.</param>
/// <param name="Notes">What a human should know of it, in phrases of Writ's own; empty when it is plain.</param>
public sealed record EscapedText(string Text, ImmutableArray<string> Notes)
{
    private const char Opens = '‹';
    private const char Closes = '›';
    private const int LongRun = 3;

    // Ordinary typography beside letters. None of it is read as a character that means something to a machine.
    private const string Typography = "–—‘’“”•§°·£€¥©®™¿¡";

    /// <summary>Escapes a text.</summary>
    public static EscapedText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = new StringBuilder(text.Length + 16);
        var (hidden, longest) = (0, 0);
        var (scripts, mixed) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == ' ')
            {
                var end = i;
                while (end < text.Length && text[end] == ' ')
                {
                    end++;
                }

                longest = Math.Max(longest, end - i);
                shown.Append(end - i < LongRun ? new string(' ', end - i) : string.Create(CultureInfo.InvariantCulture, $"{Opens}{end - i} spaces{Closes}"));
                i = end;
            }
            else
            {
                var word = Word(text, i);
                var found = Scripts(text.AsSpan(i, word));
                scripts.UnionWith(found);
                if (found.Count > 1)
                {
                    mixed.Add(string.Join(" and ", found));
                }

                hidden += Append(shown, text.AsSpan(i, word), isMixed: found.Count > 1);
                i += word;
            }
        }

        return new EscapedText(shown.ToString(), Noted(hidden, scripts, mixed, longest));
    }

    // As far as what is read as one name: letters, digits and what joins them in addresses.
    private static int Word(string text, int from)
    {
        var end = from;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || char.IsSurrogate(text[end]) || char.GetUnicodeCategory(text[end]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format || text[end] is '.' or '-' or '_' or '@'))
        {
            end++;
        }

        return Math.Max(1, end - from);
    }

    // Counts what is shown by its number alone.
    private static int Append(StringBuilder shown, ReadOnlySpan<char> word, bool isMixed)
    {
        var hidden = 0;

        while (!word.IsEmpty)
        {
            // A half of a character is a character of its own here: it stands by its number.
            var whole = Rune.DecodeFromUtf16(word, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            var value = whole ? rune.Value : word[0];
            if (value is '"' or '\\')
            {
                shown.Append('\\').Append((char)value);
            }
            else if (whole && (value is >= 0x20 and < 0x7F || (IsPlain(rune) && !(isMixed && LetterScript.Of(rune) != LetterScript.None))))
            {
                shown.Append(word[..length]);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"{Opens}U+{value:X4}{Closes}");
                hidden++;
            }

            word = word[length..];
        }

        return hidden;
    }

    private static SortedSet<string> Scripts(ReadOnlySpan<char> word)
    {
        var scripts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var rune in word.EnumerateRunes())
        {
            if (LetterScript.Of(rune) is var script and not (LetterScript.None or LetterScript.EastAsian))
            {
                scripts.Add(script);
            }
        }

        return scripts;
    }

    // Letters that are themselves under every normalisation, symbols that are seen, and ordinary typography.
    private static bool IsPlain(Rune rune)
    {
        if (rune.Value is 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or 0xFFFC)
        {
            return false;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherSymbol => Stays(rune),
            _ => rune.IsBmp && Typography.Contains((char)rune.Value, StringComparison.Ordinal),
        };
    }

    private static bool Stays(Rune rune)
    {
        var text = rune.ToString();
        return string.Equals(text.Normalize(NormalizationForm.FormKC), text, StringComparison.Ordinal);
    }

    private static ImmutableArray<string> Noted(int hidden, SortedSet<string> scripts, SortedSet<string> mixed, int longest)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (hidden > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{hidden} characters that are invisible, control the text or look like others are shown by their numbers"));
        }

        foreach (var both in mixed)
        {
            notes.Add($"mixes letters of {both} in one word");
        }

        if (mixed.Count == 0 && scripts.Any(static s => s != LetterScript.Latin))
        {
            notes.Add($"has letters of {string.Join(" and ", scripts.Where(static s => s != LetterScript.Latin))}");
        }

        if (scripts.Overlaps(LetterScript.FromRightToLeft))
        {
            notes.Add("is written from right to left in part: the order on the screen need not be the order of the characters");
        }

        if (longest >= LongRun)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"has {longest} spaces in a row"));
        }

        return notes.ToImmutable();
    }
}
