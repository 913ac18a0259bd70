using Writ.Authority.Delegations;
using Writ.Authority.Tokens;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>
/// Token exchange (RFC 8693). Of a subject's token, made by its identity provider: a task on that subject's behalf. Of a writ: another for the task of a writ that the client holds, bound to the key of this request's proof. With details, one that may do less.
/// What a writ may not do, no writ that it is exchanged for may; uses that are counted are handed on and never made.
/// With details that name another agent, an offer to it (the token that an offer is can be exchanged by that agent alone, for a task of its own below the writ's).
/// </summary>
internal sealed class TokenExchangeGrant(
    OwnWrits writs, TaskOpener opener, DelegationService delegations, SubjectTokens subjects, ActorTokens actors, TokenOptions options) : IGrant
{
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const string IdToken = "urn:ietf:params:oauth:token-type:id_token";
    private const string Jwt = "urn:ietf:params:oauth:token-type:jwt";

    public string Type => "urn:ietf:params:oauth:grant-type:token-exchange";

    public string? IssuedType => AccessToken;

    public async ValueTask<GrantResult> JudgeAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        if (request.Form["requested_token_type"] is not (null or AccessToken or Jwt or DelegationOffer.TokenType))
        {
            return new GrantResult.Refused(OAuthRefusal.Request("only access tokens are issued", $"ask for `{AccessToken}`, or leave `requested_token_type` out"));
        }

        var wanted = request.Form["requested_token_type"];
        if (wanted is DelegationOffer.TokenType && request.Form["subject_token_type"] is DelegationOffer.TokenType or IdToken)
        {
            return NoOffer;
        }

        if (actors.Objection(request) is { } objection)
        {
            return new GrantResult.Refused(objection);
        }

        if (request.Form["subject_token"] is { } offer && request.Form["subject_token_type"] is DelegationOffer.TokenType)
        {
            return await TakeUpAsync(offer, request, cancellationToken);
        }

        if (request.Form["subject_token"] is not { } token || request.Form["subject_token_type"] is not (IdToken or AccessToken or Jwt))
        {
            return NotOwn("no subject token of a type that is served");
        }

        if (request.Form["subject_token_type"] is IdToken)
        {
            return await OpenForAsync(token, request, cancellationToken);
        }

        switch (await writs.FindAsync(token, request.Client, cancellationToken))
        {
            case OwnWrit.InForce(var claims, var task):
                return await JudgeAsync(request, claims, task, cancellationToken);
            case OwnWrit.None when wanted is DelegationOffer.TokenType:
                return NoOffer;
            case OwnWrit.None when request.Form["authorization_details"] is not null:
                // Whatever is no writ may be a subject's token; without details only a writ could have been meant.
                return await OpenForAsync(token, request, cancellationToken);
            case OwnWrit.None none:
                return NotOwn(none.Operator);
            case OwnWrit.Dead dead:
                return NotOwn(dead.Operator);
            default:
                return NotOwn("the subject token was not judged");
        }
    }

    // A subject token that will not do is a fault of the request here (RFC 8693 §2.2.2); as an assertion it is one of the grant (RFC 7521 §4.1.1).
    private async ValueTask<GrantResult> OpenForAsync(string token, GrantRequest request, CancellationToken cancellationToken) =>
        await opener.OpenForAsync(token, request, subjects, cancellationToken) switch
        {
            GrantResult.Refused { Refusal: { Error: "invalid_grant", Reason.Code: "W2434" or "W2439" } refusal } => new GrantResult.Refused(refusal with { Error = "invalid_request" }),
            var result => result,
        };

    private async ValueTask<GrantResult> TakeUpAsync(string offer, GrantRequest request, CancellationToken cancellationToken) =>
        await delegations.ReadAsync(offer, request.Form["authorization_details"], request.Client.Instance, cancellationToken) switch
        {
            OfferReading.Read read => await opener.OpenAsync(read, request, cancellationToken),
            OfferReading.Refused refused => new GrantResult.Refused(refused.Refusal),
            _ => NotOwn("the offer was not judged"),
        };

    private async ValueTask<GrantResult> OfferAsync(GrantRequest request, WritClaims claims, AgentTask task, TaskDetails asked, string details, CancellationToken cancellationToken) =>
        await delegations.OfferAsync(task, claims, asked, details, request, cancellationToken) switch
        {
            OfferingResult.Offered offered => new GrantResult.Offered(task, offered),
            OfferingResult.Refused refused => new GrantResult.Refused(refused.Refusal),
            _ => NotOwn("the delegation was not judged"),
        };

    private async ValueTask<GrantResult> JudgeAsync(GrantRequest request, WritClaims claims, AgentTask task, CancellationToken cancellationToken)
    {
        var wanted = request.Form["requested_token_type"];
        if (request.Form["authorization_details"] is not { } details)
        {
            return wanted is DelegationOffer.TokenType ? NoOffer : claims.Limits is { Uses: not null }
                ? Invalid("its uses are counted, and a writ is exchanged by naming how many of them go along", "counted uses, and no details")
                : Granted(request, claims, task, new TaskDetails { Intent = task.Intent.ToString() }, answer: false);
        }

        return TaskDetailsReader.Read(details, options) switch
        {
            TaskDetailsReading.Read { Details.Delegate: var to } when wanted is not null && wanted is DelegationOffer.TokenType != to is not null => NoOffer,
            TaskDetailsReading.Read { Details: { Delegate: not null } asked } => await OfferAsync(request, claims, task, asked, details, cancellationToken),
            TaskDetailsReading.Read { Details.Depth: > 0 } => new GrantResult.Refused(TaskDetailsFault.Delegation.Refusal()),
            TaskDetailsReading.Read { Details: var asked } => (GrantResult?)Objection(asked, claims, task) ?? Granted(request, claims, task, asked, answer: true),
            TaskDetailsReading.Refused { Fault: var fault } => new GrantResult.Refused(fault.Refusal()),
            _ => new GrantResult.Refused(TaskDetailsFault.None.Refusal()),
        };
    }

    private static GrantResult.Refused? Objection(TaskDetails asked, WritClaims claims, AgentTask task) =>
        !string.Equals(asked.Intent, task.Intent.ToString(), StringComparison.Ordinal) || asked.Goal is not null || !asked.Parameters.IsEmpty
            ? Invalid("the details speak of another intent, or of parameters or a goal, which the task has for good", "details of another task")
        : asked.Scope is { } scope && !(scope.IsSubsetOf(task.Scope) && scope.IsSubsetOf(claims.Limits?.Scope ?? task.Scope))
            ? Invalid("the details ask for more than the writ is good for", "wider than the writ")
        : asked.Scope is { } long_ && !GrantedDetails.FitsToken(task, long_)
            ? Invalid("the details are longer than a writ carries", "too long for a writ")
        : claims.Limits is { Uses: { } uses } && !(asked.Uses <= uses)
            ? Invalid("the writ's uses are counted, and the details name none, or more than it has", "more uses than the writ's")
        : null;

    private static GrantResult.Granted Granted(GrantRequest request, WritClaims claims, AgentTask task, TaskDetails asked, bool answer)
    {
        var narrowing = new WritNarrowing
        {
            Scope = asked.Scope ?? claims.Limits?.Scope,
            Uses = asked.Uses,
            Lifetime = asked.Lifetime,
            Until = claims.Limits is null ? null : claims.Expires,
            From = claims.Id,
        };

        // Counted uses move from the one writ to the other in the transaction that issues it.
        var handed = asked.Uses ?? 1;
        var counted = claims.Limits is { Uses: not null } limits ? limits : null;
        return new GrantResult.Granted(task)
        {
            Narrowing = narrowing,
            Details = answer ? lifetime => GrantedDetails.OfNarrowed(task, asked.Lifetime is null ? null : lifetime, narrowing.Scope, narrowing.Uses) : null,
            Conditions = [.. request.Conditions, new Condition.Unspent(claims.Revocation), .. counted?.ConditionsOf(handed) ?? []],
            Changes = [.. request.Changes, .. counted?.ChangesOf(handed) ?? []],
        };
    }

    // What comes of a request is what was asked for, or nothing: a writ that is taken for an offer would be handed to another.
    private static GrantResult.Refused NoOffer => new(OAuthRefusal.Request(
        "the requested token type is not what the details ask for", $"ask for `{DelegationOffer.TokenType}` with a writ and details that have `delegation.to`, for `{AccessToken}` with others, or leave it out"));

    private static GrantResult.Refused NotOwn(string why) => new(OAuthRefusal.Request(
        new Reason("W2426", "law/identity", "the subject token is no writ of this client's that is in force", "exchange a writ that was issued to this very instance")) with { Operator = why });

    private static GrantResult.Refused Invalid(string text, string why) =>
        new(OAuthRefusal.Details(new Reason("W2431", "law/scope", text, "ask for what the writ may do, or less, or open another task by `client_credentials`"), why));
}
