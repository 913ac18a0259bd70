using System.Net;

namespace Writ.Enforcement;

/// <summary>Where an address leads.</summary>
public static class Reach
{
    /// <summary>Whether it leads to this machine or to its own link, where metadata services of clouds answer whoever asks; written as IPv4 in IPv6 too.</summary>
    public static bool IsOfThisMachine(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out var length);
        return IPAddress.IsLoopback(plain)
            || plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.Equals(IPAddress.IPv6Any)
            || (length == 4 && (bytes[0] is 0 or >= 224 || (bytes[0] is 169 && bytes[1] is 254)));
    }
}
