using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>Opens sessions: recorded first, then the server is started or reached, and its own answer passed on as it came.</summary>
internal sealed partial class InitializeHandler(SessionGate gate, IUpstreamConnector connector, ToolSessions sessions, Refusals refusals, ILogger<InitializeHandler> logger)
{
    public async Task HandleAsync(HttpContext context, Slug server, Presented presented, McpMessage message)
    {
        if (ProtocolParts.Of(message) is not { } request)
        {
            await RefusePartsAsync(context, server, presented, message);
            return;
        }

        switch (await gate.OpenAsync(presented, server, ToolsZone.Name, context.RequestAborted))
        {
            case SessionAdmission.Opened opened:
                await OpenAsync(context, server, opened, message, request);
                break;
            case SessionAdmission.Refused refused:
                await Reply.RefusedAsync(context, message.Id, refused);
                break;
        }
    }

    private async Task RefusePartsAsync(HttpContext context, Slug server, Presented presented, McpMessage message)
    {
        switch (await gate.AdmitAsync(presented, server, ToolsZone.Name, context.RequestAborted))
        {
            case SessionAdmission.Admitted admitted:
                await Reply.ErrorAsync(context, StatusCodes.Status200OK, message.Id, Answers.InvalidParams, refusals.Record(admitted.Who.Task.Id, ToolReasons.Parts));
                break;
            case SessionAdmission.Refused refused:
                await Reply.RefusedAsync(context, message.Id, refused);
                break;
        }
    }

    private async Task OpenAsync(HttpContext context, Slug server, SessionAdmission.Opened opened, McpMessage message, ProtocolMessage request)
    {
        var task = opened.Who.Task.Id;
        if (sessions.TryReserve(opened, opened.Release.Release.Servers[server]) is not { } session)
        {
            await Reply.ErrorAsync(context, StatusCodes.Status429TooManyRequests, message.Id, Answers.Denied, refusals.Record(task, ToolReasons.TooManySessions));
            return;
        }

        var published = false;
        try
        {
            var upstream = await connector.OpenAsync(opened.Opening, session.HearAsync, context.RequestAborted);
            if (!session.Attach(upstream))
            {
                await upstream.DisposeAsync();
            }

            var answer = await session.ExchangeAsync(request, context.RequestAborted);
            if (answer is not { } bytes || McpAnswer.Read(bytes.Span, message.Id.Span) is not { } read)
            {
                throw new UpstreamException(UpstreamFault.Malformed, $"the server `{server}` answered `initialize` with what cannot be an answer");
            }

            // Published first and asked after: a task that ends in between ends the session here or by its own way, and never leaves it open.
            published = !read.Failed && await sessions.PublishAsync(session, upstream, context.RequestAborted);
            if (!read.Failed && !published)
            {
                await Reply.ErrorAsync(context, StatusCodes.Status403Forbidden, message.Id, Answers.Denied, refusals.Record(task, ToolReasons.TaskEnded));
                return;
            }

            if (published)
            {
                context.Response.Headers[PostHandler.SessionHeader] = session.Id;
            }

            await Reply.JsonAsync(context, StatusCodes.Status200OK, bytes);
        }
        catch (UpstreamException exception)
        {
            Log.NotOpened(logger, server, exception.Fault, exception.Message);
            await Reply.ErrorAsync(context, StatusCodes.Status502BadGateway, message.Id, Answers.Denied, refusals.Record(task, ToolReasons.Unreachable(server)));
        }
        finally
        {
            sessions.Opened(session);
            if (!published)
            {
                await sessions.EndAsync(session);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4220, LogLevel.Warning, "no session with {Server}: {Fault} {Detail}")]
        public static partial void NotOpened(ILogger logger, Slug server, UpstreamFault fault, string detail);
    }
}
