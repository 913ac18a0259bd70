using Writ.Domain;

namespace Writ.Authority.OAuth;

/// <summary>Why an endpoint of the token service refuses: the error as the RFCs name it, and our own reason.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The error, as in `invalid_client` (RFC 6749 §5.2).</param>
/// <param name="Reason">What was wrong, for the client's developer.</param>
internal sealed record OAuthRefusal(int Status, string Error, Reason Reason)
{
    public static OAuthRefusal Request(string text, string fix) => new(400, "invalid_request", new Reason("W2422", "law/request", text, fix));

    // One text for every reason: whether an instance lives, or a key is known, is not the presenter's to learn.
    public static OAuthRefusal Client { get; } = new(
        401, "invalid_client", new Reason("W2423", "law/identity", "the client is not authenticated", "send a JWT-SVID for this issuer as `client_assertion`, connect to the TLS port with an X.509-SVID and name it as `client_id`, or ask from inside `writ run` over the local socket"));

    public static OAuthRefusal Grant(Reason reason) => new(400, "invalid_grant", reason);

    public static OAuthRefusal Target { get; } = new(400, "invalid_target", new Reason("W2424", "law/audience", "a writ is good for the tools zone alone", "name it as the resource, or name none"));

    public static OAuthRefusal Proof { get; } = new(400, "invalid_dpop_proof", new Reason("W2421", "law/proof", "the proof is not a valid one for this request", "make one proof for this method and URI, now, with a P-256 key"));

    public static OAuthRefusal Nonce { get; } = new(400, "use_dpop_nonce", new Reason("W2427", "law/proof", "the proof lacks a current nonce", "put the value of the `DPoP-Nonce` header into the proof and send it again"));
}
