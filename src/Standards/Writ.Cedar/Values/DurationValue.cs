using System.Globalization;

namespace Writ.Cedar.Values;

/// <summary>The extension type <c>duration</c>: a 64-bit number of milliseconds.</summary>
/// <param name="Milliseconds">The milliseconds.</param>
public readonly record struct DurationValue(long Milliseconds)
{
    /// <summary>Makes a duration from a time span, whole milliseconds, the rest cut off.</summary>
    /// <param name="span">The time span.</param>
    public static DurationValue From(TimeSpan span) => new(span.Ticks / TimeSpan.TicksPerMillisecond);

    /// <summary>Reads an optional <c>-</c> and numbers with the units <c>d h m s ms</c>, in that order, each at most once.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The duration.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out DurationValue value)
    {
        value = default;
        var reader = new StrictReader(text);
        var negative = reader.Take('-');
        Int128 total = 0;
        var used = 0;
        while (reader.TakeNumber(out var number, out _))
        {
            var (rank, milliseconds) = TakeUnit(ref reader);
            if (rank <= used) return false;
            used = rank;
            total += number * milliseconds;
        }

        if (used == 0 || !reader.AtEnd) return false;
        if (negative) total = -total;
        if (total < long.MinValue || total > long.MaxValue) return false;
        value = new DurationValue((long)total);
        return true;
    }

    /// <summary>Writes the duration in milliseconds.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}ms");

    private static (int Rank, long Milliseconds) TakeUnit(ref StrictReader reader)
    {
        if (reader.Take('d')) return (1, DatetimeValue.Day);
        if (reader.Take('h')) return (2, 3_600_000);
        if (reader.Take("ms")) return (5, 1);
        if (reader.Take('m')) return (3, 60_000);
        if (reader.Take('s')) return (4, 1_000);
        return default;
    }
}
