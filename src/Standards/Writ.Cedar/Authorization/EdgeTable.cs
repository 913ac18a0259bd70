using System.Numerics;

namespace Writ.Cedar.Authorization;

/// <summary>The edges of a trie: from a node by a key to a node. Open addressing, at most half full, hashed so that numbers in a row spread.</summary>
internal sealed class EdgeTable
{
    private const int SmallestSize = 16;

    // A slot is free while its value is -1.
    private ulong[] _edges;
    private int[] _ends;
    private int _count;
    private int _shift;

    public EdgeTable()
    {
        _edges = new ulong[SmallestSize];
        _ends = new int[SmallestSize];
        Array.Fill(_ends, -1);
        _shift = 64 - BitOperations.Log2(SmallestSize);
    }

    public EdgeTable(EdgeTable original)
    {
        _edges = [.. original._edges];
        _ends = [.. original._ends];
        (_count, _shift) = (original._count, original._shift);
    }

    /// <summary>The node behind an edge, or -1.</summary>
    public int Find(int node, int key) => _ends[Slot(Edge(node, key))];

    public void Add(int node, int key, int end)
    {
        if (_count * 2 >= _ends.Length) Grow();
        var slot = Slot(Edge(node, key));
        (_edges[slot], _ends[slot]) = (Edge(node, key), end);
        _count++;
    }

    private static ulong Edge(int node, int key) => ((ulong)(uint)node << 32) | (uint)key;

    private int Slot(ulong edge)
    {
        // Fibonacci hashing: the golden ratio spreads neighbours over the whole table.
        var slot = (int)((edge * 0x9E3779B97F4A7C15UL) >> _shift);
        while (_ends[slot] >= 0 && _edges[slot] != edge) slot = (slot + 1) & (_ends.Length - 1);
        return slot;
    }

    private void Grow()
    {
        var (edges, ends) = (_edges, _ends);
        _edges = new ulong[edges.Length * 2];
        _ends = new int[ends.Length * 2];
        Array.Fill(_ends, -1);
        _shift--;
        for (var i = 0; i < ends.Length; i++)
        {
            if (ends[i] < 0) continue;
            var slot = Slot(edges[i]);
            (_edges[slot], _ends[slot]) = (edges[i], ends[i]);
        }
    }
}
