using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Enforcement;
using Writ.Spiffe;

namespace Writ.Zones.Tools;

/// <summary>
/// The open sessions of the tools zone. A session grants nothing: each request is authenticated and decided afresh. It ends with its task,
/// when it is idle, when the agent ends it, when the server goes away, and when Writ stops. Thread-safe.
/// </summary>
public sealed partial class ToolSessions : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ToolSession> sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<TaskId, int> counts = [];
    private readonly PinBook book;
    private readonly Refusals refusals;
    private readonly IStateReader state;
    private readonly ToolsOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<ToolSessions> logger;

    internal ToolSessions(PinBook book, Refusals refusals, IStateReader state, ToolsOptions options, TimeProvider time, ILogger<ToolSessions> logger)
    {
        this.book = book;
        this.refusals = refusals;
        this.state = state;
        this.options = options;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>How many sessions are open.</summary>
    public int Count => sessions.Count;

    /// <summary>Ends every session of a task: what is under way breaks, streams are cut, processes are killed. The host calls it when a task ended.</summary>
    public async ValueTask EndTaskAsync(TaskId task)
    {
        foreach (var session in sessions.Values.Where(s => s.Task == task))
        {
            await EndAsync(session);
        }
    }

    /// <summary>Ends every session with a server; for containment, and when a release registers it anew.</summary>
    public async ValueTask EndServerAsync(Slug server)
    {
        foreach (var session in sessions.Values.Where(s => s.Server.Name == server))
        {
            await EndAsync(session);
        }
    }

    /// <summary>Ends the sessions that are idle, and those whose task has ended.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var session in sessions.Values)
        {
            if (session.Idle >= options.IdleLimit || !await LivesAsync(session.Task, cancellationToken))
            {
                await EndAsync(session);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await Task.WhenAll(sessions.Values.Select(s => EndAsync(s).AsTask()));

    internal ToolSession? Find(string id) => sessions.GetValueOrDefault(id);

    /// <summary>Makes room for a session of the task; null when it has as many as it may. It is not found before it is published.</summary>
    internal ToolSession? TryReserve(TaskId task, SpiffeId instance, ServerRegistration server)
    {
        lock (counts)
        {
            var count = counts.GetValueOrDefault(task);
            if (count >= options.MaxSessionsPerTask)
            {
                return null;
            }

            counts[task] = count + 1;
        }

        return new ToolSession(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), task, instance, server, book, refusals, options, time);
    }

    /// <summary>From now on the session is found by its id, and ends when its server goes away; false when its task has ended meanwhile.</summary>
    internal async ValueTask<bool> PublishAsync(ToolSession session, IUpstreamSession upstream, CancellationToken cancellationToken)
    {
        sessions[session.Id] = session;
        _ = EndWithAsync(session, upstream);
        return await LivesAsync(session.Task, cancellationToken);
    }

    internal async ValueTask EndAsync(ToolSession session)
    {
        sessions.TryRemove(session.Id, out _);
        if (session.TryEnd())
        {
            lock (counts)
            {
                if (--counts[session.Task] == 0)
                {
                    counts.Remove(session.Task);
                }
            }
        }

        try
        {
            await session.DisposeAsync();
        }
        catch (Exception exception)
        {
            Log.NotEnded(logger, session.Server.Name, exception.GetType().Name);
        }
    }

    private async Task EndWithAsync(ToolSession session, IUpstreamSession upstream)
    {
        await upstream.Ended;
        await EndAsync(session);
    }

    private async ValueTask<bool> LivesAsync(TaskId task, CancellationToken cancellationToken)
    {
        try
        {
            return await state.FindTaskAsync(task, cancellationToken) is { Standing.IsLive: true } found && !found.IsOver(time.GetUtcNow());
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What cannot be read is not known to live.
            Log.NotRead(logger, exception.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4210, LogLevel.Warning, "a session with {Server} did not end cleanly: {Detail}")]
        public static partial void NotEnded(ILogger logger, Slug server, string detail);

        [LoggerMessage(4211, LogLevel.Error, "a task could not be read: {Detail}")]
        public static partial void NotRead(ILogger logger, string detail);
    }
}
