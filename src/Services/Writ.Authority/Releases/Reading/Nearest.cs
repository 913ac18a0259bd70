namespace Writ.Authority.Releases.Reading;

/// <summary>Finds what somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate that the word is at most a third of its letters away from; null when none is. Transposed neighbours count as one slip, and so does a lost or added ending.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        if (word.Length > 64)
        {
            return null;
        }

        var best = (Distance: Math.Max(1, word.Length / 3) + 1, Candidate: (string?)null);
        foreach (var candidate in candidates)
        {
            var distance = word.Length >= 3 && (candidate.StartsWith(word, StringComparison.Ordinal) || (candidate.Length >= 3 && word.StartsWith(candidate, StringComparison.Ordinal)))
                ? 1
                : Distance(word, candidate);
            if (distance < best.Distance)
            {
                best = (distance, candidate);
            }
        }

        return best.Candidate;
    }

    /// <summary>A fix that names the nearest candidate, or all of them when there are few, or <paramref name="otherwise"/>.</summary>
    public static string Fix(string word, IReadOnlyCollection<string> candidates, string otherwise) =>
        Find(word, candidates) is { } nearest ? $"did you mean `{nearest}`?"
        : candidates.Count is > 0 and <= 12 ? $"use one of {string.Join(", ", candidates.Select(static c => $"`{c}`"))}"
        : otherwise;

    // Optimal string alignment distance, in three rows.
    private static int Distance(string a, string b)
    {
        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
