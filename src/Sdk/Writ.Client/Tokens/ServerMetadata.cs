using Writ.Jose;

namespace Writ.Client;

/// <summary>What the token service says of itself (RFC 8414 §2), as far as this client acts on it.</summary>
/// <param name="Token">Where writs are issued.</param>
/// <param name="Introspection">Where their state is told.</param>
/// <param name="Revocation">Where they are taken back.</param>
internal sealed record ServerMetadata(Uri Token, Uri Introspection, Uri Revocation)
{
    /// <summary>Reads it. Nothing is believed of a document that names another issuer (§3.3), or endpoints that are not the issuer's own.</summary>
    /// <exception cref="WritServiceException">It is not believed.</exception>
    public static ServerMetadata Read(ClaimSet? document, IssuerUrl issuer)
    {
        if (document is null || !document.TryGetString("issuer", out var named))
        {
            throw NotBelieved("it is no metadata");
        }

        if (!string.Equals(named, issuer.Text, StringComparison.Ordinal))
        {
            throw NotBelieved("it names another issuer");
        }

        Demand(document, "grant_types_supported", "client_credentials");
        Demand(document, "dpop_signing_alg_values_supported", "ES256");
        return new ServerMetadata(Endpoint(document, "token_endpoint", issuer), Endpoint(document, "introspection_endpoint", issuer), Endpoint(document, "revocation_endpoint", issuer));
    }

    /// <summary>The endpoints over the local socket, which has no address.</summary>
    public ServerMetadata OnSocket() => new(Local(Token), Local(Introspection), Local(Revocation));

    /// <summary>The endpoints of a service that is known by its local socket alone.</summary>
    public static ServerMetadata OfSocket() => new(new Uri("http://localhost/oauth/token"), new Uri("http://localhost/oauth/introspect"), new Uri("http://localhost/oauth/revoke"));

    private static Uri Local(Uri endpoint) => new("http://localhost" + endpoint.AbsolutePath);

    // An assertion for the issuer is a credential: it goes to the issuer's own origin, whatever the document says.
    private static Uri Endpoint(ClaimSet document, string name, IssuerUrl issuer) =>
        document.TryGetString(name, out var text)
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && Uri.Compare(url, new Uri(issuer.Text), UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
        && url is { Query: "", Fragment: "" }
            ? url
            : throw NotBelieved($"its `{name}` is not a URL of the issuer's own origin");

    private static void Demand(ClaimSet document, string name, string value)
    {
        if (!document.TryGetStrings(name, out var values) || !values.Contains(value, StringComparer.Ordinal))
        {
            throw NotBelieved($"its `{name}` lacks `{value}`");
        }
    }

    private static WritServiceException NotBelieved(string why) => new("W2473", $"the token service's metadata is not believed: {why}", "set `Issuer` to exactly what the service calls itself");
}
