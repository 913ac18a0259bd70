using Microsoft.AspNetCore.Http;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>Takes a `tools/call` through the pipeline, and tells of its progress while it runs.</summary>
internal sealed class CallHandler(EnforcementPipeline pipeline, Refusals refusals, ToolsOptions options)
{
    public async Task HandleAsync(HttpContext context, ToolSession session, Presented presented, McpMessage message)
    {
        using var lease = session.InFlight.Enter(message, out var inUse);
        if (lease is null)
        {
            await Reply.ErrorAsync(
                context, StatusCodes.Status200OK, message.Id, Answers.InvalidRequest, refusals.Unrecorded(inUse ? ToolReasons.IdInUse : ToolReasons.TooManyRequests));
            return;
        }

        var call = new ToolCall(session, message, presented, options, lease.GivenUp);
        // Who left, or gave the call up while it was held for a human, does not want it any more: until it is forwarded, it ends.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lease.GivenUp);
        var running = pipeline.RunAsync(call, gone.Token).AsTask();
        if (lease.Progress is { } progress)
        {
            await TellAsync(context, progress, running);
        }

        var result = await running;
        session.Touch();
        await AnswerAsync(context, message, call, result);
    }

    // The stream begins with the first progress; without any, the answer is plain JSON.
    private static async Task TellAsync(HttpContext context, Outbox progress, Task running)
    {
        var closing = running.ContinueWith(_ => progress.Close(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (await progress.WaitAsync(context.RequestAborted))
            {
                while (progress.TryTake(out var told))
                {
                    if (!context.Response.HasStarted)
                    {
                        await Reply.BeginStreamAsync(context);
                    }

                    await Reply.EventAsync(context, told, context.RequestAborted);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The agent went away. What began is seen to its end all the same.
        }

        await closing;
    }

    private static async Task AnswerAsync(HttpContext context, McpMessage message, ToolCall call, ActionResult result)
    {
        switch (result)
        {
            case ActionResult.Performed performed:
                await WriteAsync(context, performed.Forwarding.Result);
                break;
            case ActionResult.Refused refused when call.Foreign:
                await Reply.ErrorAsync(context, StatusCodes.Status404NotFound, message.Id, Answers.Denied, refused.Denial);
                break;
            case ActionResult.Refused refused when context.Features.Get<IPeer>() is null && !context.Response.HasStarted && (refused.Stage == Stage.Authenticate || Reply.IsCredential(refused.Denial)):
                await Reply.RefusedAsync(context, message.Id, refused.Denial, refused.Stage, refused.Cause);
                break;
            case ActionResult.Refused refused:
                await WriteAsync(context, Answers.Refused(message.Id, refused.Denial, structured: !call.HasOutputSchema));
                break;
            case ActionResult.Broken broken:
                await WriteAsync(context, Answers.Broken(message.Id, broken.Decision, broken.Reason, structured: !call.HasOutputSchema));
                break;
        }
    }

    private static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> answer) => context.Response.HasStarted
        ? Reply.EventAsync(context, answer, CancellationToken.None)
        : Reply.JsonAsync(context, StatusCodes.Status200OK, answer);
}
