namespace Writ.Cedar.Values;

/// <summary>Reads ASCII forms character by character. The parse methods of .NET are too lenient for these.</summary>
internal ref struct StrictReader(ReadOnlySpan<char> text)
{
    // More than any 64-bit count needs; a longer number is held here, and every caller refuses it as too large.
    private static readonly Int128 Ceiling = (Int128)1 << 96;

    private ReadOnlySpan<char> _rest = text;

    public readonly bool AtEnd => _rest.IsEmpty;

    public bool Take(char expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected) return false;
        _rest = _rest[1..];
        return true;
    }

    public bool Take(ReadOnlySpan<char> expected)
    {
        if (!_rest.StartsWith(expected, StringComparison.Ordinal)) return false;
        _rest = _rest[expected.Length..];
        return true;
    }

    /// <summary>Takes one or more digits.</summary>
    public bool TakeNumber(out Int128 number, out int digits)
    {
        number = 0;
        digits = 0;
        while (digits < _rest.Length && char.IsAsciiDigit(_rest[digits]))
        {
            if (number < Ceiling) number = (number * 10) + (_rest[digits] - '0');
            digits++;
        }

        _rest = _rest[digits..];
        return digits > 0;
    }

    /// <summary>Takes exactly so many digits.</summary>
    public bool TakeFixed(int digits, out int number)
    {
        number = 0;
        if (_rest.Length < digits) return false;
        foreach (var c in _rest[..digits])
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = (number * 10) + (c - '0');
        }

        _rest = _rest[digits..];
        return true;
    }
}
