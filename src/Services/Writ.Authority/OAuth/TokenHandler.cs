using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Writ.Authority.Delegations;
using Writ.Authority.OAuth.Grants;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.OAuth;

/// <summary>
/// The token endpoint (RFC 6749 §3.2): who asks, what a writ is to be bound to, what the grant comes to, and then the writ. On the network a writ is bound to a key by a
/// DPoP proof with a nonce (RFC 9449), or to the client's certificate (RFC 8705); on the attested socket it may be bound to that.
/// </summary>
internal sealed partial class TokenHandler(
    ClientAuthentication clients, PresenterBinding binding, IEnumerable<IGrant> grants, WritIssuer issuer, TokenOptions options, TimeProvider time, ILogger<TokenHandler> logger)
{
    // What is issued is no access token (RFC 8693 §2.2.1).
    private const string NoAccess = "N_A";

    private readonly FrozenDictionary<string, IGrant> grants = grants.ToFrozenDictionary(static g => g.Type, StringComparer.Ordinal);

    public async Task IssueAsync(HttpContext context)
    {
        if (await OAuthForm.ReadAsync(context) is not { } form)
        {
            await RefuseAsync(context, OAuthRefusal.Request("the form is missing, too long, or has a parameter twice", "send each parameter once as a form"));
            return;
        }

        if (!grants.TryGetValue(form["grant_type"] ?? "", out var grant))
        {
            await RefuseAsync(context, new OAuthRefusal(400, "unsupported_grant_type", new Reason("W2420", "law/grant", "the grant is not one of those served here", $"send one of {string.Join(", ", grants.Keys.Order(StringComparer.Ordinal))} as `grant_type` in a form")));
            return;
        }

        switch (clients.Authenticate(context, form))
        {
            case OAuthClient.Known client:
                await (Unserved(form, grant) is { } refusal ? RefuseAsync(context, refusal) : GrantAsync(context, form, client, grant));
                break;
            case OAuthClient.Unknown unknown:
                await RefuseAsync(context, unknown.Refusal);
                break;
        }
    }

    private async Task GrantAsync(HttpContext context, OAuthForm form, OAuthClient.Known client, IGrant grant)
    {
        // Before the grant is judged: a request whose proof proves nothing opens nothing.
        var presented = binding.Of(context, client);
        if (presented is not PresenterBindingResult.Bound bound)
        {
            await RefuseAsync(context, presented is PresenterBindingResult.Refused unbound ? unbound.Refusal : OAuthRefusal.Proof);
            return;
        }

        switch (await grant.JudgeAsync(new GrantRequest(form, client, bound), context.RequestAborted))
        {
            case GrantResult.Granted granted:
                await IssueAsync(context, grant, granted, bound);
                break;
            case GrantResult.Offered { Task: var task, Offering: var offering }:
                context.Response.Headers.CacheControl = "no-store";
                await context.Response.WriteAsJsonAsync(
                    new TokenDocument(offering.Token, NoAccess, Math.Max(0, (long)(offering.Offer.Expires - time.GetUtcNow()).TotalSeconds), task.Id.ToString(), DelegationOffer.TokenType),
                    ContractsJson.Default.TokenDocument,
                    "application/json",
                    context.RequestAborted);
                break;
            case GrantResult.Refused refused:
                await RefuseAsync(context, refused.Refusal);
                break;
        }
    }

    private async Task IssueAsync(HttpContext context, IGrant grant, GrantResult.Granted granted, PresenterBindingResult.Bound bound)
    {
        switch (await issuer.IssueAsync(granted.Task, bound.Binding with { Conditions = granted.Conditions, Changes = granted.Changes }, granted.Narrowing, context.RequestAborted))
        {
            case WritIssuing.Issued issued:
                context.Response.Headers.CacheControl = "no-store";
                await context.Response.WriteAsJsonAsync(
                    new TokenDocument(issued.Token, issued.Claims.Confirmation.TokenType, Math.Max(0, (long)(issued.Claims.Expires - time.GetUtcNow()).TotalSeconds), granted.Task.Id.ToString(), grant.IssuedType)
                    {
                        AuthorizationDetails = granted.Details?.Invoke(issued.Lifetime),
                    },
                    ContractsJson.Default.TokenDocument,
                    "application/json",
                    context.RequestAborted);
                break;
            case WritIssuing.Refused refused:
                await RefuseAsync(context, OAuthRefusal.Of(refused.Reason));
                break;
        }
    }

    // What is asked for beyond what is served must not be passed over: the client would take the answer for what it asked.
    private OAuthRefusal? Unserved(OAuthForm form, IGrant grant) =>
        !form.Targets.All(options.IsTarget) ? OAuthRefusal.Target
        : form["scope"] is not null ? new OAuthRefusal(400, "invalid_scope", new Reason("W2425", "law/scope", "there are no scopes here: what a writ may do, its task says", "leave `scope` out, and ask by `authorization_details`"))
        : grant.IssuedType is null && (form["actor_token"] is not null || form["actor_token_type"] is not null) ? OAuthRefusal.Request("an actor token belongs to token exchange", "leave `actor_token` out: the client is the actor")
        : null;

    private Task RefuseAsync(HttpContext context, OAuthRefusal refusal)
    {
        Log.Refused(logger, refusal.Error, refusal.Reason.Code, refusal.Operator.Length > 0 ? refusal.Operator : refusal.Reason.Text);
        return OAuthAnswers.RefuseAsync(context, refusal);
    }

    private static partial class Log
    {
        [LoggerMessage(2410, LogLevel.Information, "no writ was issued: {Error} {Code} {Operator}")]
        public static partial void Refused(ILogger logger, string error, string code, string @operator);
    }
}
