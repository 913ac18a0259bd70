namespace Writ.Domain;

/// <summary>
/// Builds the URI that a DPoP proof has to name (RFC 9449 §4.3) from what Writ knows of its own listener. The presenter's Host header chooses between the two
/// spellings of this machine and nothing else: a proof that was made for another server is not made good by a header that names that server.
/// </summary>
public static class RequestTarget
{
    /// <summary>The target of a request over the network; null when it names another host than this machine, or another port than the one it came in by.</summary>
    /// <param name="isTls">Whether it came in over TLS, as the listener knows, whatever a header says.</param>
    /// <param name="host">The host that the request names.</param>
    /// <param name="port">The port that it names; null for the scheme's own.</param>
    /// <param name="localPort">The port that it came in by.</param>
    /// <param name="path">The path, escaped, without query.</param>
    public static string? OnNetwork(bool isTls, string? host, int? port, int localPort, string path)
    {
        var (scheme, own) = isTls ? ("https", 443) : ("http", 80);
        return host is "localhost" or "127.0.0.1" && (port ?? own) == localPort ? $"{scheme}://{host}:{localPort}{path}" : null;
    }

    /// <summary>The target of a request over a local socket, which has no address: `localhost`, whatever it names.</summary>
    public static string OnSocket(string path) => "http://localhost" + path;
}
