using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>The stream of what a server says of its own accord, and the end of a session.</summary>
internal sealed class SessionHandler(ToolSessions sessions, SessionGate gate, Refusals refusals, IHostApplicationLifetime lifetime)
{
    /// <summary>GET: the stream, until the agent leaves, the session ends or Writ stops.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        if (!HttpGuard.Accepts(context.Request, "text/event-stream"))
        {
            await RefuseAsync(context, StatusCodes.Status406NotAcceptable, ToolReasons.Media);
        }
        else if (await AdmitAsync(context) is { } session)
        {
            if (!session.Outbox.TryOpen())
            {
                await RefuseAsync(context, StatusCodes.Status409Conflict, ToolReasons.StreamTaken);
                return;
            }

            try
            {
                // A stream has no end of its own: it would hold Writ's stopping to the limit.
                using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
                await PourAsync(context, session.Outbox, either.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The agent left, or Writ stops.
            }
            finally
            {
                session.Outbox.Leave();
            }
        }
    }

    /// <summary>DELETE: the session ends.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (await AdmitAsync(context) is { } session)
        {
            await sessions.EndAsync(session);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task PourAsync(HttpContext context, Outbox outbox, CancellationToken cancellationToken)
    {
        await Reply.BeginStreamAsync(context);
        while (await outbox.WaitAsync(cancellationToken))
        {
            while (outbox.TryTake(out var message))
            {
                await Reply.EventAsync(context, message, cancellationToken);
            }
        }
    }

    // Null when it was refused, and the refusal written.
    private async ValueTask<ToolSession?> AdmitAsync(HttpContext context)
    {
        var id = context.Request.Headers[PostHandler.SessionHeader];
        if (!HttpGuard.IsLocal(context))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, ToolReasons.Foreign);
        }
        else if (id.Count != 1)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, ToolReasons.SessionNeeded);
        }
        else if (!Slug.TryParse(context.Request.RouteValues["server"] as string, null, out var server))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, ToolReasons.NoSuchServer);
        }
        else if (HttpGuard.Present(context) is not { } presented)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, ToolReasons.TwoCredentials);
        }
        else
        {
            switch (await gate.AdmitAsync(presented, server, ToolsZone.Name, context.RequestAborted))
            {
                case SessionAdmission.Refused refused:
                    await Reply.RefusedAsync(context, default, refused.Denial, refused.Stage);
                    break;
                case SessionAdmission.Admitted admitted
                    when sessions.Find(id[0] ?? "") is { } session && session.BelongsTo(admitted.Who) && session.Server.Name == server:
                    return session;
                default:
                    await RefuseAsync(context, StatusCodes.Status404NotFound, ToolReasons.NoSession);
                    break;
            }
        }

        return null;
    }

    private Task RefuseAsync(HttpContext context, int status, Reason reason) =>
        Reply.ErrorAsync(context, status, default, Answers.Denied, refusals.Unrecorded(reason));
}
