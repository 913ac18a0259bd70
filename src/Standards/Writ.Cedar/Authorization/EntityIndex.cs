using Writ.Cedar.Ast;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Authorization;

/// <summary>The numbers of policies by the entity, ancestor or type that their constraint asks for.</summary>
internal sealed class EntityIndex
{
    private readonly List<int> _any = [];
    private readonly Dictionary<string, List<int>> _byType = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityUid, List<int>> _byEntity = [];

    public void Add(ScopeConstraint constraint, int policy)
    {
        var list = constraint switch
        {
            ScopeConstraint.Equal equal => ListFor(_byEntity, equal.Entity),
            ScopeConstraint.In inside => ListFor(_byEntity, inside.Entity),
            ScopeConstraint.IsIn inside => ListFor(_byEntity, inside.Entity),
            ScopeConstraint.Is type => ListFor(_byType, type.Type),
            _ => _any,
        };
        list.Add(policy);
    }

    public void Mark(EntityUid entity, IEntitySource entities, Span<ulong> candidates)
    {
        Set(_any, candidates);
        if (_byType.TryGetValue(entity.Type, out var ofType)) Set(ofType, candidates);
        if (_byEntity.Count == 0) return;
        if (_byEntity.TryGetValue(entity, out var exact)) Set(exact, candidates);
        foreach (var ancestor in entities.AncestorsOf(entity))
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
