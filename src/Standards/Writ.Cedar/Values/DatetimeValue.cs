namespace Writ.Cedar.Values;

/// <summary>The extension type <c>datetime</c>: milliseconds since 1970-01-01T00:00:00Z.</summary>
/// <param name="Milliseconds">The milliseconds, negative before 1970.</param>
public readonly record struct DatetimeValue(long Milliseconds)
{
    internal const long Day = 86_400_000;

    /// <summary>Makes a datetime from a point in time, whole milliseconds.</summary>
    /// <param name="instant">The point in time.</param>
    public static DatetimeValue From(DateTimeOffset instant) => new(instant.ToUnixTimeMilliseconds());

    /// <summary>
    /// Reads <c>YYYY-MM-DD</c>, alone or followed by <c>Thh:mm:ss</c>, optional <c>.SSS</c>, and <c>Z</c> or <c>+hhmm</c> or <c>-hhmm</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The datetime.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out DatetimeValue value)
    {
        value = default;
        var reader = new StrictReader(text);
        if (!TryDate(ref reader, out var milliseconds)) return false;
        if (!reader.AtEnd)
        {
            if (!TryTime(ref reader, out var time) || !TryZone(ref reader, out var zone) || !reader.AtEnd) return false;
            milliseconds += time - zone;
        }

        value = new DatetimeValue(milliseconds);
        return true;
    }

    private static bool TryDate(ref StrictReader reader, out long milliseconds)
    {
        milliseconds = 0;
        if (!reader.TakeFixed(4, out var year) || !reader.Take('-')) return false;
        if (!reader.TakeFixed(2, out var month) || !reader.Take('-')) return false;
        if (!reader.TakeFixed(2, out var day)) return false;
        if (month is < 1 or > 12 || day < 1 || day > DaysIn(year, month)) return false;
        milliseconds = DaysSince1970(year, month, day) * Day;
        return true;
    }

    private static bool TryTime(ref StrictReader reader, out long milliseconds)
    {
        milliseconds = 0;
        if (!reader.Take('T') || !reader.TakeFixed(2, out var hour) || !reader.Take(':')) return false;
        if (!reader.TakeFixed(2, out var minute) || !reader.Take(':') || !reader.TakeFixed(2, out var second)) return false;
        var fraction = 0;
        if (reader.Take('.') && !reader.TakeFixed(3, out fraction)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        milliseconds = ((((hour * 60L) + minute) * 60) + second) * 1000 + fraction;
        return true;
    }

    private static bool TryZone(ref StrictReader reader, out long milliseconds)
    {
        milliseconds = 0;
        if (reader.Take('Z')) return true;
        var east = reader.Take('+');
        if (!east && !reader.Take('-')) return false;
        if (!reader.TakeFixed(2, out var hour) || !reader.TakeFixed(2, out var minute)) return false;
        if (hour > 23 || minute > 59) return false;
        milliseconds = ((hour * 60L) + minute) * 60_000 * (east ? 1 : -1);
        return true;
    }

    private static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // Proleptic Gregorian, year 0 included, which System.DateTime does not have.
    private static long DaysSince1970(int year, int month, int day)
    {
        const int daysBefore1970 = 719_528;
        long days = 365L * year;
        if (year > 0) days += ((year - 1) / 4) - ((year - 1) / 100) + ((year - 1) / 400) + 1;
        for (var m = 1; m < month; m++) days += DaysIn(year, m);
        return days + day - 1 - daysBefore1970;
    }
}
