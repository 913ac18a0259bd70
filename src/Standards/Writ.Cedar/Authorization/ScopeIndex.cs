using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Authorization;

/// <summary>
/// Finds the policies whose scope may hold for a request: by action, then by principal, or by resource where the principal is
/// free. It only leaves out policies whose scope is false, and a scope cannot error, so decision, reasons and errors are those
/// of evaluating every policy.
/// </summary>
internal sealed class ScopeIndex
{
    private readonly ForAction _anyAction = new();
    private readonly Dictionary<EntityUid, ForAction> _byAction = [];

    public ScopeIndex(ImmutableArray<Policy> policies)
    {
        Words = (policies.Length + 63) / 64;
        for (var i = 0; i < policies.Length; i++)
            foreach (var index in IndexesFor(policies[i].Action))
                index.Add(policies[i], i);
    }

    /// <summary>How many 64-bit words hold one bit for each policy.</summary>
    public int Words { get; }

    /// <summary>Sets the bit of every policy that may apply; the set has the order of the policies and no duplicates.</summary>
    public void Mark(CedarRequest request, IEntitySource entities, Span<ulong> candidates)
    {
        _anyAction.Mark(request, entities, candidates);
        if (_byAction.Count == 0) return;
        if (_byAction.TryGetValue(request.Action, out var exact)) exact.Mark(request, entities, candidates);
        foreach (var group in entities.AncestorsOf(request.Action))
            if (_byAction.TryGetValue(group, out var index)) index.Mark(request, entities, candidates);
    }

    private IEnumerable<ForAction> IndexesFor(ScopeConstraint action) => action switch
    {
        ScopeConstraint.Equal equal => [Named(equal.Entity)],
        ScopeConstraint.In inside => [Named(inside.Entity)],
        ScopeConstraint.InAny any => any.Entities.Select(Named),
        _ => [_anyAction],
    };

    private ForAction Named(EntityUid action)
    {
        if (!_byAction.TryGetValue(action, out var index)) _byAction.Add(action, index = new ForAction());
        return index;
    }

    /// <summary>The policies of one action. Each stands in one of the two: a constrained principal is found before a resource.</summary>
    private sealed class ForAction
    {
        private readonly EntityIndex _byPrincipal = new();
        private readonly EntityIndex _byResource = new();

        public void Add(Policy policy, int number)
        {
            if (policy.Principal is ScopeConstraint.Any) _byResource.Add(policy.Resource, number);
            else _byPrincipal.Add(policy.Principal, number);
        }

        public void Mark(CedarRequest request, IEntitySource entities, Span<ulong> candidates)
        {
            _byPrincipal.Mark(request.Principal, entities, candidates);
            _byResource.Mark(request.Resource, entities, candidates);
        }
    }
}
