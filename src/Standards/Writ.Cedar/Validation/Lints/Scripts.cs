namespace Writ.Cedar.Validation.Lints;

/// <summary>Whether a text keeps to one script (UTS 39, section 5.1): is there one that every character of it may belong to?</summary>
internal static class Scripts
{
    // The writing systems of East Asia take characters of several scripts.
    private static readonly Dictionary<string, string[]> Systems = new(StringComparer.Ordinal)
    {
        ["Hani"] = ["Hanb", "Jpan", "Kore"],
        ["Hira"] = ["Jpan"],
        ["Kana"] = ["Jpan"],
        ["Hang"] = ["Kore"],
        ["Bopo"] = ["Hanb"],
    };

    private static readonly Lazy<UnicodeRanges<HashSet<string>?>> Table = new(() => UnicodeRanges<HashSet<string>?>.Read("Scripts", Read));

    public static bool IsSingle(string text)
    {
        HashSet<string>? common = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && !char.IsAsciiLetter((char)rune.Value)) continue;
            if (!Table.Value.TryFind(rune.Value, out var scripts)) return false;
            if (scripts is null || ReferenceEquals(scripts, common)) continue;
            if (common is null)
            {
                common = scripts;
                continue;
            }

            common = [.. common.Intersect(scripts, StringComparer.Ordinal)];
            if (common.Count == 0) return false;
        }

        return true;
    }

    // Null: common to all scripts.
    private static HashSet<string>? Read(string names)
    {
        if (names == "*") return null;
        var scripts = names.Split(' ').ToHashSet(StringComparer.Ordinal);
        foreach (var script in scripts.ToArray())
            if (Systems.TryGetValue(script, out var systems)) scripts.UnionWith(systems);
        return scripts;
    }
}
