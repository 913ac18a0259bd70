using Microsoft.AspNetCore.Http;
using Writ.Authority.OAuth;
using Writ.Authority.Tasks;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>
/// Answers an instance: with its task, and by completing it. On the attested socket the kernel says whose that is, or a writ which of several; over the network a writ
/// with a proof by its key does.
/// </summary>
internal sealed class AgentHandler(IAuthenticator authenticator, TaskMover mover, IStateReader state)
{
    private static readonly Reason TwoCredentials = new("W2310", "law/identity", "no credential was presented that could be read", "send one `Authorization` and one `DPoP` header at most, to this machine by its own name");

    // The holder of less than the task may not end the whole of it.
    private static readonly Reason Narrowed = new("W2440", "law/narrowed-writ", "the writ is narrower than its task, and only a writ of the whole task completes it", "complete it with the writ that this one was exchanged for, or on the instance's own socket");

    public async Task TaskAsync(HttpContext context)
    {
        if (await NamedAsync(context) is not { } who)
        {
            return;
        }

        // Nothing is recorded, so the proof is not taken: for as long as it is fresh, who has read it can read the same again.
        foreach (var condition in who.Conditions)
        {
            if (condition is Condition.Unspent unspent && await state.IsSpentAsync(unspent.Spend, context.RequestAborted))
            {
                await UnnamedAsync(context, TaskMover.Spent.Reason);
                return;
            }
        }

        await AnswerAsync(context, who.Task);
    }

    public async Task CompleteAsync(HttpContext context)
    {
        if (await NamedAsync(context) is not { } who)
        {
            return;
        }

        if (who.Limits is not null)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status403Forbidden, Narrowed);
            return;
        }

        switch (await mover.MoveAsync(who.Task.Id, TaskEdge.Complete, "agent", who.Conditions, who.Changes, CancellationToken.None))
        {
            case TaskMoveResult.Moved moved:
                await AnswerAsync(context, moved.Task);
                break;
            case TaskMoveResult.Refused refused when refused == TaskMover.Spent:
                await UnnamedAsync(context, refused.Reason);
                break;
            case TaskMoveResult.Refused refused:
                await Answers.ProblemAsync(context, StatusCodes.Status409Conflict, refused.Reason);
                break;
        }
    }

    // Null for a credential that stands twice, and for a host that is not this machine.
    private static Presented? Of(HttpContext context)
    {
        var (peer, authorization, proof) = (context.Features.Get<IPeer>(), context.Request.Headers.Authorization, context.Request.Headers["DPoP"]);
        var path = context.Request.Path.ToUriComponent();
        var target = peer is null ? RequestTarget.OnNetwork(context.Request.IsHttps, context.Request.Host.Host, context.Request.Host.Port, context.Connection.LocalPort, path) : RequestTarget.OnSocket(path);
        return authorization.Count > 1 || proof.Count > 1 || target is null
            ? null
            : new Presented(peer, authorization is [{ } held] ? held : null, proof is [{ } made] ? made : null, context.Request.Method, target) { Certificate = context.Features.Get<ITlsPeer>() };
    }

    private async Task<Domain.Authentication.Named?> NamedAsync(HttpContext context)
    {
        var answer = Of(context) is { } presented ? await authenticator.AuthenticateAsync(presented, context.RequestAborted) : new Domain.Authentication.Refused(TwoCredentials, "two credentials, or a foreign host");
        if (answer is Domain.Authentication.Refused refused)
        {
            await UnnamedAsync(context, refused.Reason);
        }

        return answer as Domain.Authentication.Named;
    }

    private static Task UnnamedAsync(HttpContext context, Reason reason)
    {
        Challenge.OfWrit(context, reason);
        return Answers.ProblemAsync(context, StatusCodes.Status401Unauthorized, reason);
    }

    private async Task AnswerAsync(HttpContext context, AgentTask task) =>
        await Answers.DocumentAsync(context, Documents.Of(task, await state.TakenAsync(task.Id, context.RequestAborted)), ContractsJson.Default.TaskDocument);
}
