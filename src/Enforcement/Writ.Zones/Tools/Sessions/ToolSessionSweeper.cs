using Microsoft.Extensions.Hosting;

namespace Writ.Zones.Tools;

/// <summary>Looks at the open sessions from time to time, and ends them all when Writ stops.</summary>
internal sealed class ToolSessionSweeper(ToolSessions sessions, ToolsOptions options, TimeProvider time) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await sessions.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.SweepPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await sessions.SweepAsync(stoppingToken);
        }
    }
}
