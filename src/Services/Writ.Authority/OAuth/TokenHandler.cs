using Microsoft.AspNetCore.Http;
using Writ.Authority.Authentication;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.OAuth;

/// <summary>
/// The token endpoint: a writ for a live task of the instance that asks, by `client_credentials` (RFC 6749 §4.4) or in exchange for a writ that it holds (RFC 8693).
/// On the network a writ is bound to a key by a DPoP proof with a nonce (RFC 9449), or to the client's certificate (RFC 8705); on the attested socket it may be bound to that.
/// </summary>
internal sealed class TokenHandler(
    ClientAuthentication clients, PresenterBinding binding, WritIssuer issuer, WritVerifier verifier, TokenOptions options, IStateReader state, IJournal journal, TimeProvider time)
{
    private const string ClientCredentials = "client_credentials";
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const string Jwt = "urn:ietf:params:oauth:token-type:jwt";

    public async Task IssueAsync(HttpContext context)
    {
        if (await OAuthForm.ReadAsync(context) is not { } form)
        {
            await OAuthAnswers.RefuseAsync(context, OAuthRefusal.Request("the form is missing, too long, or has a parameter twice or empty", "send each parameter once as a form"));
            return;
        }

        var exchanges = form["grant_type"] == TokenExchange;
        if (!exchanges && form["grant_type"] != ClientCredentials)
        {
            await OAuthAnswers.RefuseAsync(context, new OAuthRefusal(400, "unsupported_grant_type", new Reason("W2420", "law/grant", "the grant is not one of those served here", $"send `grant_type={ClientCredentials}` or `{TokenExchange}` as a form")));
            return;
        }

        switch (clients.Authenticate(context, form))
        {
            case OAuthClient.Known client:
                await (Unserved(form, exchanges) is { } refusal ? OAuthAnswers.RefuseAsync(context, refusal) : GrantAsync(context, form, client, exchanges));
                break;
            case OAuthClient.Unknown unknown:
                await OAuthAnswers.RefuseAsync(context, unknown.Refusal);
                break;
        }
    }

    private async Task GrantAsync(HttpContext context, OAuthForm form, OAuthClient.Known client, bool exchanges)
    {
        var (task, reason) = exchanges ? await ExchangedAsync(form, client, context.RequestAborted) : await OnlyTaskAsync(client, context.RequestAborted);
        if (task is null)
        {
            await OAuthAnswers.RefuseAsync(context, OAuthRefusal.Grant(reason!));
            return;
        }

        var presented = binding.Of(context, client);
        if (presented is not PresenterBindingResult.Bound bound)
        {
            await OAuthAnswers.RefuseAsync(context, presented is PresenterBindingResult.Refused unbound ? unbound.Refusal : OAuthRefusal.Proof);
            return;
        }

        switch (await issuer.IssueAsync(task, bound.Binding, context.RequestAborted))
        {
            case WritIssuing.Issued issued:
                context.Response.Headers.CacheControl = "no-store";
                await context.Response.WriteAsJsonAsync(
                    new TokenDocument(issued.Token, issued.Claims.Confirmation.TokenType, Math.Max(0, (long)(issued.Claims.Expires - time.GetUtcNow()).TotalSeconds), task.Id.ToString(), exchanges ? AccessToken : null),
                    ContractsJson.Default.TokenDocument,
                    "application/json",
                    context.RequestAborted);
                break;
            case WritIssuing.Refused refused:
                await OAuthAnswers.RefuseAsync(context, OAuthRefusal.Grant(refused.Reason));
                break;
        }
    }

    // What is asked for beyond what is served must not be passed over: the client would take the answer for what it asked.
    private OAuthRefusal? Unserved(OAuthForm form, bool exchanges)
    {
        if ((form["resource"] ?? form["audience"]) is { } target && !options.IsTarget(target))
        {
            return OAuthRefusal.Target;
        }

        if (form["resource"] is not null && form["audience"] is { } audience && !options.IsTarget(audience))
        {
            return OAuthRefusal.Target;
        }

        return form["scope"] is not null ? new OAuthRefusal(400, "invalid_scope", new Reason("W2425", "law/scope", "there are no scopes here: what a writ may do, its task says", "leave `scope` out"))
            : form["authorization_details"] is not null ? new OAuthRefusal(400, "invalid_authorization_details", new Reason("W2425", "law/scope", "authorization details are not served", "leave `authorization_details` out; the task was opened with its intent"))
            : form["actor_token"] is not null || form["actor_token_type"] is not null ? OAuthRefusal.Request("an actor token is not served: the client is the actor", "leave `actor_token` out")
            : exchanges && form["requested_token_type"] is not (null or AccessToken or Jwt) ? OAuthRefusal.Request("only access tokens are issued", $"ask for `{AccessToken}`, or leave `requested_token_type` out")
            : null;
    }

    private async ValueTask<(AgentTask? Task, Reason? Reason)> OnlyTaskAsync(OAuthClient.Known client, CancellationToken cancellationToken) =>
        await state.LiveTasksOfAsync(client.Instance.Id, cancellationToken) switch
        {
            [var only] => (only, null),
            { IsEmpty: true } => (null, AuthenticationReasons.NoTask(client.Instance.Id).Reason),
            _ => (null, AuthenticationReasons.SeveralTasks(client.Instance.Id).Reason),
        };

    // The instance's own writ, and for its own task: in another's hands it is worth nothing here either.
    private async ValueTask<(AgentTask? Task, Reason? Reason)> ExchangedAsync(OAuthForm form, OAuthClient.Known client, CancellationToken cancellationToken) =>
        form["subject_token_type"] is AccessToken or Jwt
        && form["subject_token"] is { } token
        && verifier.Verify(token) is WritVerification.Verified { Claims: var claims }
        && claims.Instance == client.Instance.Id
        && claims.Epoch == journal.Epoch
        && await state.FindTaskAsync(claims.Task, cancellationToken) is { } task
        && task.Actor.Instance == client.Instance.Id
        && !await state.IsSpentAsync(claims.Revocation, cancellationToken)
            ? (task, null)
            : (null, new Reason("W2426", "law/identity", "the subject token is no writ of this client's that is in force", "exchange a writ that was issued to this very instance"));
}
