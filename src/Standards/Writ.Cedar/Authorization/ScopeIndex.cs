using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Authorization;

/// <summary>
/// Finds the policies whose action and principal constraints can hold for a request. It only leaves out policies whose scope
/// is false, and a scope cannot error, so decision, reasons and errors are those of evaluating every policy.
/// </summary>
internal sealed class ScopeIndex
{
    private readonly PrincipalIndex _anyAction = new();
    private readonly Dictionary<EntityUid, PrincipalIndex> _byAction = [];

    public ScopeIndex(ImmutableArray<Policy> policies)
    {
        Words = (policies.Length + 63) / 64;
        for (var i = 0; i < policies.Length; i++)
            foreach (var index in ForAction(policies[i].Action))
                index.Add(policies[i].Principal, i);
    }

    /// <summary>How many 64-bit words hold one bit for each policy.</summary>
    public int Words { get; }

    /// <summary>Sets the bit of every policy that may apply; the set has the order of the policies and no duplicates.</summary>
    public void Mark(CedarRequest request, IEntitySource entities, Span<ulong> candidates)
    {
        var abovePrincipal = entities.AncestorsOf(request.Principal);
        _anyAction.Mark(request.Principal, abovePrincipal, candidates);
        if (_byAction.Count == 0) return;
        if (_byAction.TryGetValue(request.Action, out var exact)) exact.Mark(request.Principal, abovePrincipal, candidates);
        foreach (var group in entities.AncestorsOf(request.Action))
            if (_byAction.TryGetValue(group, out var index)) index.Mark(request.Principal, abovePrincipal, candidates);
    }

    private IEnumerable<PrincipalIndex> ForAction(ScopeConstraint action) => action switch
    {
        ScopeConstraint.Equal equal => [Named(equal.Entity)],
        ScopeConstraint.In inside => [Named(inside.Entity)],
        ScopeConstraint.InAny any => any.Entities.Select(Named),
        _ => [_anyAction],
    };

    private PrincipalIndex Named(EntityUid action)
    {
        if (!_byAction.TryGetValue(action, out var index)) _byAction.Add(action, index = new PrincipalIndex());
        return index;
    }

    private sealed class PrincipalIndex
    {
        private readonly List<int> _any = [];
        private readonly Dictionary<string, List<int>> _byType = new(StringComparer.Ordinal);
        private readonly Dictionary<EntityUid, List<int>> _byEntity = [];

        public void Add(ScopeConstraint principal, int policy)
        {
            var list = principal switch
            {
                ScopeConstraint.Equal equal => ListFor(_byEntity, equal.Entity),
                ScopeConstraint.In inside => ListFor(_byEntity, inside.Entity),
                ScopeConstraint.IsIn inside => ListFor(_byEntity, inside.Entity),
                ScopeConstraint.Is type => ListFor(_byType, type.Type),
                _ => _any,
            };
            list.Add(policy);
        }

        public void Mark(EntityUid principal, IReadOnlySet<EntityUid> above, Span<ulong> candidates)
        {
            Set(_any, candidates);
            if (_byType.TryGetValue(principal.Type, out var ofType)) Set(ofType, candidates);
            if (_byEntity.Count == 0) return;
            if (_byEntity.TryGetValue(principal, out var exact)) Set(exact, candidates);
            foreach (var ancestor in above)
                if (_byEntity.TryGetValue(ancestor, out var below)) Set(below, candidates);
        }

        private static List<int> ListFor<TKey>(Dictionary<TKey, List<int>> lists, TKey key)
            where TKey : notnull
        {
            if (!lists.TryGetValue(key, out var list)) lists.Add(key, list = []);
            return list;
        }

        private static void Set(List<int> policies, Span<ulong> candidates)
        {
            foreach (var policy in policies) candidates[policy >> 6] |= 1UL << (policy & 63);
        }
    }
}
