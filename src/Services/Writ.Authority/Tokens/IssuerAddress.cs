using System.Globalization;

namespace Writ.Authority.Tokens;

/// <summary>The URL of the token service, which is the issuer of writs (RFC 8414 §2): on loopback, at the agents' port, known for good once that is bound.</summary>
public sealed class IssuerAddress
{
    private const int UsualPort = 7420;
    private const int UsualTlsPort = 7422;

    private volatile string url = At("http", UsualPort);
    private volatile string tlsUrl = At("https", UsualTlsPort);

    /// <summary>The issuer, without a slash at its end.</summary>
    public string Url => url;

    /// <summary>Where the same is served over TLS (RFC 8705 §5), without a slash at its end.</summary>
    public string TlsUrl => tlsUrl;

    /// <summary>Says which port the agents' listener got.</summary>
    public void ListensOn(int port) => url = At("http", port);

    /// <summary>Says which port the agents' TLS listener got.</summary>
    public void ListensOnTls(int port) => tlsUrl = At("https", port);

    private static string At(string scheme, int port) => string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{port}");
}
