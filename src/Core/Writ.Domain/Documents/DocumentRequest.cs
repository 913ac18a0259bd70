using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>What to get, from where, and whom to believe there.</summary>
/// <param name="Address">An https address without user; or plain http, when its host is a loopback address written as one.</param>
/// <param name="Trust">Whom to believe behind it.</param>
/// <param name="MediaTypes">The media types taken, in lower case and without parameters.</param>
public sealed record DocumentRequest(Uri Address, ServerTrust Trust, ImmutableArray<string> MediaTypes)
{
    /// <summary>The most bytes that any document may have.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>The most bytes taken.</summary>
    /// <value>256 KiB.</value>
    public int MaxBytes { get; init; } = MostBytes;

    /// <summary>How long all of it may take.</summary>
    /// <value>Ten seconds.</value>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether another party named the address, and not the configuration: then nothing on this machine or its own link is asked.</summary>
    /// <value>False.</value>
    public bool NamedByOther { get; init; }

    /// <summary>Whether an address is one that may be asked at all: https, or http to a loopback address that is written as an address.</summary>
    public static bool MayAsk(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.Fragment.Length == 0 && address.Host.Length > 0
            && (address.Scheme == Uri.UriSchemeHttps
                || (address.Scheme == Uri.UriSchemeHttp && System.Net.IPAddress.TryParse(address.Host, out var host) && System.Net.IPAddress.IsLoopback(host)));
    }
}
