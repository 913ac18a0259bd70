namespace Writ.Cedar.Authorization;

/// <summary>
/// The responses a set has given, so that requests which the same policies answer alike share one, and a decision allocates
/// nothing. Finding one takes no lock; adding one does. It stays bounded whatever requests come: when it is full, by number or
/// by size, it starts anew, and a response whose place is too crowded is made again each time.
/// </summary>
internal sealed class ResponseCache
{
    private const int SmallestTable = 64;
    private const int LargestTable = 32_768;

    // Of outcomes kept, over all entries; each costs some twelve bytes here and in the response.
    public const int MostOutcomes = 1_000_000;

    // In a table half full no run of taken places is so long, but for requests chosen to collide.
    private const int MostProbes = 64;

    private readonly Lock _adding = new();

    // Open addressing, at most half full. A place is written once and then only read, so a reader needs no more than its own reference.
    private Entry?[] _table = new Entry?[SmallestTable];
    private int _count;
    private int _outcomes;

    /// <summary>How many outcomes are kept, over all responses.</summary>
    public int Kept => _outcomes;

    public CedarResponse Get(ReadOnlySpan<int> outcomes, PolicySet policies)
    {
        var hash = Hash(outcomes);
        var table = Volatile.Read(ref _table);
        for (var probes = 0; probes < MostProbes; probes++)
        {
            if (Volatile.Read(ref table[(hash + probes) & (table.Length - 1)]) is not { } known) break;
            if (known.Hash == hash && outcomes.SequenceEqual(known.Outcomes)) return known.Response;
        }

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
        if (_outcomes + entry.Outcomes.Length > MostOutcomes) Replace(SmallestTable, keep: false);
        else if ((_count + 1) * 2 > _table.Length) Replace(_table.Length == LargestTable ? SmallestTable : _table.Length * 2, keep: _table.Length < LargestTable);
        Place(_table, entry);
    }

    private void Replace(int size, bool keep)
    {
        var (old, table) = (_table, new Entry?[size]);
        (_count, _outcomes) = (0, 0);
        foreach (var entry in keep ? old : [])
            if (entry is not null) Place(table, entry);
        Volatile.Write(ref _table, table);
    }

    private void Place(Entry?[] table, Entry entry)
    {
        for (var probes = 0; probes < MostProbes; probes++)
        {
            ref var place = ref table[(entry.Hash + probes) & (table.Length - 1)];
            if (place is not null) continue;
            Volatile.Write(ref place, entry);
            _count++;
            _outcomes += entry.Outcomes.Length;
            return;
        }
    }

    private sealed record Entry(int Hash, int[] Outcomes, CedarResponse Response);
}
