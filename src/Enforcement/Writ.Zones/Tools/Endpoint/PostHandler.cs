using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>Takes the messages of agents.</summary>
internal sealed class PostHandler(
    InitializeHandler initialize, CallHandler calls, MessageHandler messages, ToolSessions sessions, SessionGate gate, Refusals refusals, Bodies bodies, ToolsOptions options)
{
    public const string SessionHeader = "Mcp-Session-Id";
    public const string VersionHeader = "MCP-Protocol-Version";

    // The revisions with sessions. A client of a later one is told which, and opens a session.
    private static readonly FrozenSet<string> Versions = FrozenSet.Create(StringComparer.Ordinal, "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpGuard.IsLocal(context))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, ToolReasons.Foreign);
        }
        else if (!Slug.TryParse(context.Request.RouteValues["server"] as string, null, out var server))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, ToolReasons.NoSuchServer);
        }
        else if (!HttpGuard.SendsJson(context.Request))
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, ToolReasons.Media);
        }
        else if (!HttpGuard.Accepts(context.Request, "application/json", "text/event-stream"))
        {
            await RefuseAsync(context, StatusCodes.Status406NotAcceptable, ToolReasons.Media);
        }
        else if (HttpGuard.Present(context) is not { } presented)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, ToolReasons.TwoCredentials);
        }
        else
        {
            // What is held is given back when the request is answered: a call that is under way holds its message.
            using var body = await bodies.TakeAsync(context, presented);
            await ReadAsync(context, server, presented, body);
        }
    }

    private async Task ReadAsync(HttpContext context, Slug server, Presented presented, Body body)
    {
        var reading = body.End switch
        {
            BodyEnd.Whole => McpMessage.Read(body.Bytes, options.MaxBodyBytes),
            BodyEnd.TooLarge => new McpReading.Refused(McpRefusal.Oversize, default),
            _ => null,
        };
        switch (reading)
        {
            case McpReading.Read read:
                await DispatchAsync(context, server, presented, read.Message);
                break;
            case McpReading.Refused refused:
                await RefuseUnreadableAsync(context, server, presented, refused);
                break;
            case null when body.End == BodyEnd.Stranger && await gate.AdmitAsync(presented, server, ToolsZone.Name, context.RequestAborted) is SessionAdmission.Refused stranger:
                await Reply.RefusedAsync(context, default, stranger);
                break;
            default:
                context.Response.Headers.RetryAfter = "1";
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, ToolReasons.Full);
                break;
        }
    }

    private async Task DispatchAsync(HttpContext context, Slug server, Presented presented, McpMessage message)
    {
        var (version, id) = (context.Request.Headers[VersionHeader], context.Request.Headers[SessionHeader]);
        if (version.Count > 0 && (version.Count > 1 || !Versions.Contains(version[0] ?? "")))
        {
            await Reply.JsonAsync(context, StatusCodes.Status400BadRequest, Answers.Unspoken(message.Id, version[0] ?? "", Versions.Order(StringComparer.Ordinal)));
        }
        else if (id.Count == 0 && message is { Kind: McpKind.Request, Method: "initialize" })
        {
            await initialize.HandleAsync(context, server, presented, message);
        }
        else if (id.Count != 1)
        {
            await Reply.ErrorAsync(context, StatusCodes.Status400BadRequest, message.Id, Answers.InvalidRequest, refusals.Unrecorded(ToolReasons.SessionNeeded));
        }
        else if (sessions.Find(id[0] ?? "") is not { } session || session.Server.Name != server)
        {
            await RefuseLostAsync(context, server, presented, message);
        }
        else if (message is { Kind: McpKind.Request, Method: "tools/call" })
        {
            await calls.HandleAsync(context, session, presented, message);
        }
        else
        {
            await messages.HandleAsync(context, session, presented, message);
        }
    }

    // A session that was cut is not there; why it was, the gate says: the task is over, or something is contained. A stranger learns of no session.
    private async Task RefuseLostAsync(HttpContext context, Slug server, Presented presented, McpMessage message)
    {
        switch (await gate.AdmitAsync(presented, server, ToolsZone.Name, context.RequestAborted))
        {
            case SessionAdmission.Refused refused:
                await Reply.RefusedAsync(context, message.Id, refused);
                break;
            default:
                await Reply.ErrorAsync(context, StatusCodes.Status404NotFound, message.Id, Answers.Denied, refusals.Unrecorded(ToolReasons.NoSession));
                break;
        }
    }

    // Who sends what cannot be read is named first: an agent that smuggles leaves evidence, and a stranger cannot fill the ledger.
    private async Task RefuseUnreadableAsync(HttpContext context, Slug server, Presented presented, McpReading.Refused unreadable)
    {
        switch (await gate.AdmitAsync(presented, server, ToolsZone.Name, context.RequestAborted))
        {
            case SessionAdmission.Admitted admitted:
                var denial = refusals.Record(admitted.Who.Task.Id, ToolReasons.Of(unreadable.Why));
                var status = unreadable.Why == McpRefusal.Oversize ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
                var code = unreadable.Why is McpRefusal.Syntax or McpRefusal.TrailingData or McpRefusal.NotUtf8 ? Answers.ParseError : Answers.InvalidRequest;
                await Reply.ErrorAsync(context, status, unreadable.Id, code, denial);
                break;
            case SessionAdmission.Refused refused:
                await Reply.RefusedAsync(context, unreadable.Id, refused);
                break;
        }
    }

    private Task RefuseAsync(HttpContext context, int status, Reason reason) =>
        Reply.ErrorAsync(context, status, default, Answers.InvalidRequest, refusals.Unrecorded(reason));
}
