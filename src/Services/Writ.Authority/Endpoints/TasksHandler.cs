using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Writ.Authority.Tasks;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>The tasks that live, and the edges that an operator may send them along.</summary>
internal sealed class TasksHandler(IStateReader state, TaskMover mover)
{
    private const int Most = 1000;

    public static Reason Unknown { get; } = new("W2205", "law/task-known", "there is no such task", "list the tasks that live with `writ task list`");

    public async Task ListAsync(HttpContext context)
    {
        var documents = ImmutableArray.CreateBuilder<TaskDocument>();
        foreach (var task in await state.LiveTasksAsync(Most, context.RequestAborted))
        {
            documents.Add(Documents.Of(task, await state.TakenAsync(task.Id, context.RequestAborted)));
        }

        await Answers.DocumentAsync(context, new TaskListDocument(documents.ToImmutable()), ContractsJson.Default.TaskListDocument);
    }

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } task)
        {
            await AnswerAsync(context, task);
        }
    }

    public async Task MoveAsync(HttpContext context)
    {
        if (EdgeOf(context.Request.RouteValues["edge"] as string) is not { } edge)
        {
            await Answers.ProblemAsync(
                context, StatusCodes.Status404NotFound, new Reason("W2413", "law/request", "this is no edge that an operator may send a task along", "use complete, revoke, suspend, resume or downgrade"));
            return;
        }

        if (await FindAsync(context) is not { } task)
        {
            return;
        }

        switch (await mover.MoveAsync(task.Id, edge, "operator", context.RequestAborted))
        {
            case TaskMoveResult.Moved moved:
                await AnswerAsync(context, moved.Task);
                break;
            case TaskMoveResult.Refused refused:
                await Answers.ProblemAsync(context, StatusCodes.Status409Conflict, refused.Reason);
                break;
        }
    }

    private static TaskEdge? EdgeOf(string? name) => name switch
    {
        "complete" => TaskEdge.Complete,
        "revoke" => TaskEdge.Revoke,
        "suspend" => TaskEdge.Suspend,
        "resume" => TaskEdge.Resume,
        "downgrade" => TaskEdge.Downgrade,
        _ => null,
    };

    private async Task<AgentTask?> FindAsync(HttpContext context)
    {
        if (TaskId.TryParse(context.Request.RouteValues["task"] as string, null, out var id) && await state.FindTaskAsync(id, context.RequestAborted) is { } task)
        {
            return task;
        }

        await Answers.ProblemAsync(context, StatusCodes.Status404NotFound, Unknown);
        return null;
    }

    private async Task AnswerAsync(HttpContext context, AgentTask task) =>
        await Answers.DocumentAsync(context, Documents.Of(task, await state.TakenAsync(task.Id, context.RequestAborted)), ContractsJson.Default.TaskDocument);
}
