using System.Collections.Concurrent;

namespace Writ.Zones.Tools;

/// <summary>The requests of a session that are under way, by the exact bytes of their ids, and the progress that is told of them.</summary>
internal sealed class InFlight(int limit, int waitingBytes)
{
    private readonly ConcurrentDictionary<string, byte> ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Outbox> progress = new(StringComparer.Ordinal);

    /// <summary>Whether anything is under way.</summary>
    public bool Any => !ids.IsEmpty;

    /// <summary>Enters a request: null when its id is in use, or too many are under way.</summary>
    public Lease? Enter(McpMessage message, out bool inUse)
    {
        var key = McpMessage.Key(message.Id);
        inUse = !ids.TryAdd(key, 0);
        if (inUse)
        {
            return null;
        }

        if (ids.Count > limit)
        {
            ids.TryRemove(key, out _);
            return null;
        }

        var token = message.ProgressToken.IsEmpty ? null : McpMessage.Key(message.ProgressToken);
        var box = token is null ? null : new Outbox(waitingBytes);
        return new Lease(this, key, token is not null && progress.TryAdd(token, box!) ? token : null, box);
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
    internal sealed class Lease(InFlight owner, string id, string? token, Outbox? progress) : IDisposable
    {
        /// <summary>Where its progress is told; null when it did not ask for any.</summary>
        public Outbox? Progress { get; } = progress;

        public void Dispose()
        {
            if (token is not null)
            {
                owner.progress.TryRemove(token, out _);
            }

            owner.ids.TryRemove(id, out _);
        }
    }
}
