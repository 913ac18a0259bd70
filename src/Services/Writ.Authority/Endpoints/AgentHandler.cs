using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Writ.Authority.Tasks;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Endpoints;

/// <summary>
/// Answers an attested instance: with a writ for its task (RFC 6749 §4.4, bound by RFC 9449 when a proof comes along), with its task, and by completing it.
/// All of it on the attested socket alone, where the kernel is the client's authentication.
/// </summary>
internal sealed class AgentHandler(
    IAuthenticator authenticator, WritIssuer issuer, WritKeys keys, ProofCheck proofs, TaskMover mover, IStateReader state, TimeProvider time)
{
    private const int MaxForm = 8 * 1024;

    public async Task TokenAsync(HttpContext context)
    {
        if (await GrantAsync(context) is not "client_credentials")
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "unsupported_grant_type", new Reason("W2420", "law/grant", "the grant is not one of those served here", "send `grant_type=client_credentials` as a form"));
            return;
        }

        switch (await authenticator.AuthenticateAsync(ByPeer(context), context.RequestAborted))
        {
            case Domain.Authentication.Named who:
                await IssueAsync(context, who);
                break;
            case Domain.Authentication.Refused refused:
                await ErrorAsync(context, StatusCodes.Status401Unauthorized, "invalid_client", refused.Reason);
                break;
        }
    }

    /// <summary>What the token endpoint says while the store cannot commit.</summary>
    public static Task UnavailableAsync(HttpContext context, Reason reason) =>
        ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", reason);

    public async Task KeysAsync(HttpContext context)
    {
        context.Response.ContentType = "application/jwk-set+json";
        await context.Response.Body.WriteAsync(keys.Set.ToBytes(), context.RequestAborted);
    }

    public async Task TaskAsync(HttpContext context)
    {
        if (await NamedAsync(context) is { } who)
        {
            await AnswerAsync(context, who.Task);
        }
    }

    public async Task CompleteAsync(HttpContext context)
    {
        if (await NamedAsync(context) is not { } who)
        {
            return;
        }

        switch (await mover.MoveAsync(who.Task.Id, TaskEdge.Complete, "agent", CancellationToken.None))
        {
            case TaskMoveResult.Moved moved:
                await AnswerAsync(context, moved.Task);
                break;
            case TaskMoveResult.Refused refused:
                await Answers.ProblemAsync(context, StatusCodes.Status409Conflict, refused.Reason);
                break;
        }
    }

    // The kernel's word alone: on the socket, this is the client's authentication.
    private static Presented ByPeer(HttpContext context) => new(context.Features.Get<IPeer>(), null, null, context.Request.Method, Target(context));

    // All of this is on the socket alone; what Host says of it is the presenter's word.
    private static string Target(HttpContext context) => RequestTarget.OnSocket(context.Request.Path.ToUriComponent());

    private static async Task<string?> GrantAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxForm)
        {
            return null;
        }

        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return form["grant_type"] is [var grant] ? grant : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private async Task IssueAsync(HttpContext context, Domain.Authentication.Named who)
    {
        var (key, conditions, changes) = (default(JwkThumbprint), who.Conditions, who.Changes);
        if (context.Request.Headers["DPoP"] is { Count: > 0 } headers)
        {
            if (headers is not [{ } proof] || proofs.Check(proof, context.Request.Method, Target(context), null) is not ProofVerdict.Verified verified)
            {
                await ErrorAsync(
                    context,
                    StatusCodes.Status400BadRequest,
                    "invalid_dpop_proof",
                    new Reason("W2421", "law/proof", "the proof is not a valid one for this request", "make one proof for this method and URI, now, with a P-256 key"));
                return;
            }

            (key, conditions, changes) = (verified.Key, conditions.Add(verified.Unspent), changes.Add(verified.Spend));
        }

        switch (await issuer.IssueAsync(who.Task, key, conditions, changes, context.RequestAborted))
        {
            case WritIssuing.Issued issued:
                context.Response.Headers.CacheControl = "no-store";
                await context.Response.WriteAsJsonAsync(
                    new TokenDocument(
                        issued.Token, key.IsDefault ? "Bearer" : "DPoP", Math.Max(0, (long)(issued.Claims.Expires - time.GetUtcNow()).TotalSeconds), who.Task.Id.ToString()),
                    ContractsJson.Default.TokenDocument,
                    "application/json",
                    context.RequestAborted);
                break;
            case WritIssuing.Refused refused:
                await ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_grant", refused.Reason);
                break;
        }
    }

    private async Task<Domain.Authentication.Named?> NamedAsync(HttpContext context)
    {
        var answer = await authenticator.AuthenticateAsync(ByPeer(context), context.RequestAborted);
        if (answer is Domain.Authentication.Refused refused)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status401Unauthorized, refused.Reason);
        }

        return answer as Domain.Authentication.Named;
    }

    private async Task AnswerAsync(HttpContext context, AgentTask task) =>
        await Answers.DocumentAsync(context, Documents.Of(task, await state.TakenAsync(task.Id, context.RequestAborted)), ContractsJson.Default.TaskDocument);

    private static Task ErrorAsync(HttpContext context, int status, string error, Reason reason)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return context.Response.WriteAsJsonAsync(
            new TokenErrorDocument(error, reason.Text, reason.Code, reason.Fix), ContractsJson.Default.TokenErrorDocument, "application/json", context.RequestAborted);
    }
}
