using Microsoft.AspNetCore.Http;
using Writ.Authority.Tokens;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.OAuth;

/// <summary>
/// Says what a writ is bound to by what came with the request for it: to the key of a DPoP proof (RFC 9449 §5), which on the network has to hold a nonce, or, on the
/// attested socket alone, to that.
/// </summary>
internal sealed class PresenterBinding(ProofCheck proofs, DpopNonces nonces)
{
    /// <summary>What the writ for this client is to be bound to.</summary>
    public PresenterBindingResult Of(HttpContext context, OAuthClient.Known client)
    {
        if (context.Request.Headers["DPoP"] is not { Count: > 0 } headers)
        {
            return client.BySocket ? new PresenterBindingResult.Bound(WritBinding.Socket) : new PresenterBindingResult.Refused(OAuthRefusal.Proof);
        }

        return (headers is [{ } proof] && Target(context) is { } target ? proofs.Check(proof, context.Request.Method, target, null, client.BySocket ? [] : nonces.Taken) : null) switch
        {
            ProofVerdict.Verified verified => new PresenterBindingResult.Bound(new WritBinding(new Confirmation.Key(verified.Key), [verified.Unspent], [verified.Spend])),
            ProofVerdict.Refused { Reason: DpopRefusal.NonceMissing or DpopRefusal.NonceMismatch } => new PresenterBindingResult.Refused(OAuthRefusal.Nonce),
            _ => new PresenterBindingResult.Refused(OAuthRefusal.Proof),
        };
    }

    // What Host says chooses between the spellings of this machine, and nothing else.
    private static string? Target(HttpContext context) => context.Features.Get<IPeer>() is null
        ? RequestTarget.OnNetwork(context.Request.Host.Host, context.Request.Host.Port, context.Connection.LocalPort, context.Request.Path.ToUriComponent())
        : RequestTarget.OnSocket(context.Request.Path.ToUriComponent());
}
