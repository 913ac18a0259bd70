using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.OAuth;

/// <summary>
/// Says which instance asks: the one that the kernel names on the attested socket, or the one whose JWT-SVID for this issuer alone came along as an assertion
/// (RFC 7523 §2.2, OAuth SPIFFE Client Authentication). Where both are there they must agree.
/// </summary>
internal sealed class ClientAuthentication(InstanceRegistry instances, SvidAuthority authority, TokenOptions options, TimeProvider time)
{
    /// <summary>The type of an assertion that is a JWT-SVID.</summary>
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe";

    public OAuthClient Authenticate(HttpContext context, OAuthForm form)
    {
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
                    return new OAuthClient.Unknown(OAuthRefusal.Client);
            }
        }

        var (type, assertion) = (form["client_assertion_type"], form["client_assertion"]);
        if (type is null && assertion is null && attested is not null)
        {
            return Named(attested, form, bySocket: true);
        }

        // The issuer as the only audience: a token that was made for somebody else too could be theirs to send.
        return type == AssertionType
            && JwtSvidVerification.Verify(assertion, options.Issuer, authority.Bundles, time.GetUtcNow()) is JwtSvidVerification.Verified { Svid: { Audiences.Length: 1 } svid }
            && instances.Find(svid.Id) is { } asserted
            && (attested is null || attested.Id == asserted.Id)
            ? Named(attested ?? asserted, form, bySocket: attested is not null)
            : new OAuthClient.Unknown(OAuthRefusal.Client);
    }

    private static OAuthClient Named(AttestedInstance instance, OAuthForm form, bool bySocket) =>
        form["client_id"] is { } id && !string.Equals(id, instance.Id.ToString(), StringComparison.Ordinal)
            ? new OAuthClient.Unknown(OAuthRefusal.Client)
            : new OAuthClient.Known(instance, bySocket);

    private static OAuthClient.Unknown Refused(Reason reason) => new(new OAuthRefusal(StatusCodes.Status401Unauthorized, "invalid_client", reason));
}
