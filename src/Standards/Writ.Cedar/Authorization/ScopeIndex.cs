using System.Runtime.InteropServices;
using Writ.Cedar.Ast;
using Writ.Cedar.Compilation;
using Writ.Cedar.Entities;

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
    private const int KeysOnStack = 64;

    private readonly ScopeKeys _keys;
    private readonly EdgeTable _edges;
    private readonly List<Leaf> _leaves;
    private int _lastNode = Root;

    public ScopeIndex()
    {
        _keys = new ScopeKeys();
        _edges = new EdgeTable();
        _leaves = [];
    }

    /// <summary>A copy to change; the original stays as it is. It copies tables of numbers, not policies.</summary>
    public ScopeIndex(ScopeIndex original)
    {
        _keys = new ScopeKeys(original._keys);
        _edges = new EdgeTable(original._edges);
        _leaves = new List<Leaf>(original._leaves);
        _lastNode = original._lastNode;
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

    /// <summary>Sets the bit of every policy whose scope holds; so they have the order of the policies and no duplicates.</summary>
    public void Mark(ref Frame frame, Span<ulong> candidates)
    {
        var request = frame.Request;
        var (actions, principals, resources) = (frame.Above(request.Action), frame.Above(request.Principal), frame.Above(request.Resource));
        Span<int> actionKeys = Fits(actions) ? stackalloc int[KeysOnStack] : new int[ScopeKeys.Most(actions)];
        Span<int> principalKeys = Fits(principals) ? stackalloc int[KeysOnStack] : new int[ScopeKeys.Most(principals)];
        Span<int> resourceKeys = Fits(resources) ? stackalloc int[KeysOnStack] : new int[ScopeKeys.Most(resources)];
        actionKeys = actionKeys[.._keys.Find(request.Action, actions, actionKeys)];
        principalKeys = principalKeys[.._keys.Find(request.Principal, principals, principalKeys)];
        resourceKeys = resourceKeys[.._keys.Find(request.Resource, resources, resourceKeys)];

        var leaves = CollectionsMarshal.AsSpan(_leaves);
        foreach (var action in actionKeys)
        {
            var afterAction = _edges.Find(Root, action);
            if (afterAction < 0) continue;
            foreach (var principal in principalKeys)
            {
                var afterPrincipal = _edges.Find(afterAction, principal);
                if (afterPrincipal < 0) continue;
                foreach (var resource in resourceKeys)
                {
                    var leaf = _edges.Find(afterPrincipal, resource);
                    if (leaf < 0) continue;
                    foreach (var policy in leaves[leaf].Policies) candidates[policy >> 6] |= 1UL << (policy & 63);
                }
            }
        }
    }

    private static bool Fits(EntityUidSet above) => ScopeKeys.Most(above) <= KeysOnStack;

    private IEnumerable<int> ActionKeys(ScopeConstraint action) => action is ScopeConstraint.InAny any
        ? any.Entities.Select(_keys.Below).Distinct()
        : [_keys.Of(action)];

    private ref Leaf LeafOf(Policy policy, int action)
    {
        var afterPrincipal = Step(Step(Root, action), _keys.Of(policy.Principal));
        var resource = _keys.Of(policy.Resource);
        var leaf = _edges.Find(afterPrincipal, resource);
        if (leaf < 0)
        {
            leaf = _leaves.Count;
            _leaves.Add(new Leaf());
            _edges.Add(afterPrincipal, resource, leaf);
        }

        return ref CollectionsMarshal.AsSpan(_leaves)[leaf];
    }

    private int Step(int node, int key)
    {
        var next = _edges.Find(node, key);
        if (next < 0) _edges.Add(node, key, next = ++_lastNode);
        return next;
    }

    /// <summary>The policies of one scope, by number. While it is shared with another index it is copied before it changes.</summary>
    private struct Leaf()
    {
        private int[] _policies = [];
        private int _count;

        public bool IsShared { get; set; }

        public readonly ReadOnlySpan<int> Policies => _policies.AsSpan(0, _count);

        public void Add(int policy)
        {
            if (IsShared || _count == _policies.Length)
            {
                var larger = new int[(_count * 2) + 1];
                Policies.CopyTo(larger);
                _policies = larger;
                IsShared = false;
            }

            _policies[_count++] = policy;
        }

        public void Remove(int policy)
        {
            _policies = Array.FindAll(Policies.ToArray(), other => other != policy);
            _count = _policies.Length;
            IsShared = false;
        }
    }
}
