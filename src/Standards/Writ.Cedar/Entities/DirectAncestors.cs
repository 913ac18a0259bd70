using Writ.Cedar.Values;

namespace Writ.Cedar.Entities;

/// <summary>
/// Everything above the entities of an overlay that do not name each other, directly or through the store: their parents, and what the store
/// knows to be above these. That is the overlay of nearly every request, and takes no graph.
/// </summary>
internal static class DirectAncestors
{
    // Up to here comparing each with each takes less than a table.
    private const int LinearLimit = 16;

    /// <summary>What is above each entity; null when one stands above another, or above itself, or there is more than is kept: then it takes an <see cref="AncestorClosure"/>.</summary>
    /// <param name="entities">The entities.</param>
    /// <param name="below">The store that they are laid over.</param>
    public static Dictionary<EntityUid, EntityUidSet>? Of(Dictionary<EntityUid, Entity> entities, IEntitySource below)
    {
        var pairs = 0L;
        var closure = new Dictionary<EntityUid, EntityUidSet>(entities.Count);
        foreach (var (uid, entity) in entities)
        {
            var most = (long)entity.Parents.Length;
            foreach (var parent in entity.Parents)
            {
                if (entities.ContainsKey(parent)) return null;
                var above = below.AncestorsOf(parent);
                most += above.Count;
                foreach (var ancestor in above.Items)
                    if (entities.ContainsKey(ancestor)) return null;
            }

            pairs += most;
            if (pairs > Reachability.MaxPairs) return null;
            closure.Add(uid, Union(entity, below, (int)most));
        }

        return closure;
    }

    private static EntityUidSet Union(Entity entity, IEntitySource below, int most)
    {
        if (most == 0) return EntityUidSet.Empty;
        var found = new EntityUid[most];
        var count = 0;
        var table = most > LinearLimit ? new HashSet<EntityUid>(most) : null;
        foreach (var parent in entity.Parents)
        {
            Add(parent);
            foreach (var ancestor in below.AncestorsOf(parent).Items) Add(ancestor);
        }

        return EntityUidSet.OfDistinct(count == most ? found : found[..count]);

        void Add(EntityUid uid)
        {
            if (table?.Add(uid) ?? Array.IndexOf(found, uid, 0, count) < 0) found[count++] = uid;
        }
    }
}
