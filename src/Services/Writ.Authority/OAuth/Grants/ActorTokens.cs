using Writ.Authority.Identity;
using Writ.Authority.Tokens;
using Writ.Spiffe;

namespace Writ.Authority.OAuth.Grants;

/// <summary>
/// Judges `actor_token` (RFC 8693 §2.1). The actor of a task is the client: it has authenticated itself as the instance, by the kernel or its own SVID, and that is its
/// credential as an actor. A token that names anybody else is refused, never passed over.
/// </summary>
internal sealed class ActorTokens(SvidAuthority authority, TokenOptions options, TimeProvider time)
{
    private const string Jwt = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>Why the actor token of a request will not do; null when there is none, or it is the client's own JWT-SVID for this issuer.</summary>
    public OAuthRefusal? Objection(GrantRequest request)
    {
        var (token, type) = (request.Form["actor_token"], request.Form["actor_token_type"]);
        if (token is null && type is null)
        {
            return null;
        }

        return type == Jwt
            && JwtSvidVerification.Verify(token, options.Issuer, authority.Bundles, time.GetUtcNow()) is JwtSvidVerification.Verified { Svid: { Audiences.Length: 1 } svid }
            && svid.Id == request.Client.Instance.Id
                ? null
                : OAuthRefusal.Request("W2436", "the actor token is not the client's own JWT-SVID for this issuer", "leave `actor_token` out: the client is the actor") with { Operator = "an actor token of somebody else, or none that is believed" };
    }
}
