namespace Writ.Storage;

/// <summary>Entries that wait for the next commit. Bounded; what finds no place is counted, and the count is evidence too.</summary>
internal sealed class DeferredEntries(int capacity)
{
    private readonly Lock gate = new();
    private Queue<PendingEntry> waiting = new();
    private long lost;

    /// <summary>Whether any waits.</summary>
    public bool Any
    {
        get
        {
            lock (gate)
            {
                return waiting.Count > 0;
            }
        }
    }

    /// <summary>Takes an entry in; true when it is the first that waits, so that somebody must see to it.</summary>
    public bool Add(PendingEntry entry)
    {
        lock (gate)
        {
            if (waiting.Count >= capacity)
            {
                lost++;
                return false;
            }

            waiting.Enqueue(entry);
            return waiting.Count == 1;
        }
    }

    /// <summary>Hands out at most so many, in the order in which they came.</summary>
    public IReadOnlyList<PendingEntry> Take(int atMost)
    {
        lock (gate)
        {
            var taken = new PendingEntry[Math.Min(atMost, waiting.Count)];
            for (var i = 0; i < taken.Length; i++)
            {
                taken[i] = waiting.Dequeue();
            }

            return taken;
        }
    }

    /// <summary>Takes back what did not become durable, ahead of what came since.</summary>
    public void PutBack(IReadOnlyList<PendingEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        lock (gate)
        {
            waiting = new Queue<PendingEntry>(entries.Concat(waiting));
        }
    }

    /// <summary>How many entries were lost since this was last asked.</summary>
    public long TakeLoss()
    {
        lock (gate)
        {
            var was = lost;
            lost = 0;
            return was;
        }
    }
}
