using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Writ.Authority.Endpoints;
using Writ.Authority.Identity;
using Writ.Authority.OAuth;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Joining;

/// <summary>
/// Lets workloads on other machines join, and stay. Each request carries a DPoP proof with a nonce, as at the token endpoint. Whatever is wrong with a token, the answer is
/// the same: whether one was ever given out, was taken or has ended is not the presenter's to learn.
/// </summary>
internal sealed partial class JoinHandler(JoinService joining, SvidAuthority authority, ProofCheck proofs, DpopNonces nonces, ILogger<JoinHandler> logger)
{
    private static readonly OAuthRefusal NotJoined = new(
        StatusCodes.Status401Unauthorized, "invalid_grant", new Reason("W2130", "law/join", "the token is not good for joining", "ask an operator for a join token, or use a fresh token of a registered identity provider, once"));

    private static readonly OAuthRefusal NotRenewed = new(
        StatusCodes.Status401Unauthorized, "invalid_grant", new Reason("W2131", "law/join", "no such instance can renew with this key", "join again"));

    private static readonly OAuthRefusal Malformed = new(
        StatusCodes.Status400BadRequest, "invalid_request", new Reason("W2132", "law/request", "the body names no token, or two", "send exactly one of `join_token` and `identity_token`"));

    private static readonly OAuthRefusal Here = new(
        StatusCodes.Status400BadRequest, "invalid_request", new Reason("W2135", "law/join", "a process of this machine does not join: the kernel names it", "start it with `writ run`, or register it below `workloads:` in writ.yaml"));

    private static readonly OAuthRefusal Full = new(
        StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", new Reason("W2136", "law/join", "as many instances joined as may live at once", "try again with the same token when some have ended"));

    public async Task JoinAsync(HttpContext context)
    {
        if (await ProvenAsync(context) is not var (key, proof) || await Answers.BodyAsync(context, ContractsJson.Default.JoinRequest) is not { } request)
        {
            return;
        }

        if (request.JoinToken is null == request.IdentityToken is null)
        {
            await OAuthAnswers.RefuseAsync(context, Malformed);
            return;
        }

        // Once handed over it is not withdrawn, so it is not given up half-way either: a token that was taken has made an instance.
        var result = request.IdentityToken is { } identity ? await joining.JoinAsync(identity, key, proof, CancellationToken.None)
            : JoinToken.TryParse(request.JoinToken, out var token) ? await joining.JoinAsync(token, key, proof, CancellationToken.None)
            : new JoinResult.Refused("the text is no join token");
        await AnswerAsync(context, result, NotJoined);
    }

    public async Task RenewAsync(HttpContext context)
    {
        if (await ProvenAsync(context) is not var (key, proof) || await Answers.BodyAsync(context, ContractsJson.Default.RenewRequest) is not { } request)
        {
            return;
        }

        await AnswerAsync(
            context,
            SpiffeId.TryParseWorkload(request.Instance, out var id, out _) ? await joining.RenewAsync(id, key, proof, CancellationToken.None) : new JoinResult.Refused("the text is no instance's id"),
            NotRenewed);
    }

    private static string? Target(HttpContext context) =>
        RequestTarget.OnNetwork(context.Request.IsHttps, context.Request.Host.Host, context.Request.Host.Port, context.Connection.LocalPort, context.Request.Path.ToUriComponent());

    private async ValueTask<(ProvenKey Key, ProofVerdict.Verified Proof)?> ProvenAsync(HttpContext context)
    {
        // Of a process of this machine the kernel knows more than a key says.
        if (context.Features.Get<IPeer>() is not null)
        {
            await OAuthAnswers.RefuseAsync(context, Here);
            return null;
        }

        if (context.Request.Headers["DPoP"] is not [{ } proof] || Target(context) is not { } target)
        {
            await OAuthAnswers.RefuseAsync(context, OAuthRefusal.Proof);
            return null;
        }

        switch (proofs.Check(proof, context.Request.Method, target, null, nonces.Taken))
        {
            case ProofVerdict.Verified verified when ProvenKey.Of(proof, verified.Key) is { } key:
                return (key, verified);
            case ProofVerdict.Refused { Reason: DpopRefusal.NonceMissing or DpopRefusal.NonceMismatch }:
                await OAuthAnswers.RefuseAsync(context, OAuthRefusal.Nonce);
                return null;
            default:
                await OAuthAnswers.RefuseAsync(context, OAuthRefusal.Proof);
                return null;
        }
    }

    private async Task AnswerAsync(HttpContext context, JoinResult result, OAuthRefusal refusal)
    {
        switch (result)
        {
            case JoinResult.Joined joined:
                using (var bundle = JsonDocument.Parse(authority.Bundle.ToJson()))
                {
                    var document = new JoinDocument(
                        joined.Instance.Id.ToString(), [.. joined.Svid.Chain.Select(static c => Convert.ToBase64String(c.RawData))], bundle.RootElement.Clone(), joined.Svid.Renew, joined.Svid.Expires);
                    await Answers.DocumentAsync(context, document, ContractsJson.Default.JoinDocument);
                }

                break;
            case JoinResult.Replayed:
                await OAuthAnswers.RefuseAsync(context, OAuthRefusal.Proof);
                break;
            case JoinResult.Full:
                Log.Refused(logger, context.Request.Path, "as many joined as may");
                await OAuthAnswers.RefuseAsync(context, Full);
                break;
            default:
                Log.Refused(logger, context.Request.Path, (result as JoinResult.Refused)?.Operator ?? "not judged");
                await OAuthAnswers.RefuseAsync(context, refusal);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2220, LogLevel.Warning, "{Path} is refused: {Detail}")]
        public static partial void Refused(ILogger logger, string path, string detail);
    }
}
