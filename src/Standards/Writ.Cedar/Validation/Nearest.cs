namespace Writ.Cedar.Validation;

/// <summary>Looks for the name that was meant. Bounded: the first names only, and short ones.</summary>
internal static class Nearest
{
    /// <summary>How many names are looked at.</summary>
    public const int MaxNames = 500;

    private const int MaxLength = 48;

    /// <summary>A hint naming the nearest name, or null when none is near.</summary>
    public static string? Hint(string found, IEnumerable<string> known) => To(found, known) is { } name ? $"did you mean {MessageText.Type(name)}?" : null;

    private static string? To(string found, IEnumerable<string> known)
    {
        if (found.Length is 0 or > MaxLength) return null;
        var (best, least) = ((string?)null, (found.Length / 3) + 1);
        foreach (var name in known.Take(MaxNames).Order(StringComparer.Ordinal))
        {
            if (Math.Abs(name.Length - found.Length) > least || name.Length > MaxLength) continue;
            var edits = Edits(found, name);
            if (edits < least || (edits == least && best is null)) (best, least) = (name, edits);
        }

        return best;
    }

    // The distance of Levenshtein, one row at a time; letters count alike in either case.
    private static int Edits(string x, string y)
    {
        Span<int> row = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= y.Length; j++) row[j] = j;
        for (var i = 1; i <= x.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= y.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(x[i - 1]) == char.ToLowerInvariant(y[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[y.Length];
    }
}
