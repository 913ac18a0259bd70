namespace Writ.Cedar.Authorization;

/// <summary>
/// The responses a set has given, so that requests which the same policies answer alike share one, and a decision allocates
/// nothing. Finding one takes no lock; adding one does. When it is full it starts anew, so it stays bounded.
/// </summary>
internal sealed class ResponseCache
{
    private const int SmallestTable = 64;
    private const int LargestTable = 32_768;

    private readonly Lock _adding = new();

    // Open addressing, at most half full. A place is written once and then only read, so a reader needs no more than its own reference.
    private Entry?[] _table = new Entry?[SmallestTable];
    private int _count;

    public CedarResponse Get(ReadOnlySpan<int> outcomes, PolicySet policies)
    {
        var hash = Hash(outcomes);
        var table = Volatile.Read(ref _table);
        for (var at = hash & (table.Length - 1); table[at] is { } known; at = (at + 1) & (table.Length - 1))
            if (known.Hash == hash && outcomes.SequenceEqual(known.Outcomes)) return known.Response;

        var response = CedarResponse.Of(outcomes, policies, []);
        lock (_adding) Add(new Entry(hash, outcomes.ToArray(), response));
        return response;
    }

    private static int Hash(ReadOnlySpan<int> outcomes)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var outcome in outcomes) hash = (hash ^ (uint)outcome) * 0x9E3779B97F4A7C15UL;
        return (int)(hash >> 33);
    }

    private void Add(Entry entry)
    {
        if ((_count + 1) * 2 > _table.Length) Grow();
        _count++;
        Place(_table, entry);
    }

    private void Grow()
    {
        var full = _table.Length == LargestTable;
        var larger = new Entry?[full ? SmallestTable : _table.Length * 2];
        if (full) _count = 0;
        else foreach (var entry in _table)
                if (entry is not null) Place(larger, entry);
        Volatile.Write(ref _table, larger);
    }

    private static void Place(Entry?[] table, Entry entry)
    {
        var at = entry.Hash & (table.Length - 1);
        while (table[at] is not null) at = (at + 1) & (table.Length - 1);
        Volatile.Write(ref table[at], entry);
    }

    private sealed record Entry(int Hash, int[] Outcomes, CedarResponse Response);
}
