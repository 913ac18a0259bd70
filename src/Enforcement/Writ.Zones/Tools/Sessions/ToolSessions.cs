using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Enforcement;
using Writ.Spiffe;

namespace Writ.Zones.Tools;

/// <summary>
/// The open sessions of the tools zone. A session grants nothing: each request is authenticated and decided afresh. It ends with its task,
/// when something of it is contained, when it is idle, when the agent ends it, when the server goes away, and when Writ stops. Thread-safe.
/// </summary>
public sealed partial class ToolSessions : ISessionCutter, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ToolSession> sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<TaskId, int> counts = [];
    private readonly Dictionary<SpiffeId, int> opening = [];
    private readonly ConcurrentDictionary<Task, byte> cutting = new();
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

    /// <inheritdoc />
    public void Cut(TaskId task) => Cut(session => session.Task == task);

    /// <inheritdoc />
    public void Cut(ContainmentKey contained) => Cut(session => session.IsUnder(contained));

    /// <summary>Ends the sessions that are idle, those whose task has ended, and those that are contained.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var session in sessions.Values)
        {
            if (session.Idle >= options.IdleLimit || !await MayGoOnAsync(session, cancellationToken))
            {
                await EndAsync(session);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(sessions.Values.Select(s => EndAsync(s).AsTask()));
        await Task.WhenAll(cutting.Keys);
    }

    /// <summary>Whether the caller has a session open in which the server offers a tool otherwise than by this definition, as far as that is known without asking.</summary>
    internal bool Contradict(Authentication.Named who, ActionName tool, Digest256 definition) =>
        sessions.Values.Any(session => session.BelongsTo(who) && session.Server.Name == tool.Server && session.Tools.Contradicts(tool.Tool, definition));

    internal ToolSession? Find(string id) => sessions.GetValueOrDefault(id);

    /// <summary>
    /// Makes room for a session of the task; null when it has as many as it may, or its instance opens as many at once as it may. It is not found before it is
    /// published, and counts as being opened until <see cref="Opened"/>.
    /// </summary>
    internal ToolSession? TryReserve(SessionAdmission.Opened admission, ServerRegistration server)
    {
        var (task, actor) = (admission.Who.Task.Id, admission.Who.Actor);
        lock (counts)
        {
            var (count, starting) = (counts.GetValueOrDefault(task), opening.GetValueOrDefault(actor.Instance));
            if (count >= options.MaxSessionsPerTask || starting >= options.MaxOpeningPerInstance)
            {
                return null;
            }

            (counts[task], opening[actor.Instance]) = (count + 1, starting + 1);
        }

        return new ToolSession(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), admission, server, book, refusals, options, time);
    }

    /// <summary>The session is being opened no more: it is open, or it will never be.</summary>
    internal void Opened(ToolSession session)
    {
        lock (counts)
        {
            Release(opening, session.Instance);
        }
    }

    /// <summary>From now on the session is found by its id, and ends when its server goes away; false when its task has ended meanwhile, or something of it was contained.</summary>
    internal async ValueTask<bool> PublishAsync(ToolSession session, IUpstreamSession upstream, CancellationToken cancellationToken)
    {
        sessions[session.Id] = session;
        _ = EndWithAsync(session, upstream);
        return await MayGoOnAsync(session, cancellationToken);
    }

    internal async ValueTask EndAsync(ToolSession session)
    {
        sessions.TryRemove(session.Id, out _);
        if (session.TryEnd())
        {
            lock (counts)
            {
                Release(counts, session.Task);
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

    private static void Release<T>(Dictionary<T, int> places, T of)
        where T : notnull
    {
        if (--places[of] == 0)
        {
            places.Remove(of);
        }
    }

    private async Task EndWithAsync(ToolSession session, IUpstreamSession upstream)
    {
        await upstream.Ended;
        await EndAsync(session);
    }

    // Streams end and upstreams are told before this returns; that processes are gone is not waited for.
    private void Cut(Func<ToolSession, bool> which)
    {
        foreach (var session in sessions.Values.Where(which))
        {
            var ending = EndAsync(session).AsTask();
            cutting.TryAdd(ending, 0);
            _ = ending.ContinueWith(done => cutting.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async ValueTask<bool> MayGoOnAsync(ToolSession session, CancellationToken cancellationToken)
    {
        try
        {
            return await LivesAsync(session.Task, cancellationToken) && !(await state.ContainedAsync(cancellationToken)).Any(session.IsUnder);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What cannot be read is not known to live.
            Log.NotRead(logger, exception.GetType().Name);
            return false;
        }
    }

    // The task and each that stands above it.
    private async ValueTask<bool> LivesAsync(TaskId id, CancellationToken cancellationToken)
    {
        if (await state.FindTaskAsync(id, cancellationToken) is not { } task || !task.Standing.Admits(Effects.Read) || task.IsOver(time.GetUtcNow()))
        {
            return false;
        }

        return task.Parent.IsDefault || await LivesAsync(task.Parent, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(4210, LogLevel.Warning, "a session with {Server} did not end cleanly: {Detail}")]
        public static partial void NotEnded(ILogger logger, Slug server, string detail);

        [LoggerMessage(4211, LogLevel.Error, "a task could not be read: {Detail}")]
        public static partial void NotRead(ILogger logger, string detail);
    }
}
