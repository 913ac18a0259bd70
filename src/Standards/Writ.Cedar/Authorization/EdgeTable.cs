using System.Numerics;

namespace Writ.Cedar.Authorization;

/// <summary>The edges of a trie: from a node by a key to a node. Open addressing, at most half full, hashed so that numbers in a row spread.</summary>
internal sealed class EdgeTable
{
    private const int SmallestSize = 16;

    private Edge[] _edges;
    private int _count;
    private int _shift;

    public EdgeTable()
    {
        _edges = new Edge[SmallestSize];
        _shift = 64 - BitOperations.Log2(SmallestSize);
    }

    public EdgeTable(EdgeTable original) => (_edges, _count, _shift) = ([.. original._edges], original._count, original._shift);

    /// <summary>The node behind an edge, or -1.</summary>
    public int Find(int node, int key) => _edges[Place(Name(node, key))].EndAndOne - 1;

    /// <summary>Adds an edge that is not there yet.</summary>
    public void Add(int node, int key, int end)
    {
        if (_count * 2 >= _edges.Length) Grow();
        _edges[Place(Name(node, key))] = new Edge(Name(node, key), end + 1);
        _count++;
    }

    private static ulong Name(int node, int key) => ((ulong)(uint)node << 32) | (uint)key;

    private int Place(ulong name)
    {
        // Fibonacci hashing: the golden ratio spreads neighbours over the whole table.
        var at = (int)((name * 0x9E3779B97F4A7C15UL) >> _shift);
        while (_edges[at].EndAndOne != 0 && _edges[at].Name != name) at = (at + 1) & (_edges.Length - 1);
        return at;
    }

    private void Grow()
    {
        var edges = _edges;
        _edges = new Edge[edges.Length * 2];
        _shift--;
        foreach (var edge in edges)
            if (edge.EndAndOne != 0) _edges[Place(edge.Name)] = edge;
    }

    // A place is free while its end is zero.
    private readonly record struct Edge(ulong Name, int EndAndOne);
}
