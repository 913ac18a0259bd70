using Microsoft.AspNetCore.Http;
using Writ.Authority.Tasks;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>
/// Answers an instance: with its task, and by completing it. On the attested socket the kernel says whose that is, or a writ which of several; over the network a writ
/// with a proof by its key does.
/// </summary>
internal sealed class AgentHandler(AgentCallers callers, TaskMover mover, IStateReader state)
{
    // The holder of less than the task may not end the whole of it.
    private static readonly Reason Narrowed = new("W2440", "law/narrowed-writ", "the writ is narrower than its task, and only a writ of the whole task completes it", "complete it with the writ that this one was exchanged for, or on the instance's own socket");

    public async Task TaskAsync(HttpContext context)
    {
        if (await callers.NamedAsync(context) is not { } who)
        {
            return;
        }

        // Nothing is recorded, so the proof is not taken: for as long as it is fresh, who has read it can read the same again.
        foreach (var condition in who.Conditions)
        {
            if (condition is Condition.Unspent unspent && await state.IsSpentAsync(unspent.Spend, context.RequestAborted))
            {
                await AgentCallers.UnnamedAsync(context, TaskMover.Spent.Reason);
                return;
            }
        }

        await AnswerAsync(context, who.Task);
    }

    public async Task CompleteAsync(HttpContext context)
    {
        if (await callers.NamedAsync(context) is not { } who)
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
                await AgentCallers.UnnamedAsync(context, refused.Reason);
                break;
            case TaskMoveResult.Refused refused:
                await Answers.ProblemAsync(context, StatusCodes.Status409Conflict, refused.Reason);
                break;
        }
    }

    private async Task AnswerAsync(HttpContext context, AgentTask task) =>
        await Answers.DocumentAsync(context, Documents.Of(task, await state.TakenAsync(task.Id, context.RequestAborted)), ContractsJson.Default.TaskDocument);
}
