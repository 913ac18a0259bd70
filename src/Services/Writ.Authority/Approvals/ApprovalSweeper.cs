using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Writ.Domain;

namespace Writ.Authority.Approvals;

/// <summary>
/// Ends approvals whose time passed, or whose release, definition or task is not what it was, so that what was pending of them is erased soon.
/// No action rests on it: such an approval lets nothing through whether or not it was swept.
/// </summary>
public sealed partial class ApprovalSweeper : BackgroundService
{
    private const int Batch = 1000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly IStateReader state;
    private readonly IReleases releases;
    private readonly ApprovalMover mover;
    private readonly TimeProvider time;
    private readonly ILogger<ApprovalSweeper> logger;

    /// <summary>Takes what finds and ends approvals.</summary>
    public ApprovalSweeper(IStateReader state, IReleases releases, ApprovalMover mover, TimeProvider time, ILogger<ApprovalSweeper> logger, IHostApplicationLifetime? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(mover);

        // Told as soon as Writ is to stop: calls that are held for a human must not hold up the stop.
        lifetime?.ApplicationStopping.Register(mover.Held.Close);
        this.state = state;
        this.releases = releases;
        this.mover = mover;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Ends every open approval that is worth nothing now; returns how many.</summary>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var approval in await state.OpenApprovalsAsync(Batch, cancellationToken))
        {
            if (await mover.FlawAsync(approval, releases.Current?.Release.Id ?? default, cancellationToken) is var (edge, cause)
                && await mover.EndAsync(approval, edge, cause, cancellationToken) is CommitResult.Committed)
            {
                ended++;
            }
        }

        return ended;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await SweepAsync(stoppingToken) is > 0 and var ended)
                {
                    Log.Ended(logger, ended);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // a sweep that failed is not worth the process: no action rests on it, and the next one is due soon
            catch (Exception fault)
            {
                Log.Unavailable(logger, fault);
            }
#pragma warning restore CA1031
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2140, LogLevel.Information, "{Count} approvals ended without their action")]
        public static partial void Ended(ILogger logger, int count);

        [LoggerMessage(2141, LogLevel.Error, "approvals that are worth nothing could not be written down as ended; they let nothing through all the same")]
        public static partial void Unavailable(ILogger logger, Exception exception);
    }
}
