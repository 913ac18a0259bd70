using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Writ.Authority.Keys;
using Writ.Domain;

namespace Writ.Authority.Identity;

/// <summary>Keeps the keys of the authority and of the keyring: there before anything listens, and replaced in time. While that fails, what is there goes on signing until it ends.</summary>
public sealed partial class IdentityKeeper(SvidAuthority authority, KeyringRotation keyring, TimeProvider time, ILogger<IdentityKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>Makes the keys of a first start, and those that came due while Writ was not running.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot commit, so there are none.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await keyring.KeepAsync(cancellationToken);
        await authority.KeepAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await keyring.KeepAsync(stoppingToken);
                await authority.KeepAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is JournalUnavailableException or IOException or UnauthorizedAccessException)
            {
                Log.Postponed(logger, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Error, "keys that are due could not be replaced; it is tried again in a minute")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
