using System.Globalization;

namespace Writ.Authority.Tokens;

/// <summary>The URL of the token service, which is the issuer of writs (RFC 8414 §2): on loopback, at the agents' port, known for good once that is bound.</summary>
public sealed class IssuerAddress
{
    private const int UsualPort = 7420;

    private volatile string url = At(UsualPort);

    /// <summary>The issuer, without a slash at its end.</summary>
    public string Url => url;

    /// <summary>Says which port the agents' listener got.</summary>
    public void ListensOn(int port) => url = At(port);

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
