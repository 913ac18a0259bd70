using System.Collections.Immutable;
using System.Numerics;

namespace Writ.Cedar.Entities;

/// <summary>
/// Everything above each node of a graph, found once. Nodes that lie on one circle share what is above them, and what is above is kept as words
/// of 64 bits, so that the work stays near the size of the answer however densely the nodes are joined. Walks with its own stack: chains may be long.
/// </summary>
internal sealed class Reachability
{
    /// <summary>How many pairs of a node and one above it are found at most: a chain of n nodes has n * n / 2.</summary>
    public const int MaxPairs = 10_000_000;

    /// <summary>How many steps finding them takes at most. Where what is above lies far apart a word holds one node, and the same pairs are found once for each way to them.</summary>
    public const long MaxSteps = 16L * MaxPairs;

    private readonly ImmutableArray<int>[] _above;

    // Tarjan's numbers: when a node was met, the earliest node of its circle, and, once that is whole, its circle.
    private readonly int[] _met;
    private readonly int[] _earliest;
    private readonly int[] _circleOf;
    private readonly Stack<int> _open = new();

    // INVARIANT: everything above a circle has a lower number than it.
    private readonly List<Circle> _circles = [];

    // What is above the circle at hand, while it is put together.
    private readonly ulong[] _words;
    private readonly List<int> _touched = [];
    private int _count;

    private Reachability(ImmutableArray<int>[] above)
    {
        _above = above;
        _met = new int[above.Length];
        _earliest = new int[above.Length];
        _circleOf = new int[above.Length];
        _words = new ulong[(above.Length + 63) / 64];
    }

    private sealed record Circle(int[] Nodes, int[] At, ulong[] Words);

    /// <summary>How many pairs there are.</summary>
    public long Pairs { get; private set; }

    /// <summary>What finding them took: edges looked at and words put together.</summary>
    public long Steps { get; private set; }

    /// <summary>A node that is above itself; -1 when there is none.</summary>
    public int OnCircle { get; private set; } = -1;

    /// <summary>Finds what is above each node; null, and the node at which there were too many pairs or steps, when there are.</summary>
    /// <param name="above">The nodes directly above each. Equal lists may be one object; a list holds each node once.</param>
    /// <param name="tooMany">The node that was looked at when the limit was passed.</param>
    public static Reachability? Of(ImmutableArray<int>[] above, out int tooMany)
    {
        tooMany = -1;
        var edges = 0L;
        for (var node = 0; node < above.Length; node++)
        {
            edges += above[node].Length;
            if (edges <= MaxPairs) continue;
            tooMany = node;
            return null;
        }

        var found = new Reachability(above);
        for (var node = 0; node < above.Length; node++)
        {
            if (found._met[node] != 0 || found.Walk(node)) continue;
            tooMany = node;
            return null;
        }

        return found;
    }

    /// <summary>Whether the other stands above the node, at any distance.</summary>
    public bool IsAbove(int node, int other)
    {
        var circle = _circles[_circleOf[node]];
        var at = Array.BinarySearch(circle.At, _circleOf[other] >> 6);
        return at >= 0 && (circle.Words[at] & Bit(_circleOf[other])) != 0;
    }

    /// <summary>The number of nodes above the node.</summary>
    public int CountAbove(int node)
    {
        var count = 0;
        foreach (var circle in CirclesAbove(node)) count += _circles[circle].Nodes.Length;
        return count;
    }

    /// <summary>The nodes above the node, each once, in no order.</summary>
    public IEnumerable<int> Above(int node)
    {
        foreach (var circle in CirclesAbove(node))
            foreach (var above in _circles[circle].Nodes) yield return above;
    }

    private IEnumerable<int> CirclesAbove(int node)
    {
        var (_, at, words) = _circles[_circleOf[node]];
        for (var i = 0; i < at.Length; i++)
            for (var left = words[i]; left != 0; left &= left - 1) yield return (at[i] << 6) + BitOperations.TrailingZeroCount(left);
    }

    private static ulong Bit(int circle) => 1UL << (circle & 63);

    private bool Walk(int start)
    {
        var path = new Stack<(int Node, int Next)>();
        Meet(start, path);
        while (path.TryPop(out var top))
        {
            var (node, next) = top;
            if (next < _above[node].Length)
            {
                Steps++;
                path.Push((node, next + 1));
                var parent = _above[node][next];
                if (_met[parent] == 0) Meet(parent, path);
                else if (_circleOf[parent] < 0) _earliest[node] = Math.Min(_earliest[node], _met[parent]);
                continue;
            }

            if (_earliest[node] == _met[node] && !Close(node)) return false;
            if (path.TryPeek(out var below)) _earliest[below.Node] = Math.Min(_earliest[below.Node], _earliest[node]);
        }

        return true;
    }

    private void Meet(int node, Stack<(int, int)> path)
    {
        _met[node] = _earliest[node] = ++_count;
        _circleOf[node] = -1;
        _open.Push(node);
        path.Push((node, 0));
    }

    // The circle is whole: everything above it is known already.
    private bool Close(int first)
    {
        var number = _circles.Count;
        var nodes = new List<int>();
        int node;
        do
        {
            node = _open.Pop();
            _circleOf[node] = number;
            nodes.Add(node);
        }
        while (node != first);

        var direct = new HashSet<int>();
        foreach (var member in nodes)
            foreach (var parent in _above[member]) direct.Add(_circleOf[parent]);
        Steps += direct.Count;
        foreach (var parent in direct.OrderDescending())
            if (!Add(parent, number)) return false;
        if (direct.Contains(number) && OnCircle < 0) OnCircle = first;
        return Keep(nodes);
    }

    // The lowest of the direct ones come first, and bring those above them along: what is there already brings nothing new.
    private bool Add(int parent, int self)
    {
        if ((_words[parent >> 6] & Bit(parent)) != 0) return true;
        Put(parent >> 6, Bit(parent));
        if (parent == self) return true;
        var (_, at, words) = _circles[parent];
        Steps += at.Length;
        if (Steps > MaxSteps) return false;
        for (var i = 0; i < at.Length; i++) Put(at[i], words[i]);
        return true;
    }

    private void Put(int at, ulong bits)
    {
        if (_words[at] == 0) _touched.Add(at);
        _words[at] |= bits;
    }

    private bool Keep(List<int> nodes)
    {
        _touched.Sort();
        var circle = new Circle([.. nodes], [.. _touched], new ulong[_touched.Count]);
        for (var i = 0; i < _touched.Count; i++)
        {
            circle.Words[i] = _words[_touched[i]];
            _words[_touched[i]] = 0;
        }

        _touched.Clear();
        _circles.Add(circle);
        Pairs += (long)nodes.Count * CountAbove(nodes[0]);
        return Pairs <= MaxPairs;
    }
}
