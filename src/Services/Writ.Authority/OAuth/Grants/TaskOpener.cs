using Microsoft.AspNetCore.Http;
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

    private async ValueTask<GrantResult> OpenAsync(string details, GrantRequest request, SubjectReading.Read? subject, CancellationToken cancellationToken)
    {
        TaskDetails asked;
        switch (TaskDetailsReader.Read(details, options))
        {
            case TaskDetailsReading.Read read:
                asked = read.Details;
                break;
            case TaskDetailsReading.Refused refused:
                return new GrantResult.Refused(refused.Fault.Refusal());
            default:
                return new GrantResult.Refused(TaskDetailsFault.None.Refusal());
        }

        var instance = request.Client.Instance;
        var opened = await tasks.OpenAsync(
            new TaskOpening
            {
                Agent = instance.Agent.ToString(),
                Intent = asked.Intent,
                Parameters = asked.Parameters,
                Goal = asked.Goal,
                Instance = instance,
                Binding = request.Binding,
                Channel = TaskChannel.Agent,
                Scope = asked.Scope,
                Lifetime = asked.Lifetime,
                Subject = subject?.Subject,
                Conditions = [new Condition.LiveTasksBelow(instance.Id, MostLive), .. request.Conditions, .. subject?.Conditions ?? []],
                Changes = [.. request.Changes, .. subject?.Changes ?? []],
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
            "W2105" or "W2439" => (StatusCodes.Status400BadRequest, "invalid_grant"),
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
