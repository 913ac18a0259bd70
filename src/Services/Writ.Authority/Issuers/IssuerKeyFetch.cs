using System.Diagnostics.CodeAnalysis;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Issuers;

/// <summary>Gets an issuer's keys: by its discovery document (OpenID Connect Discovery §4), unless the release says where they are.</summary>
internal sealed class IssuerKeyFetch(IDocumentSource documents)
{
    /// <summary>The keys.</summary>
    /// <exception cref="DocumentException">A document could not be had.</exception>
    /// <exception cref="FormatException">A document is not what it should be; one line that repeats nothing of it.</exception>
    public async Task<JwkSet> GetAsync(IssuerKeySource source, CancellationToken cancellationToken)
    {
        var address = source.KeysAddress ?? await DiscoverAsync(source, cancellationToken);
        var request = new DocumentRequest(address, source.Trust, ["application/json", "application/jwk-set+json"])
        {
            // Whoever keeps the discovery document may keep the keys elsewhere, but not on this machine, unless it is there itself.
            NamedByOther = source.KeysAddress is null && !IsOfOneOrigin(address, source.DiscoveryAddress),
        };
        var document = await documents.GetAsync(request, cancellationToken);
        return JwkSet.TryParse(document.Span, JwkSet.SignatureUse, out var keys, out var refusal)
            ? keys
            : throw new FormatException($"its keys cannot be read: {refusal.Describe()}");
    }

    private static bool IsOfOneOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool TryGetAddress(ClaimSet members, Uri discovery, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        return members.TryGetString("jwks_uri", out var text) && Uri.TryCreate(text, UriKind.Absolute, out address)
            && DocumentRequest.MayAsk(address)
            && (address.Scheme == Uri.UriSchemeHttps || discovery.Scheme == Uri.UriSchemeHttp);
    }

    private async Task<Uri> DiscoverAsync(IssuerKeySource source, CancellationToken cancellationToken)
    {
        var discovery = source.DiscoveryAddress;
        var document = await documents.GetAsync(new DocumentRequest(discovery, source.Trust, ["application/json"]), cancellationToken);
        if (!ClaimSet.TryParse(document.Span, out var members, out var refusal))
        {
            throw new FormatException($"its discovery document cannot be read: {refusal.Describe()}");
        }

        // A document that names another issuer may be somebody else's (§4.3).
        if (!members.TryGetString("issuer", out var issuer) || !string.Equals(issuer, source.Issuer, StringComparison.Ordinal))
        {
            throw new FormatException("its discovery document names another issuer");
        }

        return TryGetAddress(members, discovery, out var address) ? address : throw new FormatException("its discovery document names no https address of keys");
    }
}
