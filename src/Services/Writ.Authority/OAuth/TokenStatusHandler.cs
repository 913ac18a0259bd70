using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.OAuth;

/// <summary>Says of a writ whether it is in force (RFC 7662), and takes it back (RFC 7009): each for the instance it was issued to. To anybody else a writ is not there.</summary>
internal sealed partial class TokenStatusHandler(
    ClientAuthentication clients, WritVerifier verifier, TokenOptions options, IStateReader state, IJournal journal, IKeyring keyring, IUlidSource ids, TimeProvider time, ILogger<TokenStatusHandler> logger)
{
    public async Task IntrospectAsync(HttpContext context)
    {
        var (client, token) = await AskedAsync(context);
        if (client is null)
        {
            return;
        }

        var claims = Own(client, token);
        var task = claims is null ? null : await state.FindTaskAsync(claims.Task, context.RequestAborted);

        // By what an action's Record asks, so that it is never told otherwise than it would be found. A server that is contained leaves the others.
        var active = claims is not null && task is not null && await journal.CommitAsync(
            [
                .. Condition.Alive(task, Effects.Read, Subject.PseudonymOf(task.Subject, keyring), time.GetUtcNow()),
                new Condition.Unspent(claims.Revocation),
                .. claims.Limits?.ConditionsOf(1) ?? [],
            ],
            [],
            [],
            context.RequestAborted) is CommitResult.Committed;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(active ? Document(claims!, task!) : IntrospectionDocument.Inactive, ContractsJson.Default.IntrospectionDocument, "application/json", context.RequestAborted);
    }

    public async Task RevokeAsync(HttpContext context)
    {
        var (client, token) = await AskedAsync(context);
        if (client is null)
        {
            return;
        }

        // What is unknown, another's or over needs no taking back, and nobody learns which it was (RFC 7009 §2.2).
        if (Own(client, token) is { } claims)
        {
            await journal.CommitAsync(
                [new Condition.Unspent(claims.Revocation)],
                [new Change.Spend(claims.Revocation, claims.Expires)],
                [new LedgerEntry.WritRevoked(claims.Task, claims.Id) { Id = EntryId.New(ids), At = time.GetUtcNow() }],
                context.RequestAborted);
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    private async ValueTask<(OAuthClient.Known? Client, string Token)> AskedAsync(HttpContext context)
    {
        if (await OAuthForm.ReadAsync(context) is not { } form || form["token"] is not { } token)
        {
            await RefuseAsync(context, OAuthRefusal.Request("there is no form with one `token`", "send `token` as a form"));
            return (null, "");
        }

        switch (clients.Authenticate(context, form))
        {
            case OAuthClient.Known { Conditions.IsEmpty: true } client:
                return (client, token);
            case OAuthClient.Known client when await journal.CommitAsync(client.Conditions, client.Changes, [], context.RequestAborted) is CommitResult.Committed:
                return (client, token);
            case OAuthClient.Known:
                await RefuseAsync(context, OAuthRefusal.Client with { Operator = "the client assertion was used before" });
                break;
            case OAuthClient.Unknown unknown:
                await RefuseAsync(context, unknown.Refusal);
                break;
        }

        return (null, "");
    }

    private WritClaims? Own(OAuthClient.Known client, string token) =>
        verifier.Verify(token) is WritVerification.Verified { Claims: var claims } && claims.Instance == client.Instance.Id && claims.Epoch == journal.Epoch ? claims : null;

    private IntrospectionDocument Document(WritClaims claims, AgentTask task) => new(Active: true)
    {
        Issuer = options.Issuer,
        Subject = Delegation.SubjectOf(task, keyring),
        Actor = Delegation.ActorOf(task),
        Audience = options.Audience,
        ClientId = claims.Instance.ToString(),
        JwtId = claims.Id.ToString(),
        Expires = claims.Expires.ToUnixTimeSeconds(),
        TokenType = claims.Confirmation.TokenType,
        Confirmation = Of(claims),
        AuthorizationDetails = claims.Limits is { } limits ? GrantedDetails.OfNarrowed(task, lifetime: null, limits.Scope, limits.Uses) : GrantedDetails.Of(task),
        Task = claims.Task.ToString(),
    };

    private static ConfirmationDocument Of(WritClaims claims) => claims.Confirmation switch
    {
        Tokens.Confirmation.Key key => new ConfirmationDocument { Jkt = key.Thumbprint.ToString() },
        Tokens.Confirmation.Certificate certificate => new ConfirmationDocument { X5tS256 = ConfirmationClaim.Text(certificate.Thumbprint) },
        _ => new ConfirmationDocument { Instance = claims.Instance.ToString() },
    };

    private Task RefuseAsync(HttpContext context, OAuthRefusal refusal)
    {
        Log.Refused(logger, refusal.Error, refusal.Reason.Code, refusal.Operator.Length > 0 ? refusal.Operator : refusal.Reason.Text);
        return OAuthAnswers.RefuseAsync(context, refusal);
    }

    private static partial class Log
    {
        [LoggerMessage(2411, LogLevel.Information, "nothing was said of a writ: {Error} {Code} {Operator}")]
        public static partial void Refused(ILogger logger, string error, string code, string @operator);
    }
}
