using Microsoft.AspNetCore.Http;
using Writ.Authority.Tasks;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>Answers an attested instance: with its task, and by completing it. On the attested socket alone, where the kernel is the authentication.</summary>
internal sealed class AgentHandler(IAuthenticator authenticator, TaskMover mover, IStateReader state)
{
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
}
