using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Storage;

/// <summary>
/// The one writer: transactions queue, the writer takes what is there, and while it waits for the disk the next group gathers.
/// A failure is told to everybody in the group, and the next group begins afresh: nothing stays poisoned when the disk recovers.
/// </summary>
internal sealed partial class JournalWriter : IJournal
{
    private const int QueueLength = 4096;
    private const int DeferredLength = 16_384;
    private static readonly TimeSpan FlushAfter = TimeSpan.FromMilliseconds(50);

    private readonly Channel<PendingCommit> queue = Channel.CreateBounded<PendingCommit>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly DeferredEntries deferred = new(DeferredLength);
    private readonly GroupCommitter committer;
    private readonly TaskSealer sealer;
    private readonly ApprovalSealer approvals;
    private readonly TimeProvider time;
    private readonly IUlidSource ulids;
    private readonly Action<GroupCommitter> durable;
    private readonly ILogger logger;
    private readonly ITimer flush;
    private readonly ManualResetEventSlim wake = new(initialState: false, spinCount: 1);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isFailing;

    public JournalWriter(GroupCommitter committer, TaskSealer sealer, ApprovalSealer approvals, TimeProvider time, IUlidSource ulids, Action<GroupCommitter> durable, ILogger logger)
    {
        this.committer = committer;
        this.sealer = sealer;
        this.approvals = approvals;
        this.time = time;
        this.ulids = ulids;
        this.durable = durable;
        this.logger = logger;
        Epoch = committer.Epoch;
        EpochStarted = committer.EpochStarted;
        flush = time.CreateTimer(_ => queue.Writer.TryWrite(PendingCommit.Nudge()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc />
    public int Epoch { get; }

    /// <inheritdoc />
    public DateTimeOffset EpochStarted { get; }

    /// <summary>Begins to write, on a thread of its own: SQLite holds it while the disk works, and the pool's threads are for those who wait.</summary>
    public void Start() => new Thread(Run) { Name = "journal", IsBackground = true }.Start();

    /// <inheritdoc />
    public async ValueTask<CommitResult> CommitAsync(
        IReadOnlyList<Condition> conditions, IReadOnlyList<Change> changes, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var commit = PendingCommit.Of(conditions, changes, entries, sealer, approvals);
        try
        {
            if (!queue.Writer.TryWrite(commit))
            {
                await queue.Writer.WriteAsync(commit, cancellationToken);
            }
        }
        catch (ChannelClosedException)
        {
            throw Closed();
        }

        return await commit.Task;
    }

    /// <inheritdoc />
    public void Defer(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (deferred.Add(new PendingEntry(entry)))
        {
            flush.Change(FlushAfter, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Takes no more, writes what it has, and ends.</summary>
    public async ValueTask StopAsync()
    {
        queue.Writer.TryComplete();
        await ended.Task;
        await flush.DisposeAsync();
        wake.Dispose();
    }

    private static JournalUnavailableException Closed() => new("W5010: the store is closed; start writ again");

    private void Run()
    {
        var group = new List<PendingCommit>(GroupCommitter.MaxGroup);
        try
        {
            while (WaitForWork())
            {
                while (group.Count < GroupCommitter.MaxGroup && queue.Reader.TryRead(out var commit))
                {
                    group.Add(commit);
                }

                Write(group);
                group.Clear();
            }

            while (deferred.Any && Write([]))
            {
                // What was deferred last is written before the store closes, group by group.
            }
        }
        catch (Exception failure)
        {
            // Nothing above is expected to throw. If it does, nobody may wait for ever, and nothing more is taken.
            queue.Writer.TryComplete();
            while (queue.Reader.TryRead(out var commit))
            {
                group.Add(commit);
            }

            foreach (var commit in group)
            {
                commit.TrySetException(new JournalUnavailableException("W5010: the store's writer has stopped; start writ again", failure));
            }
        }

        ended.SetResult();
    }

    // The writer's own thread is the one that may wait blocking. Whoever hands work over wakes it directly, without a thread of the pool in between.
    private bool WaitForWork()
    {
        var waiting = queue.Reader.WaitToReadAsync().GetAwaiter();
        if (!waiting.IsCompleted)
        {
            waiting.UnsafeOnCompleted(wake.Set);
            wake.Wait();
            wake.Reset();
        }

        return waiting.GetResult();
    }

    private bool Write(IReadOnlyList<PendingCommit> group)
    {
        var riders = Riders();
        try
        {
            committer.Run(group, riders);
        }
        catch (Exception failure)
        {
            deferred.PutBack(riders);
            return Failed(group, failure);
        }
        finally
        {
            if (deferred.Any)
            {
                flush.Change(FlushAfter, Timeout.InfiniteTimeSpan);
            }
        }

        committer.Tell(group);
        durable(committer);
        if (isFailing)
        {
            isFailing = false;
            Log.Recovered(logger);
        }

        return true;
    }

    // The count of what was lost rides along behind what was not; when the group fails, it waits like any other entry.
    private IReadOnlyList<PendingEntry> Riders()
    {
        var riders = deferred.Take(GroupCommitter.MaxRiders);
        if (deferred.TakeLoss() is not (> 0 and var lost))
        {
            return riders;
        }

        Log.Lost(logger, lost);
        return [.. riders, new PendingEntry(new LedgerEntry.EvidenceLost(lost) { Id = EntryId.New(ulids), At = time.GetUtcNow() })];
    }

    private bool Failed(IReadOnlyList<PendingCommit> group, Exception failure)
    {
        if (group.Count < 2 || !IsOfOne(failure))
        {
            Refuse(group, failure);
            return false;
        }

        // One transaction is one that the store cannot take; written one by one, it fails alone.
        foreach (var commit in group)
        {
            Write([commit]);
        }

        return true;
    }

    private static bool IsOfOne(Exception failure) => failure is DatabaseException { IsOfStatement: true } or ArgumentException or FormatException or OverflowException;

    private void Refuse(IReadOnlyList<PendingCommit> group, Exception failure)
    {
        var text = failure is DatabaseException database
            ? $"W5010: the store cannot commit: {database.Message}; {database.Fix}"
            : $"W5010: the store cannot commit: {failure.Message}; check the log of writ";
        if (!isFailing)
        {
            isFailing = true;
            Log.Failing(logger, text, failure);
        }

        foreach (var commit in group)
        {
            commit.TrySetException(new JournalUnavailableException(text, failure));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Critical, "{Reason}; every action is denied until it can")]
        public static partial void Failing(ILogger logger, string reason, Exception failure);

        [LoggerMessage(5007, LogLevel.Error, "{Count} outcomes and refusals found no place in the store and are lost; the ledger says how many")]
        public static partial void Lost(ILogger logger, long count);

        [LoggerMessage(5002, LogLevel.Warning, "the store commits again")]
        public static partial void Recovered(ILogger logger);
    }
}
