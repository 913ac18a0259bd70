using System.Buffers;
using System.Runtime.InteropServices;
using Writ.Cedar.Ast;
using Writ.Cedar.Compilation;

namespace Writ.Cedar.Authorization;

/// <summary>
/// Finds the policies whose scope holds for a request, by a trie of three steps: action, principal, resource. Each step goes by
/// a key: any entity, those of a type, this entity, this entity and all below it. Only policies whose scope is false are left
/// out, and a scope cannot error, so decision, reasons and errors are those of evaluating every policy (cedar-spec,
/// <c>PolicySlice.lean</c>). Of <c>is Type in entity</c> it sees only the entity.
/// </summary>
internal sealed class ScopeIndex
{
    private const int Root = 0;
    private const int KeysOnStack = 192;

    // So few keys are searched in a row.
    private const int Few = 16;

    private readonly ScopeKeys _actions;
    private readonly ScopeKeys _principals;
    private readonly ScopeKeys _resources;
    private readonly EdgeTable _edges;

    // The keys of the edges that leave each node, by the number of the node.
    private readonly List<Numbers> _nodes;

    // The policies at the end of each way through the trie, by number.
    private readonly List<Numbers> _leaves;

    public ScopeIndex()
    {
        (_actions, _principals, _resources) = (new ScopeKeys(), new ScopeKeys(), new ScopeKeys());
        _edges = new EdgeTable();
        _nodes = [new Numbers()];
        _leaves = [];
    }

    /// <summary>A copy to change; the original stays as it is. It copies tables of numbers, not policies.</summary>
    public ScopeIndex(ScopeIndex original)
    {
        (_actions, _principals, _resources) = (new ScopeKeys(original._actions), new ScopeKeys(original._principals), new ScopeKeys(original._resources));
        _edges = new EdgeTable(original._edges);
        _nodes = new List<Numbers>(original._nodes);
        _leaves = new List<Numbers>(original._leaves);
        foreach (ref var node in CollectionsMarshal.AsSpan(_nodes)) node.IsShared = true;
        foreach (ref var leaf in CollectionsMarshal.AsSpan(_leaves)) leaf.IsShared = true;
    }

    public void Add(Policy policy, int number)
    {
        foreach (var action in ActionKeys(policy.Action)) LeafOf(policy, action).Add(number);
    }

    public void Remove(Policy policy, int number)
    {
        foreach (var action in ActionKeys(policy.Action)) LeafOf(policy, action).Remove(number);
    }

    /// <summary>
    /// Sets the bit of every policy whose scope holds; so they have the order of the policies and no duplicates. At each node it goes by the
    /// keys of the request or by the edges that are there, whichever are fewer, so that the work is never more than the trie is large.
    /// </summary>
    /// <returns>How many edges were looked for.</returns>
    public int Mark(ref Frame frame, Span<ulong> candidates)
    {
        var request = frame.Request;
        var (actions, principals, resources) = (frame.Above(request.Action), frame.Above(request.Principal), frame.Above(request.Resource));
        var (most, mostPrincipals) = (_actions.Most(actions), _principals.Most(principals));
        var total = most + mostPrincipals + _resources.Most(resources);
        var rented = total <= KeysOnStack ? null : ArrayPool<int>.Shared.Rent(total);
        var keys = rented is null ? stackalloc int[KeysOnStack] : rented;
        var ofAction = keys[.._actions.Find(request.Action, actions, keys)];
        var ofPrincipal = keys[most..];
        ofPrincipal = ofPrincipal[.._principals.Find(request.Principal, principals, ofPrincipal)];
        var ofResource = keys[(most + mostPrincipals)..];
        ofResource = ofResource[.._resources.Find(request.Resource, resources, ofResource)];

        var marking = new Marking(this, ofPrincipal, ofResource, candidates);
        marking.Actions(ofAction);
        if (rented is not null) ArrayPool<int>.Shared.Return(rented);
        return marking.Probes;
    }

    private IEnumerable<int> ActionKeys(ScopeConstraint action) => action is ScopeConstraint.InAny any
        ? any.Entities.Select(_actions.Below).Distinct()
        : [_actions.Of(action)];

    private ref Numbers LeafOf(Policy policy, int action)
    {
        var afterPrincipal = Step(Step(Root, action), _principals.Of(policy.Principal));
        var resource = _resources.Of(policy.Resource);
        var leaf = _edges.Find(afterPrincipal, resource);
        if (leaf < 0)
        {
            leaf = _leaves.Count;
            _leaves.Add(new Numbers());
            AddEdge(afterPrincipal, resource, leaf);
        }

        return ref CollectionsMarshal.AsSpan(_leaves)[leaf];
    }

    private int Step(int node, int key)
    {
        var next = _edges.Find(node, key);
        if (next >= 0) return next;
        next = _nodes.Count;
        _nodes.Add(new Numbers());
        AddEdge(node, key, next);
        return next;
    }

    private void AddEdge(int node, int key, int end)
    {
        _edges.Add(node, key, end);
        CollectionsMarshal.AsSpan(_nodes)[node].Add(key);
    }

    /// <summary>One walk through the trie.</summary>
    private ref struct Marking(ScopeIndex index, Span<int> principals, Span<int> resources, Span<ulong> candidates)
    {
        private readonly ReadOnlySpan<Numbers> _nodes = CollectionsMarshal.AsSpan(index._nodes);
        private readonly ReadOnlySpan<Numbers> _leaves = CollectionsMarshal.AsSpan(index._leaves);
        private readonly Span<int> _principals = principals;
        private readonly Span<int> _resources = resources;
        private readonly Span<ulong> _candidates = candidates;
        private bool _principalsSorted;
        private bool _resourcesSorted;

        public int Probes { get; private set; }

        public void Actions(ReadOnlySpan<int> actions)
        {
            foreach (var action in actions)
                if (Follow(Root, action) is >= 0 and var node) Principals(node);
        }

        private void Principals(int node)
        {
            var edges = _nodes[node].All;
            if (edges.Length >= _principals.Length)
            {
                foreach (var key in _principals)
                    if (Follow(node, key) is >= 0 and var next) Resources(next);
                return;
            }

            Sort(_principals, ref _principalsSorted);
            foreach (var key in edges)
                if (Has(_principals, key)) Resources(Follow(node, key));
        }

        private void Resources(int node)
        {
            var edges = _nodes[node].All;
            if (edges.Length >= _resources.Length)
            {
                foreach (var key in _resources)
                    if (Follow(node, key) is >= 0 and var leaf) Set(leaf);
                return;
            }

            Sort(_resources, ref _resourcesSorted);
            foreach (var key in edges)
                if (Has(_resources, key)) Set(Follow(node, key));
        }

        private readonly void Set(int leaf)
        {
            foreach (var policy in _leaves[leaf].All) _candidates[policy >> 6] |= 1UL << (policy & 63);
        }

        private int Follow(int node, int key)
        {
            Probes++;
            return index._edges.Find(node, key);
        }

        private bool Has(ReadOnlySpan<int> keys, int key)
        {
            Probes++;
            return keys.Length <= Few ? keys.Contains(key) : keys.BinarySearch(key) >= 0;
        }

        private static void Sort(Span<int> keys, ref bool isSorted)
        {
            if (!isSorted && keys.Length > Few) keys.Sort();
            isSorted = true;
        }
    }

    /// <summary>A list of numbers. While it is shared with another index it is copied before it changes.</summary>
    private struct Numbers()
    {
        private int[] _numbers = [];
        private int _count;

        public bool IsShared { get; set; }

        public readonly ReadOnlySpan<int> All => _numbers.AsSpan(0, _count);

        public void Add(int number)
        {
            if (IsShared || _count == _numbers.Length)
            {
                var larger = new int[(_count * 2) + 1];
                All.CopyTo(larger);
                _numbers = larger;
                IsShared = false;
            }

            _numbers[_count++] = number;
        }

        public void Remove(int number)
        {
            _numbers = Array.FindAll(All.ToArray(), other => other != number);
            _count = _numbers.Length;
            IsShared = false;
        }
    }
}
