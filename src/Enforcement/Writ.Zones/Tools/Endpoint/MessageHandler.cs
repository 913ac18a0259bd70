using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>Writes anew what carries no authority, from parts that are checked, and refuses every method that the zone does not carry.</summary>
internal sealed partial class MessageHandler(SessionGate gate, Refusals refusals, ILogger<MessageHandler> logger)
{
    public async Task HandleAsync(HttpContext context, ToolSession session, Presented presented, McpMessage message)
    {
        var admission = await gate.AdmitAsync(presented, session.Server.Name, ToolsZone.Name, context.RequestAborted);
        if (admission is SessionAdmission.Refused refused)
        {
            await Reply.RefusedAsync(context, message.Id, refused);
        }
        else if (admission is not SessionAdmission.Admitted admitted || !session.BelongsTo(admitted.Who))
        {
            await Reply.ErrorAsync(context, StatusCodes.Status404NotFound, message.Id, Answers.Denied, refusals.Unrecorded(ToolReasons.NoSession));
        }
        else if (message.Kind == McpKind.Answer)
        {
            // A server's requests were answered by Writ: whatever this answers, the server did not ask the agent.
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else if (message.Method == "initialize")
        {
            await Reply.ErrorAsync(context, StatusCodes.Status400BadRequest, message.Id, Answers.InvalidRequest, refusals.Record(session.Task, ToolReasons.SecondInitialize));
        }
        else if (message is { Kind: McpKind.Notification, Method: "notifications/initialized" or "notifications/cancelled" or "notifications/progress" })
        {
            session.Touch();
            await NotifyAsync(context, session, admitted.Who, message);
        }
        else if (message is { Kind: McpKind.Request, Method: "ping" or "tools/list" or "logging/setLevel" })
        {
            session.Touch();
            await AskAsync(context, session, admitted.Who.Scope, message);
        }
        else
        {
            await RefuseAsync(context, session, message);
        }
    }

    private async Task RefuseAsync(HttpContext context, ToolSession session, McpMessage message)
    {
        var denial = refusals.Record(session.Task, ToolReasons.NotCarried);
        if (message.Kind == McpKind.Notification)
        {
            // A notification has no answer, and clients take any error for a broken session: it is dropped.
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        await Reply.ErrorAsync(context, StatusCodes.Status200OK, message.Id, Answers.MethodNotFound, denial);
    }

    // A cancellation of nothing that is under way here is nobody's business, one by a narrower writ than the session's not its holder's, and a server asked the agent for nothing whose progress it could tell.
    private static ProtocolMessage? Note(ToolSession session, Authentication.Named who, McpMessage message) => message.Method switch
    {
        "notifications/initialized" => ProtocolMessage.Initialized,
        "notifications/cancelled" when session.IsSteeredBy(who) && ProtocolParts.Cancelled(message) is { IsEmpty: false } request && session.InFlight.GiveUp(request) => ProtocolMessage.Cancelled(request),
        _ => null,
    };

    private async Task NotifyAsync(HttpContext context, ToolSession session, Authentication.Named who, McpMessage message)
    {
        try
        {
            if (Note(session, who, message) is { } note)
            {
                await session.ExchangeAsync(note, context.RequestAborted);
            }

            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (UpstreamException exception)
        {
            await RefuseAsync(context, session, message, exception);
        }
    }

    private async Task AskAsync(HttpContext context, ToolSession session, Scope scope, McpMessage message)
    {
        if (ProtocolParts.Of(message) is not { } request)
        {
            await Reply.ErrorAsync(context, StatusCodes.Status200OK, message.Id, Answers.InvalidParams, refusals.Record(session.Task, ToolReasons.Parts));
            return;
        }

        try
        {
            using var lease = session.InFlight.Enter(message, out var inUse);
            if (lease is null)
            {
                await Reply.ErrorAsync(
                    context, StatusCodes.Status200OK, message.Id, Answers.InvalidRequest, refusals.Record(session.Task, inUse ? ToolReasons.IdInUse : ToolReasons.TooManyRequests));
                return;
            }

            var answer = await session.ExchangeAsync(request, context.RequestAborted) ?? ReadOnlyMemory<byte>.Empty;
            if (McpAnswer.Read(answer.Span, message.Id.Span) is not { } read)
            {
                throw new UpstreamException(UpstreamFault.Malformed, $"the server `{session.Server.Name}` answered `{message.Method}` with what cannot be an answer");
            }

            await Reply.JsonAsync(context, StatusCodes.Status200OK, message.Method == "tools/list" && !read.Failed ? await FilterAsync(session, scope, answer, context.RequestAborted) : answer);
        }
        catch (UpstreamException exception)
        {
            await RefuseAsync(context, session, message, exception);
        }
        catch (JournalUnavailableException)
        {
            await Reply.ErrorAsync(context, StatusCodes.Status200OK, message.Id, Answers.Denied, refusals.Record(session.Task, ToolReasons.Unrecorded));
        }
    }

    private async Task RefuseAsync(HttpContext context, ToolSession session, McpMessage message, UpstreamException exception)
    {
        Log.NotPassed(logger, session.Server.Name, exception.Fault, exception.Message);
        await Reply.ErrorAsync(context, StatusCodes.Status200OK, message.Id, Answers.Denied, refusals.Record(session.Task, ToolReasons.Unreachable(session.Server.Name)));
    }

    private static async ValueTask<ReadOnlyMemory<byte>> FilterAsync(ToolSession session, Scope scope, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken) =>
        await session.Tools.FilterAsync(answer, scope, cancellationToken)
        ?? throw new UpstreamException(UpstreamFault.Malformed, $"the server `{session.Server.Name}` answered a list of tools that is none");

    private static partial class Log
    {
        [LoggerMessage(4230, LogLevel.Warning, "a message to {Server} was not answered: {Fault} {Detail}")]
        public static partial void NotPassed(ILogger logger, Slug server, UpstreamFault fault, string detail);
    }
}
