using Writ.Cedar.Values;

namespace Writ.Cedar.Entities;

/// <summary>Computes everything above each entity once, so that <c>in</c> is one probe. Walks with its own stack: chains may be long.</summary>
internal sealed class AncestorClosure(IReadOnlyDictionary<EntityUid, Entity> entities, IEntitySource? below)
{
    /// <summary>How many pairs of entity and ancestor are kept at most: a chain of n entities has n * n / 2.</summary>
    private const int MaxPairs = 10_000_000;

    private readonly Dictionary<EntityUid, EntityUidSet> _done = new(entities.Count);
    private readonly HashSet<EntityUid> _open = [];
    private int _pairs;

    public Dictionary<EntityUid, EntityUidSet> Compute()
    {
        var stack = new Stack<(Entity Entity, int NextParent)>();
        foreach (var start in entities.Values)
        {
            Enter(start, stack);
            while (stack.TryPop(out var top))
            {
                if (top.NextParent == top.Entity.Parents.Length)
                {
                    Close(top.Entity);
                    continue;
                }

                stack.Push((top.Entity, top.NextParent + 1));
                if (entities.TryGetValue(top.Entity.Parents[top.NextParent], out var parent)) Enter(parent, stack);
            }
        }

        return _done;
    }

    private void Enter(Entity entity, Stack<(Entity, int)> stack)
    {
        if (_done.ContainsKey(entity.Uid)) return;
        if (!_open.Add(entity.Uid)) throw new EntityStoreException($"`{entity.Uid}` is its own ancestor");
        stack.Push((entity, 0));
    }

    private void Close(Entity entity)
    {
        _open.Remove(entity.Uid);
        if (entity.Parents.IsEmpty)
        {
            _done.Add(entity.Uid, EntityUidSet.Empty);
            return;
        }

        var above = new HashSet<EntityUid>(entity.Parents);
        foreach (var parent in entity.Parents) above.UnionWith(KnownAbove(parent));
        // With a store below, a cycle may run through it: entity -> shared -> entity.
        if (above.Contains(entity.Uid)) throw new EntityStoreException($"`{entity.Uid}` is its own ancestor");
        _pairs += above.Count;
        if (_pairs > MaxPairs) throw new EntityStoreException($"`{entity.Uid}` makes more than {MaxPairs} pairs of entity and ancestor");
        _done.Add(entity.Uid, EntityUidSet.Of(above));
    }

    private EntityUidSet KnownAbove(EntityUid parent) =>
        _done.TryGetValue(parent, out var known) ? known : below?.AncestorsOf(parent) ?? EntityUidSet.Empty;
}
