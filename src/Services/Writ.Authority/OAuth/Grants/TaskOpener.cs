using Microsoft.AspNetCore.Http;
using Writ.Authority.Delegations;
using Writ.Authority.Tasks;
using Writ.Authority.Tokens;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>
/// Opens a task as a client's `authorization_details` ask. What they say came by a channel that the agent can write, and policy sees that. The proof that came with the
/// request is spent in the transaction that opens the task: sent again, it opens nothing.
/// </summary>
internal sealed class TaskOpener(TaskService tasks, TokenOptions options)
{
    // An agent that opens tasks and never ends them is stopped here, long before it is a burden.
    private const int MostLive = 32;

    // Beyond an offer's end: a transaction may wait for its turn.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Opens a task on behalf of a subject, whose token is judged before anything else is.</summary>
    public async ValueTask<GrantResult> OpenForAsync(string token, GrantRequest request, SubjectTokens subjects, CancellationToken cancellationToken)
    {
        if (request.Form["authorization_details"] is not { } details)
        {
            return new GrantResult.Refused(OAuthRefusal.Request(
                "W2433", "a subject's token opens a task, and nothing says which", "send `authorization_details` with the intent, or ask by `client_credentials` for a writ of a task that is open"));
        }

        return await subjects.ReadAsync(token, cancellationToken) switch
        {
            SubjectReading.Read read => await OpenAsync(details, request, read, cancellationToken),
            SubjectReading.Refused refused => new GrantResult.Refused(refused.Refusal),
            _ => new GrantResult.Refused(TaskDetailsFault.None.Refusal()),
        };
    }

    /// <summary>Opens a task of the instance, for itself.</summary>
    public ValueTask<GrantResult> OpenAsync(string details, GrantRequest request, CancellationToken cancellationToken) =>
        OpenAsync(details, request, null, cancellationToken);

    /// <summary>Opens a task that another delegates: what it is about, the offer says.</summary>
    public ValueTask<GrantResult> OpenAsync(OfferReading.Read offered, GrantRequest request, CancellationToken cancellationToken)
    {
        var taken = offered.Offer.Taken;
        return OpenAsync(
            offered.Asked,
            new TaskOpening
            {
                Agent = "",
                Intent = "",
                Parameters = [],
                Instance = request.Client.Instance,
                Channel = offered.Channel,
                Subject = offered.Delegated.Parent.Subject,
                Delegated = offered.Delegated,
                Conditions = [new Condition.Unspent(taken), new Condition.InForce(offered.Release)],
                Changes = [new Change.Spend(taken, offered.Offer.Expires + Kept)],
            },
            request,
            cancellationToken);
    }

    private async ValueTask<GrantResult> OpenAsync(string details, GrantRequest request, SubjectReading.Read? subject, CancellationToken cancellationToken) =>
        TaskDetailsReader.Read(details, options) switch
        {
            TaskDetailsReading.Read { Details.Delegate: not null } => new GrantResult.Refused(TaskDetailsFault.Delegation.Refusal()),
            TaskDetailsReading.Read { Details: var asked } => await OpenAsync(
                asked,
                new TaskOpening
                {
                    Agent = "",
                    Intent = "",
                    Parameters = [],
                    Instance = request.Client.Instance,
                    Channel = TaskChannel.Agent,
                    Subject = subject?.Subject,
                    Conditions = subject?.Conditions ?? [],
                    Changes = subject?.Changes ?? [],
                },
                request,
                cancellationToken),
            TaskDetailsReading.Refused refused => new GrantResult.Refused(refused.Fault.Refusal()),
            _ => new GrantResult.Refused(TaskDetailsFault.None.Refusal()),
        };

    // What is asked for, by whoever asks; where it comes from and what that rests on, the opening says already.
    private async ValueTask<GrantResult> OpenAsync(TaskDetails asked, TaskOpening opening, GrantRequest request, CancellationToken cancellationToken)
    {
        var instance = request.Client.Instance;
        var opened = await tasks.OpenAsync(
            opening with
            {
                Agent = instance.Agent.ToString(),
                Intent = asked.Intent,
                Parameters = asked.Parameters,
                Goal = asked.Goal,
                Binding = request.Binding,
                Scope = asked.Scope,
                Lifetime = asked.Lifetime,
                Depth = asked.Depth,
                Conditions = [new Condition.LiveTasksBelow(instance.Id, MostLive), .. request.Conditions, .. opening.Conditions],
                Changes = [.. request.Changes, .. opening.Changes],
            },
            cancellationToken);
        return opened switch
        {
            TaskOpeningResult.Opened { Task: var task } => new GrantResult.Granted(task)
            {
                Details = _ => asked.Uses is { } uses ? GrantedDetails.OfNarrowed(task, task.Deadline - task.Opened, null, uses) : GrantedDetails.Of(task, task.Deadline - task.Opened),
                Narrowing = new WritNarrowing { Uses = asked.Uses },
            },
            TaskOpeningResult.Refused { Denial: var denial } => new GrantResult.Refused(Refusal(denial)),
            _ => new GrantResult.Refused(TaskDetailsFault.None.Refusal()),
        };
    }

    // What the details got wrong is the client's to mend; what policy or law refuses is not (the error is that of RFC 8628 §3.5, which the token endpoint knows).
    private static OAuthRefusal Refusal(Denial denial)
    {
        if (denial.Reason.Code is "W2302" or "W2423")
        {
            return OAuthRefusal.Of(denial.Reason);
        }

        var (status, error) = denial.Reason.Code switch
        {
            "W2202" or "W2203" or "W2208" or "W2209" => (StatusCodes.Status400BadRequest, "invalid_authorization_details"),
            "W2105" or "W2439" or "W2225" or "W2226" => (StatusCodes.Status400BadRequest, "invalid_grant"),
            "W2204" or "W2211" => (StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable"),
            _ => (StatusCodes.Status400BadRequest, "access_denied"),
        };
        return new OAuthRefusal(status, error, denial.Reason)
        {
            Operator = $"opening refused as {denial.Decision}",
            Decision = denial.Decision,
            Further = [.. denial.Reasons.Skip(1).Select(static r => $"{r.Code}: {r.Text}")],
        };
    }
}
