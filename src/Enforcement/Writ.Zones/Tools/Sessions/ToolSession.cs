using System.Collections.Immutable;
using Writ.Domain;
using Writ.Enforcement;
using Writ.Spiffe;

namespace Writ.Zones.Tools;

/// <summary>One session of one instance with one server, for one task. It belongs to them: nobody else's request finds it, whatever id they show.</summary>
internal sealed class ToolSession : IAsyncDisposable
{
    private readonly TaskCompletionSource<IUpstreamSession> upstream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ToolsOptions options;
    private readonly TimeProvider time;
    private readonly Refusals refusals;
    private readonly WritLimits? limits;
    private readonly Scope scope;
    private readonly ImmutableArray<ContainmentKey> stoppedBy;
    private long used;
    private int ended;
    private int disposed;

    public ToolSession(string id, SessionAdmission.Opened admission, ServerRegistration server, PinBook book, Refusals refusals, ToolsOptions options, TimeProvider time)
    {
        var who = admission.Who;
        Id = id;
        Task = who.Task.Id;
        Actor = who.Actor;
        stoppedBy = admission.StoppedBy;
        limits = who.Limits;
        scope = who.Scope;
        Server = server;
        this.refusals = refusals;
        this.options = options;
        this.time = time;
        Outbox = new Outbox(options.MaxWaitingBytes);
        InFlight = new InFlight(options.MaxRequestsPerSession, options.MaxWaitingBytes, options.CancelGrace, time);
        Tools = new OfferedTools(server.Name, book, options, time, ExchangeAsync);
        Touch();
    }

    public string Id { get; }

    public TaskId Task { get; }

    public Actor Actor { get; }

    public SpiffeId Instance => Actor.Instance;

    public ServerRegistration Server { get; }

    public OfferedTools Tools { get; }

    public Outbox Outbox { get; }

    public InFlight InFlight { get; }

    /// <summary>For how long nothing was asked of it.</summary>
    public TimeSpan Idle => InFlight.Any ? TimeSpan.Zero : time.GetElapsedTime(Interlocked.Read(ref used));

    public bool BelongsTo(Authentication.Named who) => who.Task.Id == Task && who.Actor.Instance == Instance;

    /// <summary>
    /// Whether its owner may end it, read its stream and give up what is under way in it. Who holds a narrower writ than it was opened with may not: these touch what
    /// others of the same instance do in it. A renewed writ, which is as narrow as the one before, may.
    /// </summary>
    public bool IsSteeredBy(Authentication.Named who) =>
        who.Limits is null || (limits is not null && scope.IsSubsetOf(who.Scope) && (who.Limits.Uses is null || limits.Uses is not null));

    /// <summary>Whether a containment is of it.</summary>
    public bool IsUnder(ContainmentKey contained) => stoppedBy.Contains(contained);

    public void Touch() => Interlocked.Exchange(ref used, time.GetTimestamp());

    /// <summary>The upstream was opened; false when the session has ended meanwhile, so that it is the caller's to close.</summary>
    public bool Attach(IUpstreamSession opened) => upstream.TrySetResult(opened);

    public async ValueTask<ReadOnlyMemory<byte>> PerformAsync(Authorized<ActionRequest> action, CancellationToken cancellationToken) =>
        await (await upstream.Task).PerformAsync(action, cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>?> ExchangeAsync(ProtocolMessage message, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ProtocolLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await (await upstream.Task).ExchangeAsync(message, either.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(UpstreamFault.Died, $"the server `{Server.Name}` did not answer in time", exception);
        }
    }

    /// <summary>Hears what the server says of its own accord. What it asks for is refused: an agent's roots would widen what a server gives away, and its samples and answers are not the server's to have.</summary>
    public async ValueTask HearAsync(ReadOnlyMemory<byte> bytes)
    {
        if (McpMessage.Read(bytes.ToArray(), options.MaxAnswerBytes, lenient: true) is not McpReading.Read { Message: var message })
        {
            return;
        }

        switch (message.Kind)
        {
            case McpKind.Request:
                var denial = refusals.Record(Task, ToolReasons.NotAsked);
                await (await upstream.Task).RefuseAsync(message.Id, Answers.ErrorObject(Answers.Denied, denial), CancellationToken.None);
                break;
            case McpKind.Notification when message.Method == "notifications/progress" && InFlight.Tell(message):
                break;
            case McpKind.Notification:
                if (message.Method == "notifications/tools/list_changed")
                {
                    Tools.Forget();
                }

                Outbox.Add(message.Bytes);
                break;
        }
    }

    /// <summary>Ends it, once: true for the one who did.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref ended, 1) == 0;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        Outbox.Close();
        if (upstream.Task.IsCompletedSuccessfully)
        {
            await (await upstream.Task).DisposeAsync();
        }
        else
        {
            upstream.TrySetException(new UpstreamException(UpstreamFault.Unreachable, $"the session with `{Server.Name}` has ended"));
        }
    }
}
