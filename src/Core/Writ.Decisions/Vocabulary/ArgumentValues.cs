using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Writ.Cedar.Values;

namespace Writ.Decisions;

/// <summary>Reads single JSON values as values of policy, exactly or not at all: never rounded, never taken for something near.</summary>
internal static class ArgumentValues
{
    // The greatest magnitude up to which every whole number is one double, and so the same number to every server.
    private const long Exact = 1L << 53;

    private const long Scale = 10_000;

    /// <summary>A whole number within 2^53, however it is written: <c>5</c>, <c>5.0</c>, <c>5e0</c>; null for any other.</summary>
    public static CedarValue? Whole(JsonElement number) =>
        TryScaled(number, out var scaled) && scaled % Scale == 0 ? CedarValue.From((long)(scaled / Scale)) : default(CedarValue?);

    /// <summary>A number of at most four decimal places within 2^53 and the range of decimals; null for any other.</summary>
    public static CedarValue? Fraction(JsonElement number) =>
        TryScaled(number, out var scaled) && scaled >= long.MinValue && scaled <= long.MaxValue
            ? CedarValue.From(DecimalValue.FromScaled((long)scaled))
            : default(CedarValue?);

    /// <summary>An instant or a date of RFC 3339, to the millisecond; null for any other text.</summary>
    public static CedarValue? Instant(string text)
    {
        if (DatetimeValue.TryParse(text, out var plain)) return CedarValue.From(plain);

        // `2026-01-01t09:30:00.1234567z` and `...+01:00`: other ways to write what Cedar writes in one.
        if (text.Length < 20 || text[10] is not ('T' or 't' or ' ')) return null;
        var zoneAt = text.AsSpan(19).IndexOfAny("Zz+-") + 19;
        if (zoneAt < 19) return null;
        var zone = text.AsSpan(zoneAt);
        var offset = zone is "Z" or "z" ? "Z" : zone.Length == 6 && zone[3] == ':' ? $"{zone[..3]}{zone[4..]}" : null;
        var fraction = text.AsSpan(19, zoneAt - 19);
        if (offset is null || (!fraction.IsEmpty && (fraction.Length < 2 || fraction[0] != '.' || fraction[1..].ContainsAnyExceptInRange('0', '9')))) return null;

        // What is finer than a millisecond is not rounded away: policy would see another instant than the server.
        if (fraction.Length > 4 && fraction[4..].ContainsAnyExcept('0')) return null;
        var milliseconds = fraction.IsEmpty ? "000" : fraction[1..Math.Min(4, fraction.Length)].ToString().PadRight(3, '0');
        return DatetimeValue.TryParse($"{text.AsSpan(0, 10)}T{text.AsSpan(11, 8)}.{milliseconds}{offset}", out var instant) ? CedarValue.From(instant) : default(CedarValue?);
    }

    /// <summary>A duration of ISO 8601 in weeks, days, hours, minutes and seconds; null for any other text, and for years and months, which have no length.</summary>
    public static CedarValue? Span(string text)
    {
        if (text.Length < 3 || text[0] != 'P' || text.Length > 64) return null;
        var cedar = new StringBuilder();
        var units = "WDTHMS";
        var from = 0;
        var digits = 1;
        var time = false;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i])) continue;
            var unit = units.IndexOf(text[i], from);
            if (unit < 0 || (text[i] == 'T') != (digits == i) || (text[i] is 'H' or 'M' or 'S') != time && text[i] != 'T') return null;
            time |= text[i] == 'T';
            if (text[i] == 'W')
            {
                if (!long.TryParse(text.AsSpan(digits, i - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var weeks) || weeks > long.MaxValue / 7 || text.Length > i + 1) return null;
                cedar.Append(CultureInfo.InvariantCulture, $"{weeks * 7}d");
            }
            else if (text[i] != 'T')
            {
                cedar.Append(text.AsSpan(digits, i - digits)).Append(char.ToLowerInvariant(text[i]));
            }

            (from, digits) = (unit + 1, i + 1);
        }

        return digits == text.Length && text[^1] != 'T' && DurationValue.TryParse(cedar.ToString(), out var span) ? CedarValue.From(span) : default(CedarValue?);
    }

    /// <summary>One address, not a range; null for any other text.</summary>
    public static CedarValue? Address(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal)) return null;

        // `::ffff:10.0.0.1`: the last two groups written as an address of version 4.
        var tail = text.LastIndexOf(':') + 1;
        if (tail > 0 && text.IndexOf('.', tail) > 0)
        {
            var parts = text[tail..].Split('.');
            if (parts.Length != 4 || !IpAddressValue.TryParse(text.AsSpan(tail), out _)) return null;
            var bytes = Array.ConvertAll(parts, static part => byte.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture));
            text = string.Create(CultureInfo.InvariantCulture, $"{text[..tail]}{bytes[0]:x2}{bytes[1]:x2}:{bytes[2]:x2}{bytes[3]:x2}");
        }

        return IpAddressValue.TryParse(text, out var address) ? CedarValue.From(address) : default(CedarValue?);
    }

    /// <summary>A value whose inside policy does not see: an entity named by the digest of the bytes as written.</summary>
    public static CedarValue Opaque(JsonElement value) =>
        CedarValue.From(EntityUid.Of(WritNames.Opaque, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value.GetRawText())))));

    // The number times 10,000, when that is whole and the number lies within 2^53.
    private static bool TryScaled(JsonElement number, out Int128 scaled)
    {
        scaled = 0;
        var text = number.GetRawText().AsSpan();
        var negative = text[0] == '-';
        if (negative) text = text[1..];
        var exponent = 0;
        if (text.IndexOfAny('e', 'E') is >= 0 and var e)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return false;
            text = text[..e];
        }

        var point = text.IndexOf('.');
        var digits = point < 0 ? text.ToString() : $"{text[..point]}{text[(point + 1)..]}";
        var whole = digits.TrimStart('0');
        var significant = whole.TrimEnd('0');
        if (significant.Length == 0) return true;

        // value = significant * 10^power
        long power = exponent - (point < 0 ? 0 : text.Length - point - 1) + (whole.Length - significant.Length);
        if (power < -4 || significant.Length + power > 16) return false;
        scaled = Int128.Parse(significant, NumberStyles.None, CultureInfo.InvariantCulture);
        for (var i = 0; i < power + 4; i++) scaled *= 10;
        if (scaled > (Int128)Exact * Scale) return false;
        if (negative) scaled = -scaled;
        return true;
    }
}
