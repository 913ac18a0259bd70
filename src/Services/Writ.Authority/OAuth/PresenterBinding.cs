using Microsoft.AspNetCore.Http;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.OAuth;

/// <summary>
/// Says what a writ is bound to by what came with the request for it: to the key of a DPoP proof (RFC 9449 §5), which on the network has to hold a nonce; without
/// one, on the attested socket to that, and on a TLS connection with a client certificate to the certificate (RFC 8705 §3). It never outlives the SVID that the
/// client authenticated with.
/// </summary>
internal sealed class PresenterBinding(ProofCheck proofs, DpopNonces nonces)
{
    /// <summary>What the writ for this client is to be bound to.</summary>
    public PresenterBindingResult Of(HttpContext context, OAuthClient.Known client)
    {
        if (context.Request.Headers["DPoP"] is not { Count: > 0 } headers)
        {
            return client switch
            {
                { BySocket: true } => Bound(WritBinding.Socket, client),
                { Certificate: { } certificate } => Bound(new WritBinding(new Confirmation.Certificate(certificate.Certificate), [], []), client),
                _ => Unproven(OAuthRefusal.Proof, "no proof on the network"),
            };
        }

        return (headers is [{ } proof] && Target(context) is { } target ? proofs.Check(proof, context.Request.Method, target, null, client.BySocket ? [] : nonces.Taken) : null) switch
        {
            ProofVerdict.Verified verified => Bound(new WritBinding(new Confirmation.Key(verified.Key), [verified.Unspent], [verified.Spend]), client),
            ProofVerdict.Refused { Reason: DpopRefusal.NonceMissing or DpopRefusal.NonceMismatch } refused => Unproven(OAuthRefusal.Nonce, refused.Operator),
            ProofVerdict.Refused refused => Unproven(OAuthRefusal.Proof, refused.Operator),
            _ => Unproven(OAuthRefusal.Proof, "several proofs, or a request for another host"),
        };
    }

    private static PresenterBindingResult.Bound Bound(WritBinding binding, OAuthClient.Known client) => new(binding with { Until = client.Until });

    private static PresenterBindingResult.Refused Unproven(OAuthRefusal refusal, string why) => new(refusal with { Operator = why });

    // What Host says chooses between the spellings of this machine, and nothing else.
    private static string? Target(HttpContext context) => context.Features.Get<IPeer>() is null
        ? RequestTarget.OnNetwork(context.Request.IsHttps, context.Request.Host.Host, context.Request.Host.Port, context.Connection.LocalPort, context.Request.Path.ToUriComponent())
        : RequestTarget.OnSocket(context.Request.Path.ToUriComponent());
}
