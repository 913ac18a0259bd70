using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.OAuth;

/// <summary>
/// Says which instance asks: the one that the kernel names on the attested socket; the one whose X.509-SVID is the client certificate of the connection (RFC 8705 §2);
/// or the one whose assertion came along (RFC 7523 §2.2): its JWT-SVID for this issuer alone (OAuth SPIFFE Client Authentication), or one that it signed with a key of its
/// own. All that are there must agree.
/// </summary>
internal sealed class ClientAuthentication(InstanceRegistry instances, SvidAuthority authority, InstanceAssertions assertions, TokenOptions options, TimeProvider time)
{
    /// <summary>The type of an assertion that is a JWT-SVID.</summary>
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe";

    public OAuthClient Authenticate(HttpContext context, OAuthForm form)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            // That is another way to authenticate, which is not served, and only one may be used (RFC 6749 §2.3).
            return Nobody("an authorization header beside, or instead of, a client assertion");
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
                    return Refused(stranger.Reason, stranger.Operator);
                case PeerAttestation.Refused refused:
                    return Refused(refused.Reason, refused.Operator);
                default:
                    return Nobody("the peer was not judged");
            }
        }

        // A connection may outlive its certificate, and the instance: both are asked at each request.
        var certificate = context.Features.Get<ITlsPeer>();
        var shown = certificate is { IsBelieved: true } ? instances.Find(certificate.Id) : null;
        if (certificate is not null && shown is null)
        {
            return Nobody("client certificate: it is not believed any more, or its instance does not live here");
        }

        var (type, assertion) = (form["client_assertion_type"], form["client_assertion"]);
        if (type is null && assertion is null)
        {
            return attested is not null ? Named(new OAuthClient.Known(attested, BySocket: true), form)
                // By certificate the client says who it is, too (RFC 8705 §2).
                : certificate is not null && shown is not null && form["client_id"] is not null ? Named(new OAuthClient.Known(shown, BySocket: false) { Certificate = certificate, Until = certificate.Ends }, form)
                : Nobody("no client assertion");
        }

        return Asserted(type, assertion) switch
        {
            OAuthClient.Known known when attested is not null && attested.Id != known.Instance.Id => Nobody($"{attested.Id} presents an assertion of {known.Instance.Id}"),
            OAuthClient.Known known when shown is not null && shown.Id != known.Instance.Id => Nobody($"{shown.Id} presents an assertion of {known.Instance.Id}"),
            OAuthClient.Known known => Named(
                known with { Instance = attested ?? known.Instance, BySocket = attested is not null, Certificate = certificate, Until = certificate?.Ends < known.Until ? certificate.Ends : known.Until }, form),
            var unknown => unknown,
        };
    }

    // One answer whatever it was; the operator learns which.
    private static OAuthClient.Unknown Nobody(string why) => new(OAuthRefusal.Client with { Operator = why });

    private static OAuthClient Named(OAuthClient.Known client, OAuthForm form) =>
        form["client_id"] is { } id && !string.Equals(id, client.Instance.Id.ToString(), StringComparison.Ordinal) ? Nobody($"`client_id` is not {client.Instance.Id}") : client;

    private static OAuthClient.Unknown Refused(Reason reason, string why) => new(new OAuthRefusal(StatusCodes.Status401Unauthorized, "invalid_client", reason) { Operator = why });

    // Each type of assertion has its case: whose it is, and when what it rests on ends.
    private OAuthClient Asserted(string? type, string? assertion) => type switch
    {
        AssertionType => ByJwtSvid(assertion),
        InstanceAssertions.AssertionType => ByOwnKey(assertion),
        _ => Nobody("a client assertion of a type that is not served"),
    };

    // The issuer as the only audience: a token that was made for somebody else too could be theirs to send.
    private OAuthClient ByJwtSvid(string? assertion) => JwtSvidVerification.Verify(assertion, options.Issuer, authority.Bundles, time.GetUtcNow()) switch
    {
        JwtSvidVerification.Verified { Svid: { Audiences.Length: 1 } svid } =>
            instances.Find(svid.Id) is { } instance ? new OAuthClient.Known(instance, BySocket: false) { Until = svid.ExpiresAt } : Nobody($"JWT-SVID: {svid.Id} does not live here"),
        JwtSvidVerification.Verified => Nobody("JWT-SVID: it is for others too"),
        JwtSvidVerification.Refused refused => Nobody($"JWT-SVID: {refused.Reason}"),
        _ => Nobody("JWT-SVID: not judged"),
    };

    private OAuthClient ByOwnKey(string? assertion) => assertions.Verify(assertion) switch
    {
        InstanceAssertion.Verified own => instances.Find(own.Instance) is { } instance
            ? new OAuthClient.Known(instance, BySocket: false) { Conditions = [own.Unspent], Changes = [own.Spend] }
            : Nobody($"client assertion: {own.Instance} does not live here"),
        InstanceAssertion.Refused refused => Nobody(refused.Operator),
        _ => Nobody("client assertion: not judged"),
    };
}
