using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Writ.Cedar.Values;

/// <summary>The extension type <c>ipaddr</c>: an IPv4 or IPv6 address with a prefix. Equality compares address and prefix.</summary>
public sealed class IpAddressValue : IEquatable<IpAddressValue>
{
    private static readonly IpAddressValue Loopback4 = new((UInt128)127 << 24, 8, isV6: false);
    private static readonly IpAddressValue Loopback6 = new(1, 128, isV6: true);
    private static readonly IpAddressValue Multicast4 = new((UInt128)224 << 24, 4, isV6: false);
    private static readonly IpAddressValue Multicast6 = new((UInt128)0xFF00 << 112, 8, isV6: true);

    private readonly UInt128 _address;

    private IpAddressValue(UInt128 address, int prefix, bool isV6)
    {
        _address = address;
        Prefix = prefix;
        IsV6 = isV6;
    }

    /// <summary>The length of the prefix; a single address has the full length.</summary>
    public int Prefix { get; }

    /// <summary>Whether the address is IPv6.</summary>
    public bool IsV6 { get; }

    /// <summary>Whether the whole range is in 127.0.0.0/8 or is ::1.</summary>
    public bool IsLoopback => IsInRange(IsV6 ? Loopback6 : Loopback4);

    /// <summary>Whether the whole range is in 224.0.0.0/4 or ff00::/8.</summary>
    public bool IsMulticast => IsInRange(IsV6 ? Multicast6 : Multicast4);

    private int Width => IsV6 ? 128 : 32;

    /// <summary>Reads a strict IPv4 or IPv6 address, optionally with <c>/prefix</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The address.</param>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IpAddressValue? value)
    {
        value = null;
        var slash = text.IndexOf('/');
        var address = slash < 0 ? text : text[..slash];
        var isV6 = address.Contains(':');
        if (!(isV6 ? TryV6(address, out var bits) : TryV4(address, out bits))) return false;
        var width = isV6 ? 128 : 32;
        var prefix = width;
        if (slash >= 0 && !TryPrefix(text[(slash + 1)..], width, out prefix)) return false;
        value = new IpAddressValue(bits, prefix, isV6);
        return true;
    }

    /// <summary>Whether this range lies within the other; ranges of different families never do.</summary>
    /// <param name="range">The other range.</param>
    public bool IsInRange(IpAddressValue range) =>
        IsV6 == range.IsV6 && Prefix >= range.Prefix && Network(range.Prefix) == range.Network(range.Prefix);

    /// <summary>Whether address, prefix and family are the same.</summary>
    /// <param name="other">The other address.</param>
    public bool Equals(IpAddressValue? other) =>
        other is not null && other.IsV6 == IsV6 && other.Prefix == Prefix && other._address == _address;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IpAddressValue);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        Span<byte> bytes = stackalloc byte[18];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, _address);
        (bytes[16], bytes[17]) = ((byte)Prefix, IsV6 ? (byte)1 : (byte)0);
        return ValueHash.Of(ValueKind.IpAddress, bytes);
    }

    /// <summary>Writes the address uncompressed; the prefix only if it is not the full length.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var (groups, size) = IsV6 ? (8, 16) : (4, 8);
        for (var i = groups - 1; i >= 0; i--)
        {
            var group = (int)((_address >> (i * size)) & (((UInt128)1 << size) - 1));
            text.Append(group.ToString(IsV6 ? "x" : "d", CultureInfo.InvariantCulture));
            if (i > 0) text.Append(IsV6 ? ':' : '.');
        }

        return Prefix == Width ? text.ToString() : text.Append('/').Append(Prefix).ToString();
    }

    private UInt128 Network(int prefix) => prefix == 0 ? 0 : _address >> (Width - prefix);

    private static bool TryPrefix(ReadOnlySpan<char> text, int width, out int prefix)
    {
        prefix = 0;
        if (text.Length is 0 or > 3 || (text.Length > 1 && text[0] == '0')) return false;
        var reader = new StrictReader(text);
        return reader.TakeFixed(text.Length, out prefix) && prefix <= width;
    }

    private static bool TryV4(ReadOnlySpan<char> text, out UInt128 bits)
    {
        bits = 0;
        for (var i = 0; i < 4; i++)
        {
            var dot = i < 3 ? text.IndexOf('.') : text.Length;
            if (dot is < 1 or > 3 || (dot > 1 && text[0] == '0')) return false;
            var reader = new StrictReader(text[..dot]);
            if (!reader.TakeFixed(dot, out var octet) || octet > 255) return false;
            bits = (bits << 8) | (UInt128)octet;
            if (i < 3) text = text[(dot + 1)..];
        }

        return true;
    }

    private static bool TryV6(ReadOnlySpan<char> text, out UInt128 bits)
    {
        bits = 0;
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap < 0) return TryGroups(text, out bits, out var all) && all == 8;
        if (!TryGroups(text[..gap], out var head, out var before)) return false;
        if (!TryGroups(text[(gap + 2)..], out var tail, out var after)) return false;
        if (before + after > 7) return false; // The gap stands for at least one group.
        bits = before == 0 ? tail : (head << (16 * (8 - before))) | tail;
        return true;
    }

    private static bool TryGroups(ReadOnlySpan<char> text, out UInt128 bits, out int count)
    {
        bits = 0;
        count = 0;
        if (text.IsEmpty) return true;
        while (true)
        {
            var colon = text.IndexOf(':');
            var group = colon < 0 ? text : text[..colon];
            if (group.Length is 0 or > 4 || ++count > 8) return false;
            var value = 0;
            foreach (var c in group)
            {
                if (!char.IsAsciiHexDigit(c)) return false;
                value = (value << 4) | HexDigit(c);
            }

            bits = (bits << 16) | (UInt128)value;
            if (colon < 0) return true;
            text = text[(colon + 1)..];
        }
    }

    private static int HexDigit(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
