using System.Collections.Concurrent;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tasks;

/// <summary>
/// Remembers the only live task of each instance, so that the common request on the attested socket reads one row. What it says is read anew each time. An instance
/// that gets another task is forgotten, since its socket alone says no more which one is meant. Bounded; thread-safe.
/// </summary>
public sealed class NamedTasks
{
    private const int Most = 16_384;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<SpiffeId, TaskId> only = new();
    private long forgotten;

    /// <summary>How often something was forgotten: to be read before the tasks are, and given back with what was found.</summary>
    public long Version => Interlocked.Read(ref forgotten);

    /// <summary>The task that the instance was named for last.</summary>
    public bool TryFind(SpiffeId instance, out TaskId task) => only.TryGetValue(instance, out task);

    /// <summary>Remembers a task that was found to be the instance's only one, unless something was forgotten since <paramref name="version"/>.</summary>
    public void Remember(SpiffeId instance, TaskId task, long version)
    {
        lock (gate)
        {
            if (version != forgotten)
            {
                return;
            }

            if (only.Count > Most)
            {
                only.Clear();
            }

            only[instance] = task;
        }
    }

    /// <summary>Forgets an instance: it has another task now.</summary>
    public void Forget(SpiffeId instance)
    {
        lock (gate)
        {
            forgotten++;
            only.TryRemove(instance, out _);
        }
    }
}
