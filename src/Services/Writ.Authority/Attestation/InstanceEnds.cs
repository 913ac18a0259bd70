using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Writ.Authority.Tasks;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Attestation;

/// <summary>
/// Writes down that instances ended, and takes their tasks away. What cannot be written now (the disk is full) is tried again until it is, and until then the instance
/// is known as ending: nobody is recognised as it, by socket or by writ. Every step may be repeated; what is done already is not done twice.
/// </summary>
internal sealed partial class InstanceEnds(IJournal journal, TaskMover mover, IUlidSource ids, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // Those whose end is not durable yet; true once somebody tries again.
    private readonly ConcurrentDictionary<SpiffeId, bool> ending = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Whether it has ended and the store does not say so yet.</summary>
    public bool IsEnding(SpiffeId instance) => ending.ContainsKey(instance);

    /// <summary>Ends an instance. When the store cannot take it the exception says so, and the end comes as soon as the store can.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="cause">`exited`, `lost` or `shutdown`.</param>
    /// <param name="completed">The task whose command exited, which is complete and not revoked; the zero value for none.</param>
    /// <param name="cancellationToken">Ends the wait, not the ending.</param>
    public async ValueTask EndAsync(SpiffeId instance, string cause, TaskId completed, CancellationToken cancellationToken)
    {
        ending.TryAdd(instance, false);
        try
        {
            await RecordAsync(instance, cause, completed, cancellationToken);
        }
        catch (Exception fault)
        {
            Log.NotRecorded(logger, instance, fault.Message);
            if (ending.TryUpdate(instance, true, false))
            {
                _ = RetryAsync(instance, cause, completed);
            }

            throw;
        }
    }

    /// <summary>Tries no more: at the next start, whatever is not there any more has ended.</summary>
    public Task StopAsync() => stopping.CancelAsync();

    /// <inheritdoc />
    public void Dispose() => stopping.Dispose();

    private async ValueTask RecordAsync(SpiffeId instance, string cause, TaskId completed, CancellationToken cancellationToken)
    {
        if (!completed.IsDefault)
        {
            await mover.MoveAsync(completed, TaskEdge.Complete, "command-exited", cancellationToken);
        }

        await journal.CommitAsync(
            [new Condition.InstanceLives(instance)],
            [new Change.EndInstance(instance)],
            [new LedgerEntry.InstanceEnded(instance, cause) { Id = EntryId.New(ids), At = time.GetUtcNow() }],
            cancellationToken);
        await mover.RevokeAllOfAsync(instance, "instance-lost", cancellationToken);
        ending.TryRemove(instance, out _);
    }

    private async Task RetryAsync(SpiffeId instance, string cause, TaskId completed)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                await Task.Delay(wait, time, stopping.Token);
                await RecordAsync(instance, cause, completed, stopping.Token);
                Log.Recorded(logger, instance);
                return;
            }
            catch (Exception fault) when (fault is ObjectDisposedException || (fault is OperationCanceledException && stopping.IsCancellationRequested))
            {
                return;
            }
#pragma warning disable CA1031 // whatever it was, the end is not written, and nothing else will write it
            catch (Exception)
            {
                // The first failure was logged, and so will be the success.
            }
#pragma warning restore CA1031
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2203, LogLevel.Error, "the end of instance {Instance} could not be recorded; it is recognised no more, and recording is tried again: {Detail}")]
        public static partial void NotRecorded(ILogger logger, SpiffeId instance, string detail);

        [LoggerMessage(2204, LogLevel.Warning, "the end of instance {Instance} is recorded now")]
        public static partial void Recorded(ILogger logger, SpiffeId instance);
    }
}
