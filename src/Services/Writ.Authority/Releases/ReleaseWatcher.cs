using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Writ.Authority.Releases.Signing;
using Writ.Domain;

namespace Writ.Authority.Releases;

/// <summary>Reloads the release when its folder changes, once the changes have settled, and says what came of it. A signal or an operator may ask for the same.</summary>
public sealed partial class ReleaseWatcher : IHostedService, IDisposable
{
    // Editors write a file in several steps, and people save several files together.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Parts = ["intents", "policies", "catalogue", SignatureFiles.Folder];

    private readonly ReleaseStore releases;
    private readonly ReleaseFolder folder;
    private readonly ILogger<ReleaseWatcher> logger;
    private readonly ITimer timer;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly Dictionary<string, FileSystemWatcher> watchers = new(StringComparer.Ordinal);

    /// <summary>Watches a folder for a store.</summary>
    public ReleaseWatcher(ReleaseStore releases, ReleaseFolder folder, TimeProvider time, ILogger<ReleaseWatcher> logger)
    {
        ArgumentNullException.ThrowIfNull(time);
        this.releases = releases;
        this.folder = folder;
        this.logger = logger;
        this.time = time;
        timer = time.CreateTimer(OnSettled, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What came of the latest reload, whoever asked for it; null before the first.</summary>
    public ReleaseOutcome? Latest { get; private set; }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The folder itself and those of the release, one by one: it may be a project's own folder, with a hundred thousand files below.
        Watch("");
        WatchParts();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Unwatch();
        await timer.DisposeAsync();
        await stopping.CancelAsync();
    }

    /// <summary>Reloads now, because somebody asked. A store that cannot record the activation refuses the release.</summary>
    public ValueTask<ReleaseOutcome> ReloadAsync(CancellationToken cancellationToken) => TellAsync(releases.ReloadAsync, cancellationToken);

    /// <summary>Reloads of itself, as at a start: what a rollback passed over stays out.</summary>
    public ValueTask<ReleaseOutcome> RefreshAsync(CancellationToken cancellationToken) => TellAsync(releases.RefreshAsync, cancellationToken);

    /// <summary>Brings a release into force that was so before; the zero value for the one before this one.</summary>
    public ValueTask<ReleaseOutcome> RollBackAsync(ReleaseId release, CancellationToken cancellationToken) =>
        TellAsync(cancellation => releases.RollBackAsync(release, cancellation), cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        Unwatch();
        timer.Dispose();
        stopping.Dispose();
    }

    private async ValueTask<ReleaseOutcome> TellAsync(Func<CancellationToken, ValueTask<ReleaseOutcome>> act, CancellationToken cancellationToken)
    {
        ReleaseOutcome outcome;
        try
        {
            outcome = await act(cancellationToken);
        }
        catch (JournalUnavailableException unavailable)
        {
            Log.Unavailable(logger, unavailable);
            outcome = new ReleaseOutcome.Refused([new ReleaseProblem("W1022", "writ.yaml", 0, 0, "the activation could not be recorded", "see the store's own error, then reload")]);
        }

        Latest = outcome;
        Report(outcome);
        return outcome;
    }

    private void WatchParts()
    {
        foreach (var part in Parts)
        {
            Watch(part);
        }
    }

    // A folder that is made later is watched from then on; one that was removed and made again is another one to the kernel.
    private void Watch(string part)
    {
        var path = Path.Combine(folder.Config, part);
        lock (gate)
        {
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            if (watchers.Remove(part, out var before))
            {
                before.Dispose();
            }

            if (Directory.Exists(path))
            {
                watchers.Add(part, Make(path, part));
            }
        }
    }

    private FileSystemWatcher Make(string path, string part)
    {
        var watcher = new FileSystemWatcher(path)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Changed += (_, changed) => OnChanged(part, changed.Name, null);
        watcher.Created += (_, changed) => OnChanged(part, changed.Name, null);
        watcher.Deleted += (_, changed) => OnChanged(part, changed.Name, null);
        watcher.Renamed += (_, changed) => OnChanged(part, changed.Name, changed.OldName);

        // Events were lost: something changed, and what does not matter.
        watcher.Error += (_, _) => Arm();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private void Unwatch()
    {
        lock (gate)
        {
            foreach (var watcher in watchers.Values)
            {
                watcher.Dispose();
            }

            watchers.Clear();
        }
    }

    private void OnChanged(string part, string? name, string? oldName)
    {
        foreach (var changed in (ReadOnlySpan<string?>)[name, oldName])
        {
            if (changed is null)
            {
                continue;
            }

            if (part.Length > 0 ? !changed.StartsWith('.') : changed == "writ.yaml")
            {
                Arm();
            }
            else if (part.Length == 0 && Parts.Contains(changed, StringComparer.Ordinal))
            {
                Watch(changed);
                Arm();
            }
        }
    }

    private void Arm()
    {
        try
        {
            timer.Change(Settled, Timeout.InfiniteTimeSpan);
            Log.Changed(logger, time.GetUtcNow());
        }
        catch (ObjectDisposedException)
        {
            // Stopped between the event and here.
        }
    }

    private void OnSettled(object? state) => _ = ReloadUnaskedAsync();

    private async Task ReloadUnaskedAsync()
    {
        try
        {
            await RefreshAsync(stopping.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException)
        {
            // Stopping.
        }
#pragma warning disable CA1031 // a background reload ends here: the release before stays in force, and the log says why
        catch (Exception fault)
        {
            Log.Faulted(logger, fault);
        }
#pragma warning restore CA1031
    }

    private void Report(ReleaseOutcome outcome)
    {
        switch (outcome)
        {
            case ReleaseOutcome.Activated activated:
                Log.Activated(logger, activated.InForce.Release.Id, activated.Previous.IsDefault ? "none" : activated.Previous.ToString());
                break;
            case ReleaseOutcome.Unchanged unchanged:
                Log.Unchanged(logger, unchanged.InForce.Release.Id);
                break;
            case ReleaseOutcome.PassedOver passed:
                Log.PassedOver(logger, passed.InForce.Release.Id, passed.Folder);
                break;
            case ReleaseOutcome.Refused refused:
                foreach (var problem in refused.Problems)
                {
                    Log.Problem(logger, problem, problem.Fix);
                }

                Log.Refused(logger, refused.Problems.Length);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "release {Release} is in force, after {Previous}")]
        public static partial void Activated(ILogger logger, ReleaseId release, string previous);

        [LoggerMessage(2002, LogLevel.Debug, "release {Release} stays in force: nothing changed")]
        public static partial void Unchanged(ILogger logger, ReleaseId release);

        [LoggerMessage(2003, LogLevel.Error, "the release is refused for {Count} problems; the one before stays in force")]
        public static partial void Refused(ILogger logger, int count);

        [LoggerMessage(2004, LogLevel.Error, "{Problem}; fix: {Fix}")]
        public static partial void Problem(ILogger logger, ReleaseProblem problem, string fix);

        [LoggerMessage(2005, LogLevel.Error, "the release's activation could not be recorded")]
        public static partial void Unavailable(ILogger logger, Exception exception);

        [LoggerMessage(2006, LogLevel.Error, "the reload failed; the release before stays in force")]
        public static partial void Faulted(ILogger logger, Exception exception);

        [LoggerMessage(2008, LogLevel.Warning, "release {Release} stays in force: the folder holds {Folder}, which a rollback passed over; change the folder, or run `writ release reload`")]
        public static partial void PassedOver(ILogger logger, ReleaseId release, ReleaseId folder);

        [LoggerMessage(2007, LogLevel.Trace, "the release's folder changed at {At}")]
        public static partial void Changed(ILogger logger, DateTimeOffset at);
    }
}
