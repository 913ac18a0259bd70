using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.OAuth;

/// <summary>Why an endpoint of the token service refuses: the error as the RFCs name it, and our own reason.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The error, as in `invalid_client` (RFC 6749 §5.2).</param>
/// <param name="Reason">What was wrong, for the client's developer.</param>
internal sealed record OAuthRefusal(int Status, string Error, Reason Reason)
{
    /// <summary>More for the operator; nothing personal, no credential.</summary>
    public string Operator { get; init; } = "";

    /// <summary>The id under which the ledger has the refusal to open a task; the zero value for any other.</summary>
    public DecisionId Decision { get; init; }

    /// <summary>The further reasons of that refusal, one line each.</summary>
    public ImmutableArray<string> Further { get; init; } = [];

    public static OAuthRefusal Request(string text, string fix) => new(400, "invalid_request", new Reason("W2422", "law/request", text, fix));

    public static OAuthRefusal Request(Reason reason) => new(400, "invalid_request", reason);

    public static OAuthRefusal Request(string code, string text, string fix) => new(400, "invalid_request", new Reason(code, "law/request", text, fix));

    // One text for every reason: whether an instance lives, or a key is known, is not the presenter's to learn.
    public static OAuthRefusal Client { get; } = new(
        401, "invalid_client", new Reason("W2423", "law/identity", "the client is not authenticated", "send a JWT-SVID for this issuer as `client_assertion`, connect to the TLS port with an X.509-SVID and name it as `client_id`, or ask from inside `writ run` over the local socket"));

    /// <summary>The refusal for a reason against issuing: what was presented once and is spent, what nests too deeply, what is wrong with a token to exchange (RFC 8693 §2.2.2), and with the grant.</summary>
    public static OAuthRefusal Of(Reason reason) => reason.Code switch
    {
        "W2423" => Client with { Operator = "the client assertion was used before" },
        "W2302" => new OAuthRefusal(400, "invalid_dpop_proof", reason),
        "W2426" or "W2435" or "W2437" => Request(reason),
        _ => Grant(reason),
    };

    public static OAuthRefusal Grant(Reason reason) => new(400, "invalid_grant", reason);

    public static OAuthRefusal Details(Reason reason, string text) => new(400, "invalid_authorization_details", reason) { Operator = text };

    public static OAuthRefusal Target { get; } = new(400, "invalid_target", new Reason("W2424", "law/audience", "a writ is good for the tools zone alone", "name it as the resource, or name none"));

    public static OAuthRefusal Proof { get; } = new(400, "invalid_dpop_proof", new Reason("W2421", "law/proof", "the proof is not a valid one for this request", "make one proof for this method and URI, now, with a P-256 key"));

    public static OAuthRefusal Nonce { get; } = new(400, "use_dpop_nonce", new Reason("W2427", "law/proof", "the proof lacks a current nonce", "put the value of the `DPoP-Nonce` header into the proof and send it again"));
}
