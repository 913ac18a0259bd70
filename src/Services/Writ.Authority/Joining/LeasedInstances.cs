using System.Collections.Concurrent;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Joining;

/// <summary>The instances on other machines: each lives for as long as its lease, and no kernel says when it ended. Thread-safe.</summary>
internal sealed class LeasedInstances(TimeProvider time)
{
    /// <summary>The most that live at once.</summary>
    public const int Most = 4096;

    /// <summary>The most of one class that live at once, so that no class takes the others' room.</summary>
    public const int MostOfAClass = 1024;

    private readonly ConcurrentDictionary<SpiffeId, AttestedInstance> leased = new();

    // The classes of those that are being committed.
    private readonly List<WorkloadPath> reserved = [];
    private readonly Lock gate = new();

    public IEnumerable<AttestedInstance> All => leased.Values;

    public int Count => leased.Count;

    /// <summary>The instance, while its lease lasts; null otherwise.</summary>
    public AttestedInstance? Find(SpiffeId instance) => leased.TryGetValue(instance, out var found) && IsLive(found) ? found : null;

    /// <summary>Whether its lease is over and nobody wrote that down yet.</summary>
    public bool IsOver(SpiffeId instance) => leased.TryGetValue(instance, out var found) && !IsLive(found);

    public IReadOnlyList<SpiffeId> Overdue() => [.. leased.Values.Where(i => !IsLive(i)).Select(static i => i.Id)];

    /// <summary>Takes in an instance whose lease is committed; false when it is over by now.</summary>
    public bool Add(AttestedInstance instance)
    {
        var live = IsLive(instance);
        if (live)
        {
            leased[instance.Id] = instance;
        }

        return live;
    }

    /// <summary>Notes a later end that is committed. An instance that ended meanwhile stays ended.</summary>
    public void Renew(SpiffeId instance, DateTimeOffset until)
    {
        while (leased.TryGetValue(instance, out var found) && found.LeaseEnds < until && !leased.TryUpdate(instance, found with { LeaseEnds = until }, found))
        {
            // Another renewal was noted in between.
        }
    }

    /// <summary>Whether no more may join, of whatever class.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                return leased.Count + reserved.Count >= Most;
            }
        }
    }

    /// <summary>Keeps room for one of a class; false when there is none. Release it once the instance is added or given up.</summary>
    public bool Reserve(WorkloadPath path)
    {
        lock (gate)
        {
            if (leased.Count + reserved.Count >= Most || leased.Values.Count(i => i.Path == path) + reserved.Count(p => p == path) >= MostOfAClass)
            {
                return false;
            }

            reserved.Add(path);
            return true;
        }
    }

    public void Release(WorkloadPath path)
    {
        lock (gate)
        {
            reserved.Remove(path);
        }
    }

    public void Remove(SpiffeId instance) => leased.TryRemove(instance, out _);

    private bool IsLive(AttestedInstance instance) => time.GetUtcNow() < instance.LeaseEnds;
}
