using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>The stream of what a server says of its own accord, and the end of a session.</summary>
internal sealed class SessionHandler(ToolSessions sessions, SessionGate gate, Refusals refusals, ToolsOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>GET: the stream, until the agent leaves, the session ends or Writ stops, and no longer than <see cref="ToolsOptions.StreamLimit"/> by a writ.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        if (!HttpGuard.Accepts(context.Request, "text/event-stream"))
        {
            await RefuseAsync(context, StatusCodes.Status406NotAcceptable, ToolReasons.Media);
        }
        else if (await AdmitAsync(context) is var (session, who))
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

                // A writ ends or is taken back while its stream is open, so it is judged again, at the next request. Without one the task alone counts, which is swept.
                using var aged = who.Writ.IsDefault ? new CancellationTokenSource() : new CancellationTokenSource(options.StreamLimit, time);
                await PourAsync(context, session.Outbox, aged.Token, either.Token);
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
        if (await AdmitAsync(context) is var (session, _))
        {
            await sessions.EndAsync(session);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task PourAsync(HttpContext context, Outbox outbox, CancellationToken aged, CancellationToken cancellationToken)
    {
        await Reply.BeginStreamAsync(context);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aged, cancellationToken);
        while (await outbox.WaitAsync(either.Token))
        {
            // What was taken out is written to its end; what was not waits for the next stream.
            while (!aged.IsCancellationRequested && outbox.TryTake(out var message))
            {
                await Reply.EventAsync(context, message, cancellationToken);
            }
        }
    }

    // Null when it was refused, and the refusal written.
    private async ValueTask<(ToolSession Session, Authentication.Named Who)?> AdmitAsync(HttpContext context)
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
                    await Reply.RefusedAsync(context, default, refused);
                    break;
                case SessionAdmission.Admitted admitted
                    when sessions.Find(id[0] ?? "") is { } session && session.BelongsTo(admitted.Who) && session.Server.Name == server:
                    if (session.IsSteeredBy(admitted.Who))
                    {
                        return (session, admitted.Who);
                    }

                    await Reply.ErrorAsync(context, StatusCodes.Status403Forbidden, default, Answers.Denied, refusals.Record(session.Task, ToolReasons.Narrowed));
                    break;
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
