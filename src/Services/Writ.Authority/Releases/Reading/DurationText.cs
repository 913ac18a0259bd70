using System.Globalization;

namespace Writ.Authority.Releases.Reading;

/// <summary>Durations as people write them: `30m`, `90s`, `1h30m`. Hours, minutes and seconds in this order, each at most once.</summary>
internal static class DurationText
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan();
        var any = false;
        foreach (var (unit, seconds) in (ReadOnlySpan<(char, int)>)[('h', 3600), ('m', 60), ('s', 1)])
        {
            var end = rest.IndexOf(unit);
            if (end < 0)
            {
                continue;
            }

            if (end is 0 or > 6 || !int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return false;
            }

            duration += TimeSpan.FromSeconds((long)count * seconds);
            rest = rest[(end + 1)..];
            any = true;
        }

        return any && rest.IsEmpty;
    }

    public static string Write(TimeSpan duration) =>
        duration.TotalSeconds % 3600 == 0 ? $"{duration.TotalHours}h" : duration.TotalSeconds % 60 == 0 ? $"{duration.TotalMinutes}m" : $"{duration.TotalSeconds}s";
}
