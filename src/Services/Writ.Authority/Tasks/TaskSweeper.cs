using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Authority.Tasks;

/// <summary>
/// Writes down that tasks ended by their deadline or for idleness. Nothing rests on it: an overdue task is refused at each action whether or not it was swept;
/// this makes the ledger say so, and keeps the list of live tasks true.
/// </summary>
public sealed partial class TaskSweeper : BackgroundService
{
    private const int Batch = 100;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly IStateReader state;
    private readonly TaskMover mover;
    private readonly TimeProvider time;
    private readonly ILogger<TaskSweeper> logger;

    /// <summary>Takes what finds and moves tasks.</summary>
    public TaskSweeper(IStateReader state, TaskMover mover, TimeProvider time, ILogger<TaskSweeper> logger)
    {
        this.state = state;
        this.mover = mover;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Expires every task that is overdue now; returns how many.</summary>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        await SweepOrphansAsync(cancellationToken);
        var total = 0;
        while (true)
        {
            var now = time.GetUtcNow();
            var overdue = await state.OverdueTasksAsync(now, Batch, cancellationToken);
            var expired = 0;
            foreach (var task in overdue)
            {
                if (await mover.MoveAsync(task.Id, TaskEdge.Expire, now >= task.Deadline ? "deadline" : "idle", cancellationToken) is TaskMoveResult.Moved)
                {
                    expired++;
                }
            }

            total += expired;
            if (expired == 0 || overdue.Length < Batch)
            {
                return total;
            }
        }
    }

    // What was delegated by a task that ended, where its end could not be written down at once. Ends when nothing is left, or none could be moved.
    private async ValueTask SweepOrphansAsync(CancellationToken cancellationToken)
    {
        for (var moved = Batch; moved > 0;)
        {
            moved = 0;
            foreach (var orphan in await state.OrphanedTasksAsync(Batch, cancellationToken))
            {
                moved += await mover.MoveAsync(orphan.Id, TaskEdge.Revoke, "above-ended", cancellationToken) is TaskMoveResult.Moved ? 1 : 0;
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await SweepAsync(stoppingToken) is > 0 and var expired)
                {
                    Log.Expired(logger, expired);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // a sweep that failed is not worth the process: nothing rests on it, and the next one is due soon
            catch (Exception fault)
            {
                Log.Unavailable(logger, fault);
            }
#pragma warning restore CA1031
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Information, "{Count} tasks expired")]
        public static partial void Expired(ILogger logger, int count);

        [LoggerMessage(2102, LogLevel.Error, "overdue tasks could not be written down as expired; they are refused all the same")]
        public static partial void Unavailable(ILogger logger, Exception exception);
    }
}
