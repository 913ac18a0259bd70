namespace Writ.Client;

/// <summary>
/// Keeps one writ fresh: it is renewed before it ends, by one request however many callers wait for it. A caller that goes away ends its own wait and nobody else's.
/// Thread-safe.
/// </summary>
/// <param name="first">The writ to begin with.</param>
/// <param name="renew">Gets another in the place of the one that is given; null when there is none to exchange any more.</param>
/// <param name="time">The time by which writs end.</param>
internal sealed class WritSource(HeldWrit first, Func<HeldWrit?, CancellationToken, Task<HeldWrit>> renew, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private HeldWrit current = first;
    private bool unusable;
    private string? ended;
    private Task<HeldWrit>? renewing;

    /// <summary>A writ that is good now.</summary>
    /// <exception cref="WritEndedException">It was ended here.</exception>
    /// <exception cref="WritException">It has to be renewed, and cannot be.</exception>
    public async ValueTask<HeldWrit> GetAsync(CancellationToken cancellationToken)
    {
        Task<HeldWrit> renewal;
        lock (gate)
        {
            if (ended is not null)
            {
                throw new WritEndedException(ended);
            }

            if (!unusable && time.GetUtcNow() < current.RenewAt)
            {
                return current;
            }

            renewal = renewing ??= Task.Run(RenewAsync, CancellationToken.None);
        }

        try
        {
            return await renewal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WritException exception) when (exception is WritServiceException or WritIdentityException)
        {
            // Nobody refused: until it ends, the one that is there serves.
            if (Usable() is { } still)
            {
                return still;
            }

            throw;
        }
    }

    /// <summary>The resource did not take a writ: the next caller gets another, unless there is another already.</summary>
    public void Discard(HeldWrit writ)
    {
        lock (gate)
        {
            unusable |= ReferenceEquals(current, writ);
        }
    }

    /// <summary>The writ that is held, when there is nothing wrong with it.</summary>
    public HeldWrit? Usable()
    {
        lock (gate)
        {
            return ended is null && !unusable && time.GetUtcNow() < current.EndsAt ? current : null;
        }
    }

    /// <summary>No writ is given out or fetched from now on.</summary>
    public void End(string why)
    {
        lock (gate)
        {
            ended ??= why;
        }

        stopping.Cancel();
    }

    private async Task<HeldWrit> RenewAsync()
    {
        try
        {
            var next = await renew(Usable(), stopping.Token).ConfigureAwait(false);
            lock (gate)
            {
                if (ended is not null)
                {
                    throw new WritEndedException(ended);
                }

                (current, unusable) = (next, false);
            }

            return next;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new WritEndedException(ended ?? "the task was ended here");
        }
        finally
        {
            lock (gate)
            {
                renewing = null;
            }
        }
    }
}
