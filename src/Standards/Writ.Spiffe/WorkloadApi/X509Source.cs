namespace Writ.Spiffe.WorkloadApi;

/// <summary>
/// An identity kept fresh in memory: the newest that the Workload API said, and whoever waits for the next. When the connection breaks it is made again, with
/// back-off, and what was said last stays good until it ends by itself. Thread-safe.
/// </summary>
public sealed class X509Source : IAsyncDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly WorkloadApiClient _client;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private X509Context? _current;
    private Task _running = Task.CompletedTask;

    private X509Source(WorkloadApiClient client, TimeProvider time) => (_client, _time) = (client, time);

    /// <summary>The newest identity and bundles.</summary>
    public X509Context Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("the source was not started");

    /// <summary>Starts, and waits for the first identity.</summary>
    /// <param name="client">The client; it stays the caller's to dispose, after this.</param>
    /// <param name="time">The time by which it waits between attempts.</param>
    /// <param name="cancellationToken">Ends the wait, and with it the source.</param>
    /// <exception cref="WorkloadApiException">The server says that asking again cannot help.</exception>
    public static async ValueTask<X509Source> StartAsync(WorkloadApiClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(time);
        var source = new X509Source(client, time);
        source._running = source.RunAsync();
        try
        {
            await source._first.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return source;
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Completes when the identity is another than the given one.</summary>
    public async ValueTask<X509Context> ChangeAfterAsync(X509Context known, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (!ReferenceEquals(_current, known))
                    return Current;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var wait = FirstWait;
        try
        {
            while (true)
            {
                try
                {
                    await foreach (var context in _client.WatchX509Async(_stopping.Token).ConfigureAwait(false))
                    {
                        Take(context);
                        wait = FirstWait;
                    }
                }
                catch (WorkloadApiException failure) when (failure.IsWorthRetrying || _first.Task.IsCompleted)
                {
                    // What was said last stays; the next attempt comes after a while.
                }
                await Task.Delay(wait, _time, _stopping.Token).ConfigureAwait(false);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
        catch (WorkloadApiException hopeless)
        {
            _first.TrySetException(hopeless);
        }
        catch (OperationCanceledException)
        {
            _first.TrySetCanceled();
        }
    }

    // The one before is left to the collector: connections may still be using its key.
    private void Take(X509Context context)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            Volatile.Write(ref _current, context);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        _first.TrySetResult();
        changed.TrySetResult();
    }
}
