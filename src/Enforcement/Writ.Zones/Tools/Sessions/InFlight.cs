using System.Collections.Concurrent;

namespace Writ.Zones.Tools;

/// <summary>The requests of a session that are under way, by the exact bytes of their ids, and the progress that is told of them.</summary>
internal sealed class InFlight(int limit, int waitingBytes, TimeSpan grace, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Outbox> progress = new(StringComparer.Ordinal);

    /// <summary>Whether anything is under way.</summary>
    public bool Any => !ids.IsEmpty;

    /// <summary>Enters a request: null when its id is in use, or too many are under way.</summary>
    public Lease? Enter(McpMessage message, out bool inUse)
    {
        var key = McpMessage.Key(message.Id);
        var givenUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        inUse = !ids.TryAdd(key, givenUp);
        if (inUse)
        {
            givenUp.Dispose();
            return null;
        }

        if (ids.Count > limit)
        {
            ids.TryRemove(key, out _);
            givenUp.Dispose();
            return null;
        }

        var token = message.ProgressToken.IsEmpty ? null : McpMessage.Key(message.ProgressToken);
        var box = token is null ? null : new Outbox(waitingBytes / limit);
        return new Lease(this, key, givenUp, token is not null && progress.TryAdd(token, box!) ? token : null, box);
    }

    /// <summary>The agent no longer wants an answer: the request has the grace to end by itself. False when no such request is under way.</summary>
    public bool GiveUp(ReadOnlyMemory<byte> id)
    {
        if (!ids.TryGetValue(McpMessage.Key(id), out var givenUp))
        {
            return false;
        }

        try
        {
            givenUp.CancelAfter(grace);
            return true;
        }
        catch (ObjectDisposedException)
        {
            // It was answered meanwhile.
            return false;
        }
    }

    /// <summary>Tells of progress; false when nobody here asked for it.</summary>
    public bool Tell(McpMessage notification)
    {
        if (notification.ProgressToken.IsEmpty || !progress.TryGetValue(McpMessage.Key(notification.ProgressToken), out var box))
        {
            return false;
        }

        box.Add(notification.Bytes);
        return true;
    }

    /// <summary>A request that is under way until this is disposed.</summary>
    internal sealed class Lease(InFlight owner, string id, CancellationTokenSource givenUp, string? token, Outbox? progress) : IDisposable
    {
        /// <summary>Where its progress is told; null when it did not ask for any.</summary>
        public Outbox? Progress { get; } = progress;

        /// <summary>Ends some time after the agent gave the request up.</summary>
        public CancellationToken GivenUp => givenUp.Token;

        public void Dispose()
        {
            if (token is not null)
            {
                owner.progress.TryRemove(token, out _);
            }

            owner.ids.TryRemove(id, out _);
            givenUp.Dispose();
        }
    }
}
