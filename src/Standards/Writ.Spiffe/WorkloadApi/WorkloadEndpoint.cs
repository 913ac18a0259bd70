using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Writ.Spiffe.WorkloadApi;

/// <summary>Where a Workload API is: a Unix socket or an address of this host (SPIFFE Workload Endpoint §4).</summary>
public sealed class WorkloadEndpoint
{
    private const string UnixPrefix = "unix://";
    private const string TcpPrefix = "tcp://";
    private const int LongestSocketPath = 107;

    private readonly string _text;

    private WorkloadEndpoint(string text, EndPoint address) => (_text, Address) = (text, address);

    /// <summary>The address to connect to.</summary>
    public EndPoint Address { get; }

    /// <summary>Reads `unix:///absolute/path` or `tcp://IP:port`, or says what is wrong.</summary>
    /// <param name="text">The text, as <see cref="WorkloadApiProtocol.EndpointVariable"/> holds it.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="problem">What is wrong, in a line.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WorkloadEndpoint? endpoint, [NotNullWhen(false)] out string? problem)
    {
        endpoint = null;
        problem = string.IsNullOrEmpty(text) ? "the endpoint is empty"
            : text.StartsWith(UnixPrefix, StringComparison.Ordinal) ? ReadUnix(text, out endpoint)
            : text.StartsWith(TcpPrefix, StringComparison.Ordinal) ? ReadTcp(text, out endpoint)
            : $"the endpoint begins neither with `{UnixPrefix}` nor with `{TcpPrefix}`";
        return endpoint is not null;
    }

    /// <summary>The text it was read from.</summary>
    public override string ToString() => _text;

    private static string? ReadUnix(string text, out WorkloadEndpoint? endpoint)
    {
        endpoint = null;
        var path = text[UnixPrefix.Length..];
        if (!path.StartsWith('/'))
            return "the path of a unix endpoint is absolute: three slashes follow `unix:`";
        if (path.AsSpan().ContainsAny("?#\0"))
            return "a unix endpoint has a path alone";
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestSocketPath)
            return $"the path of a socket has at most {LongestSocketPath} bytes";
        endpoint = new WorkloadEndpoint(text, new UnixDomainSocketEndPoint(path));
        return null;
    }

    private static string? ReadTcp(string text, out WorkloadEndpoint? endpoint)
    {
        endpoint = null;
        var rest = text[TcpPrefix.Length..];
        var colon = rest.LastIndexOf(':');
        if (colon < 0 || !IPAddress.TryParse(rest[..colon], out var address) || !ushort.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is 0)
            return "a tcp endpoint is an ip address and a port, without a path";
        endpoint = new WorkloadEndpoint(text, new IPEndPoint(address, port));
        return null;
    }
}
