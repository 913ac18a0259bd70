using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.OAuth;

/// <summary>
/// Says which instance asks: the one that the kernel names on the attested socket; the one whose X.509-SVID is the client certificate of the connection (RFC 8705 §2);
/// or the one whose JWT-SVID for this issuer alone came along as an assertion (RFC 7523 §2.2, OAuth SPIFFE Client Authentication). All that are there must agree.
/// </summary>
internal sealed class ClientAuthentication(InstanceRegistry instances, SvidAuthority authority, TokenOptions options, TimeProvider time)
{
    /// <summary>The type of an assertion that is a JWT-SVID.</summary>
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe";

    public OAuthClient Authenticate(HttpContext context, OAuthForm form)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            // That is another way to authenticate, which is not served, and only one may be used (RFC 6749 §2.3).
            return Nobody;
        }

        AttestedInstance? attested = null;
        if (context.Features.Get<IPeer>() is { } peer)
        {
            switch (instances.Attest(peer))
            {
                case PeerAttestation.Known known:
                    attested = known.Instance;
                    break;
                case PeerAttestation.Stranger stranger:
                    return Refused(stranger.Reason);
                case PeerAttestation.Refused refused:
                    return Refused(refused.Reason);
                default:
                    return Nobody;
            }
        }

        // A connection may outlive its certificate, and the instance: both are asked at each request.
        var certificate = context.Features.Get<ITlsPeer>();
        var shown = certificate is { IsBelieved: true } ? instances.Find(certificate.Id) : null;
        if (certificate is not null && shown is null)
        {
            return Nobody;
        }

        var (type, assertion) = (form["client_assertion_type"], form["client_assertion"]);
        if (type is null && assertion is null)
        {
            return attested is not null ? Named(new OAuthClient.Known(attested, BySocket: true), form)
                // By certificate the client says who it is, too (RFC 8705 §2).
                : certificate is not null && shown is not null && form["client_id"] is not null ? Named(new OAuthClient.Known(shown, BySocket: false) { Certificate = certificate, Until = certificate.Ends }, form)
                : Nobody;
        }

        return Asserted(type, assertion) is var (asserted, ends) && (attested ?? asserted).Id == asserted.Id && (shown ?? asserted).Id == asserted.Id
            ? Named(new OAuthClient.Known(attested ?? asserted, BySocket: attested is not null) { Certificate = certificate, Until = certificate?.Ends < ends ? certificate.Ends : ends }, form)
            : Nobody;
    }

    private static OAuthClient Nobody => new OAuthClient.Unknown(OAuthRefusal.Client);

    private static OAuthClient Named(OAuthClient.Known client, OAuthForm form) =>
        form["client_id"] is { } id && !string.Equals(id, client.Instance.Id.ToString(), StringComparison.Ordinal) ? Nobody : client;

    private static OAuthClient.Unknown Refused(Reason reason) => new(new OAuthRefusal(StatusCodes.Status401Unauthorized, "invalid_client", reason));

    // Each type of assertion has its case: whose it is, and when what it rests on ends.
    private (AttestedInstance Instance, DateTimeOffset Ends)? Asserted(string? type, string? assertion) => type switch
    {
        AssertionType => ByJwtSvid(assertion),
        _ => null,
    };

    // The issuer as the only audience: a token that was made for somebody else too could be theirs to send.
    private (AttestedInstance Instance, DateTimeOffset Ends)? ByJwtSvid(string? assertion) =>
        JwtSvidVerification.Verify(assertion, options.Issuer, authority.Bundles, time.GetUtcNow()) is JwtSvidVerification.Verified { Svid: { Audiences.Length: 1 } svid }
        && instances.Find(svid.Id) is { } instance
            ? (instance, svid.ExpiresAt)
            : null;
}
