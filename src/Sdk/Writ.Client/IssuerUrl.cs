namespace Writ.Client;

/// <summary>The issuer of writs, in the one spelling that its metadata has to repeat (RFC 8414 §3.3).</summary>
/// <param name="Text">The URL; empty where the local socket stands for it.</param>
internal sealed record IssuerUrl(string Text)
{
    private const int MaxLength = 1024;

    /// <summary>Where the metadata is (RFC 8414 §3.1): the well-known part stands between host and path.</summary>
    public Uri Metadata
    {
        get
        {
            var url = new Uri(Text);
            return new Uri(url.GetLeftPart(UriPartial.Authority) + "/.well-known/oauth-authorization-server" + (url.AbsolutePath == "/" ? "" : url.AbsolutePath));
        }
    }

    /// <summary>Reads one; the answer is what is wrong, null when nothing is.</summary>
    public static string? TryParse(string? text, out IssuerUrl? issuer)
    {
        issuer = null;
        if (string.IsNullOrEmpty(text))
        {
            return "it is missing";
        }

        if (text.Length > MaxLength || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return "it is not an `https` or `http` URL";
        }

        if (!IsProtected(url))
        {
            return "`http` is for this machine's loopback alone";
        }

        if (text.EndsWith('/') || url.UserInfo.Length > 0 || text.AsSpan().ContainsAny("?#"))
        {
            return "it has a slash at its end, a query, a fragment or a user";
        }

        issuer = new IssuerUrl(text);
        return null;
    }

    /// <summary>Whether nobody on the way reads what is sent there.</summary>
    public static bool IsProtected(Uri url) => url.Scheme == "https" || (url.Scheme == "http" && url.Host is "127.0.0.1" or "localhost" or "[::1]");
}
