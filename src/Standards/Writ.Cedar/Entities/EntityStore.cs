using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Values;

namespace Writ.Cedar.Entities;

/// <summary>An immutable set of entities with every ancestor known beforehand. Safe to share between threads.</summary>
public sealed class EntityStore : IEntitySource
{
    private readonly Dictionary<EntityUid, Entity> _entities;
    private readonly Dictionary<EntityUid, EntityUidSet> _ancestors;
    private readonly HashSet<EntityUid> _standsAbove;

    private EntityStore(Dictionary<EntityUid, Entity> entities)
    {
        _entities = entities;
        _ancestors = new AncestorClosure(entities, below: null).Compute();
        _standsAbove = [];
        foreach (var above in _ancestors.Values) _standsAbove.UnionWith(above);
    }

    /// <summary>The store without entities.</summary>
    public static EntityStore Empty { get; } = new([]);

    /// <summary>The number of entities.</summary>
    public int Count => _entities.Count;

    /// <summary>The entities, in no order.</summary>
    public IEnumerable<Entity> Entities => _entities.Values;

    /// <summary>Makes a store. An entity given twice alike counts once.</summary>
    /// <param name="entities">The entities.</param>
    /// <exception cref="EntityStoreException">Two different entities have one name, or parents run in a circle.</exception>
    public static EntityStore Of(params IEnumerable<Entity> entities) => new(Collect(entities));

    /// <inheritdoc/>
    public bool TryFind(EntityUid uid, [MaybeNullWhen(false)] out Entity entity) => _entities.TryGetValue(uid, out entity);

    /// <inheritdoc/>
    public EntityUidSet AncestorsOf(EntityUid uid) => _ancestors.GetValueOrDefault(uid, EntityUidSet.Empty);

    /// <summary>
    /// Lays a few entities over this store, for one request, without copying it. An entity laid over may replace one of the
    /// same name, but may not change the ancestors of a name that entities of this store stand below.
    /// </summary>
    /// <param name="entities">The entities of the request.</param>
    /// <exception cref="EntityStoreException">The entities cannot stand together or over this store.</exception>
    public IEntitySource Overlay(params IEnumerable<Entity> entities)
    {
        var over = Collect(entities);
        if (over.Count == 0) return this;
        var ancestors = DirectAncestors.Of(over, this) ?? new AncestorClosure(over, this).Compute();
        foreach (var (uid, above) in ancestors)
        {
            // INVARIANT: the closures of this store stay true under the overlay.
            if (_standsAbove.Contains(uid) && !above.SetEquals(AncestorsOf(uid)))
                throw new EntityStoreException($"`{uid}` has descendants in the store, so its ancestors cannot change in an overlay");
        }

        return new EntityOverlay(this, over, ancestors);
    }

    private static Dictionary<EntityUid, Entity> Collect(IEnumerable<Entity> entities)
    {
        ArgumentNullException.ThrowIfNull(entities);
        var collected = new Dictionary<EntityUid, Entity>();
        foreach (var entity in entities)
        {
            if (!collected.TryAdd(entity.Uid, entity) && !collected[entity.Uid].SameAs(entity))
                throw new EntityStoreException($"`{entity.Uid}` stands twice, with different content");
        }

        return collected;
    }
}
