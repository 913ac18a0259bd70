using System.Globalization;

namespace Writ.Cedar.Validation.Lints;

/// <summary>Ranges of code points with a value each, read from a table in the assembly. The header of a table says where it is from.</summary>
internal sealed class UnicodeRanges<T>
{
    private readonly List<int> _starts = [];
    private readonly List<(int End, T Value)> _ranges = [];

    private UnicodeRanges()
    {
    }

    /// <summary>Reads lines <c>start-end value</c> in hexadecimal, sorted; <c>#</c> starts a comment.</summary>
    public static UnicodeRanges<T> Read(string table, Func<string, T> value)
    {
        var ranges = new UnicodeRanges<T>();
        using var stream = typeof(UnicodeRanges<T>).Assembly.GetManifestResourceStream($"Writ.Cedar.Validation.Lints.{table}.txt")
            ?? throw new InvalidOperationException($"the table `{table}` is not in the assembly");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var dash = line.IndexOf('-', StringComparison.Ordinal);
            var gap = line.IndexOf(' ', StringComparison.Ordinal) is var found && found < 0 ? line.Length : found;
            ranges._starts.Add(int.Parse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            ranges._ranges.Add((int.Parse(line.AsSpan(dash + 1, gap - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), value(line[gap..].Trim())));
        }

        return ranges;
    }

    public bool TryFind(int codePoint, out T? value) => TryFind(codePoint, out _, out value);

    /// <summary>The value, and where the range of the code point starts.</summary>
    public bool TryFind(int codePoint, out int start, out T? value)
    {
        var found = _starts.BinarySearch(codePoint);
        var range = found >= 0 ? found : ~found - 1;
        var isInside = range >= 0 && codePoint <= _ranges[range].End;
        value = isInside ? _ranges[range].Value : default;
        start = isInside ? _starts[range] : codePoint;
        return isInside;
    }
}
