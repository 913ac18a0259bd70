using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Writ.Authority.Attestation;

/// <summary>
/// Writes down that instances ended which their registration entries do not describe any more. Nothing rests on it: each is refused at each use; this makes the ledger
/// say so, and takes their tasks away.
/// </summary>
internal sealed partial class WorkloadSweeper(InstanceRegistry instances, TimeProvider time, ILogger<WorkloadSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await instances.SweepAsync(cancellationToken);
        }
#pragma warning disable CA1031 // a sweep that failed is not worth the process: nothing rests on it, and the next one is due soon
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Failed(logger, fault);
        }
#pragma warning restore CA1031
    }

    private static partial class Log
    {
        [LoggerMessage(2214, LogLevel.Error, "the registered workloads could not be looked through; each is looked at when it is used all the same")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
