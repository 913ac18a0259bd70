using System.Globalization;

namespace Writ.Cedar.Values;

/// <summary>The extension type <c>decimal</c>: a 64-bit number of ten-thousandths.</summary>
/// <param name="Scaled">The number of ten-thousandths.</param>
public readonly record struct DecimalValue(long Scaled)
{
    private const int Scale = 10_000;

    /// <summary>Makes a decimal from ten-thousandths.</summary>
    /// <param name="scaled">The number of ten-thousandths.</param>
    public static DecimalValue FromScaled(long scaled) => new(scaled);

    /// <summary>Reads an optional <c>-</c>, digits, a point, 1 to 4 digits; within 64 bits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The decimal.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out DecimalValue value)
    {
        value = default;
        var reader = new StrictReader(text);
        var negative = reader.Take('-');
        if (!reader.TakeNumber(out var whole, out _)) return false;
        if (!reader.Take('.')) return false;
        if (!reader.TakeNumber(out var fraction, out var digits) || digits > 4 || !reader.AtEnd) return false;
        for (; digits < 4; digits++) fraction *= 10;
        var scaled = (whole * Scale) + fraction;
        if (negative) scaled = -scaled;
        if (scaled < long.MinValue || scaled > long.MaxValue) return false;
        value = new DecimalValue((long)scaled);
        return true;
    }

    /// <summary>Writes the decimal with 1 to 4 places.</summary>
    public override string ToString()
    {
        var magnitude = Int128.Abs(Scaled);
        var places = (magnitude % Scale).ToString("0000", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{(Scaled < 0 ? "-" : "")}{magnitude / Scale}.{(places.Length == 0 ? "0" : places)}";
    }
}
