using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Writ.Authority.Approvals;

/// <summary>The script that a letter is of, as far as it takes to see that letters that look alike are mixed. What is in no range here is of a script of its own.</summary>
internal static class LetterScript
{
    /// <summary>Not a letter, or one of all scripts.</summary>
    public const string None = "";

    /// <summary>The letters of English and its neighbours.</summary>
    public const string Latin = "Latin";

    /// <summary>Han, Kana, Bopomofo and Hangul: written together and with Latin letters, and alike to none of them.</summary>
    public const string EastAsian = "East Asian";

    /// <summary>The scripts whose letters turn the order in which what stands beside them is shown.</summary>
    public static readonly FrozenSet<string> FromRightToLeft = FrozenSet.ToFrozenSet(["Hebrew", "Arabic", "Syriac", "Thaana", Another]);

    private const string Another = "another script";

    // Blocks, not assignments: a letter is asked about, so what is not assigned does not come here.
    private static readonly (int From, int To, string Script)[] Ranges =
    [
        (0x0041, 0x024F, Latin), (0x0250, 0x02AF, Latin), (0x0370, 0x03FF, "Greek"), (0x0400, 0x052F, "Cyrillic"), (0x0530, 0x058F, "Armenian"), (0x0590, 0x05FF, "Hebrew"),
        (0x0600, 0x06FF, "Arabic"), (0x0700, 0x074F, "Syriac"), (0x0750, 0x077F, "Arabic"), (0x0780, 0x07BF, "Thaana"), (0x08A0, 0x08FF, "Arabic"), (0x0900, 0x097F, "Devanagari"),
        (0x0980, 0x09FF, "Bengali"), (0x0A00, 0x0A7F, "Gurmukhi"), (0x0A80, 0x0AFF, "Gujarati"), (0x0B00, 0x0B7F, "Oriya"), (0x0B80, 0x0BFF, "Tamil"), (0x0C00, 0x0C7F, "Telugu"),
        (0x0C80, 0x0CFF, "Kannada"), (0x0D00, 0x0D7F, "Malayalam"), (0x0D80, 0x0DFF, "Sinhala"), (0x0E00, 0x0E7F, "Thai"), (0x0E80, 0x0EFF, "Lao"), (0x0F00, 0x0FFF, "Tibetan"),
        (0x1000, 0x109F, "Myanmar"), (0x10A0, 0x10FF, "Georgian"), (0x1100, 0x11FF, EastAsian), (0x1200, 0x139F, "Ethiopic"), (0x13A0, 0x13FF, "Cherokee"), (0x1780, 0x17FF, "Khmer"),
        (0x1C80, 0x1C8F, "Cyrillic"), (0x1C90, 0x1CBF, "Georgian"), (0x1D00, 0x1D25, Latin), (0x1E00, 0x1EFF, Latin), (0x1F00, 0x1FFF, "Greek"), (0x2C60, 0x2C7F, Latin),
        (0x2C80, 0x2CFF, "Coptic"), (0x2D00, 0x2D2F, "Georgian"), (0x2DE0, 0x2DFF, "Cyrillic"), (0x3005, 0x312F, EastAsian), (0x3130, 0x318F, EastAsian), (0x31A0, 0x31FF, EastAsian),
        (0x3400, 0x4DBF, EastAsian), (0x4E00, 0x9FFF, EastAsian), (0xA640, 0xA69F, "Cyrillic"), (0xA720, 0xA7FF, Latin), (0xA960, 0xA97F, EastAsian), (0xAB30, 0xAB6F, Latin),
        (0xAB70, 0xABBF, "Cherokee"), (0xAC00, 0xD7FF, EastAsian), (0xF900, 0xFAFF, EastAsian), (0x20000, 0x323AF, EastAsian),
    ];

    /// <summary>The script of a letter.</summary>
    public static string Of(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter))
        {
            return None;
        }

        foreach (var (from, to, script) in Ranges)
        {
            if (rune.Value >= from && rune.Value <= to)
            {
                return script;
            }
        }

        return Another;
    }
}
