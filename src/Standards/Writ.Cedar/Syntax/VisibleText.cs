using System.Buffers;
using System.Globalization;
using System.Text;

namespace Writ.Cedar.Syntax;

/// <summary>
/// What a person sees of a text that others wrote: whether a character can be told from nothing, from a plain space and from other characters of
/// its kind, and whether it moves those around it. Messages escape what is not visible.
/// </summary>
public static class VisibleText
{
    // The code points of Default_Ignorable_Code_Point (Unicode 15.0, DerivedCoreProperties) that are of categories of visible characters: fillers,
    // joiners, variation selectors. The others are format characters or not assigned.
    private static readonly (int First, int Last)[] Ignorable =
    [
        (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0000, 0xE0FFF),
    ];

    // The embeddings, overrides, isolates and marks of UAX 9, and their ends.
    private static readonly SearchValues<char> Reordering = SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>
    /// Whether the character prints as itself: no control, format, line separator, private or unassigned character, nothing that Unicode lets a font
    /// leave out (Default_Ignorable_Code_Point), no blank but U+0020.
    /// </summary>
    /// <param name="rune">The character.</param>
    public static bool IsVisible(Rune rune)
    {
        if (rune.IsAscii) return rune.Value is >= ' ' and <= '~';
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator:
                return false;
            default:
                break;
        }

        // The braille pattern without dots is a symbol, and as blank as a space.
        if (rune.Value == 0x2800) return false;
        foreach (var (first, last) in Ignorable)
            if (rune.Value >= first && rune.Value <= last) return false;
        return true;
    }

    /// <summary>Where the first character stands that reorders the text around it (UAX 9); -1 when there is none.</summary>
    /// <param name="text">The text.</param>
    public static int IndexOfReordering(ReadOnlySpan<char> text) => text.IndexOfAny(Reordering);
}
