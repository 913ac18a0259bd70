using System.Buffers;
using System.Globalization;
using System.Text;

namespace Writ.Domain;

/// <summary>
/// Whether a path means the same to everybody who reads it. Writ compares paths by their characters; a server walks them, and may decode,
/// normalise or expand them first. What could be walked to another place than its characters say is not plain, and nothing that is not plain is allowed.
/// </summary>
public static class PlainPath
{
    // What a reader may take for a separator, a dot, an escape or a home folder: the characters themselves where they may not stand,
    // and those that compatibility normalisation or a best fit turns into them.
    private static readonly SearchValues<char> Ambiguous = SearchValues.Create(
        "\\%\u2024\u2025\u2026\u2044\u2100\u2101\u2105\u2106\u2215\u2216\u29F5\u29F8\u29F9\uFE52\uFE68\uFE6A\uFF05\uFF0E\uFF0F\uFF3C\uFF5E");

    /// <summary>Whether a relative path is one or more plain segments, with one slash between two.</summary>
    public static bool IsPlain(ReadOnlySpan<char> path)
    {
        if (path.ContainsAny(Ambiguous) || !IsVisible(path))
        {
            return false;
        }

        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            if (segment is "" or "." or ".." || segment[0] == '~' || segment.Trim().Length != segment.Length)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text has no control and no format character (zero width, direction), no line separator and no lone surrogate.</summary>
    public static bool IsVisible(ReadOnlySpan<char> path)
    {
        while (!path.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(path, out var rune, out var length) != OperationStatus.Done
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return false;
            }

            path = path[length..];
        }

        return true;
    }
}
