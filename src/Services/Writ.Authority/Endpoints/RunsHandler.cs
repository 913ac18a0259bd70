using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Authority.Tasks;
using Writ.Contracts;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Endpoints;

/// <summary>A launcher gets an instance for the process tree below itself, and a task for it. Which process it is, the kernel says.</summary>
internal sealed class RunsHandler(TrustDomain trustDomain, InstanceRegistry instances, TaskService tasks, IStateReader state, IKeyring keyring)
{
    public async Task StartAsync(HttpContext context)
    {
        if (await Answers.BodyAsync(context, ContractsJson.Default.RunRequest) is not { } request)
        {
            return;
        }

        if (!Slug.TryParse(request.Agent, null, out var agent))
        {
            await Answers.ProblemAsync(context, StatusCodes.Status422UnprocessableEntity, new Reason("W2201", "law/agent", "there is no such agent", "name an agent that `writ.yaml` registers"));
            return;
        }

        using var prepared = instances.Prepare(trustDomain, agent, context.Features.Get<IPeer>(), request.User, out var reason);
        if (prepared is null)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status403Forbidden, reason!);
            return;
        }

        // What the launcher says of the command is kept as that. Arguments may hold anything, so the ledger gets a keyed digest of them.
        prepared.Instance = prepared.Instance with
        {
            CommandLine = Digest256.TryParse(request.CommandLine, out var command) ? keyring.Digest(DigestPurpose.CommandLine, command.ToArray()) : default,
            Script = Digest256.TryParse(request.Script, out var script) ? script : default,
        };

        // The launcher is not the agent, and the agent does not run yet: goal and parameters come by a channel that the agent cannot write.
        var opening = new TaskOpening
        {
            Agent = request.Agent,
            Intent = request.Intent,
            Parameters = request.Parameters,
            Goal = request.Goal,
            Instance = prepared.Instance,
            InstanceIsNew = true,
            Channel = TaskChannel.Launcher,
        };
        switch (await tasks.OpenAsync(opening, context.RequestAborted))
        {
            case TaskOpeningResult.Opened opened:
                instances.Adopt(prepared);
                await Answers.DocumentAsync(
                    context,
                    new RunDocument(prepared.Instance.Id.ToString(), Documents.Of(prepared.Instance.Assurance), Documents.Of(opened.Task, default)),
                    ContractsJson.Default.RunDocument,
                    StatusCodes.Status201Created);
                break;
            case TaskOpeningResult.Refused refused:
                await Answers.DenialAsync(context, refused.Denial);
                break;
        }
    }

    /// <summary>Whether the request is about the run of this very instance: by what is stored, so that a launcher whose instance was adopted again may end its run too.</summary>
    public async ValueTask<bool> IsOwnAsync(HttpContext context, AttestedInstance instance) =>
        TaskId.TryParse(context.Request.RouteValues["task"] as string, null, out var id)
        && await state.FindTaskAsync(id, context.RequestAborted) is { } task && task.Actor.Instance == instance.Id;

    /// <summary>The command exited: its task is complete, and the instance ends. Ending what has ended answers how it ended.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (!TaskId.TryParse(context.Request.RouteValues["task"] as string, null, out var id) || await state.FindTaskAsync(id, CancellationToken.None) is not { } task)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status404NotFound, TasksHandler.Unknown);
            return;
        }

        // Not ended by the caller's going away: what began here is an end.
        await instances.EndAsync(task.Actor.Instance, "exited", id, CancellationToken.None);
        var ended = await state.FindTaskAsync(id, CancellationToken.None) ?? task;
        await Answers.DocumentAsync(context, Documents.Of(ended, await state.TakenAsync(id, CancellationToken.None)), ContractsJson.Default.TaskDocument);
    }
}
