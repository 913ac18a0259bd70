using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>
/// The entities one decision has loaded so far, and the names it has learned to be nobody's. What stands above an entity is found by a
/// <see cref="Climb"/> that goes on from where it stopped, so a chain that is loaded one step a batch costs its length and not a power of it.
/// </summary>
internal sealed class LoadedEntities(CedarSchema? schema, IEntityLoader loader) : PartialEntities
{
    private readonly Dictionary<EntityUid, Entity> _loaded = [];
    private readonly HashSet<EntityUid> _absent = [];
    private readonly HashSet<EntityUid> _namedAsParents = [];
    private readonly Dictionary<EntityUid, Climb> _climbs = [];

    public int Count => _loaded.Count;

    /// <summary>How many names are settled; it only grows.</summary>
    public int Settled => _loaded.Count + _absent.Count;

    /// <summary>How many steps from an entity to a parent were taken, and names handed on to be loaded, over all batches.</summary>
    public int Steps { get; private set; }

    /// <summary>Finds an entity that was loaded.</summary>
    public Entity? Find(EntityUid uid) => _loaded.GetValueOrDefault(uid);

    /// <summary>Whether a name was asked for, or came unasked.</summary>
    public bool IsSettled(EntityUid uid) => _loaded.ContainsKey(uid) || _absent.Contains(uid);

    /// <summary>All that was loaded, as a store.</summary>
    /// <exception cref="EntityLoadException">The entities have too many pairs of entity and ancestor.</exception>
    public EntityStore ToStore()
    {
        try
        {
            return EntityStore.Of(_loaded.Values);
        }
        catch (EntityStoreException refused)
        {
            throw new EntityLoadException(refused.Message, refused);
        }
    }

    public async ValueTask LoadAsync(HashSet<EntityUid> uids, CancellationToken cancellationToken)
    {
        var named = new List<Entity>();
        foreach (var entity in await loader.LoadAsync(uids, cancellationToken).ConfigureAwait(false))
        {
            if (schema is not null && SchemaConformance.Check(schema, entity) is { } wrong) throw new EntityLoadException(wrong.ToString());
            if (_absent.Contains(entity.Uid) || (!_loaded.TryAdd(entity.Uid, entity) && !_loaded[entity.Uid].SameAs(entity)))
                throw new EntityLoadException($"`{entity.Uid}` was loaded twice, with different content");
            _namedAsParents.UnionWith(entity.Parents);
            named.Add(entity);
        }

        foreach (var uid in uids)
            if (!_loaded.ContainsKey(uid)) _absent.Add(uid);
        RefuseCircles(named);
    }

    /// <summary>Adds what must be known of so that everything above an entity is.</summary>
    public void AddUnsettled(EntityUid uid, HashSet<EntityUid> unsettled)
    {
        if (!IsSettled(uid))
        {
            unsettled.Add(uid);
            return;
        }

        var climb = Climbed(uid);
        climb.AddOpen(unsettled);
        Steps += climb.Open;
    }

    internal override Knowledge Attributes(EntityUid uid, out CedarRecord attributes)
    {
        attributes = Find(uid)?.Attributes ?? CedarRecord.Empty;
        return KnowledgeOf(uid);
    }

    internal override Knowledge Tags(EntityUid uid, out CedarRecord tags)
    {
        tags = Find(uid)?.Tags ?? CedarRecord.Empty;
        return KnowledgeOf(uid);
    }

    // What stands above a loaded entity is true whatever else is loaded; that nothing more does needs the whole way up.
    internal override bool? IsBelow(EntityUid uid, EntityUid ancestor)
    {
        if (!IsSettled(uid)) return null;
        var climb = Climbed(uid);
        if (climb.Above.Contains(ancestor)) return true;
        return climb.IsDone ? false : null;
    }

    private Knowledge KnowledgeOf(EntityUid uid)
    {
        if (_loaded.ContainsKey(uid)) return Knowledge.Known;
        return _absent.Contains(uid) ? Knowledge.Absent : Knowledge.Unknown;
    }

    private Climb Climbed(EntityUid uid)
    {
        if (!_climbs.TryGetValue(uid, out var climb)) _climbs.Add(uid, climb = new Climb(uid));
        Steps += climb.GoOn(this);
        return climb;
    }

    // A circle is closed by an entity that another has named as its parent before; so from those alone it is looked for, over what is loaded.
    private void RefuseCircles(List<Entity> loaded)
    {
        var open = new HashSet<EntityUid>();
        var done = new HashSet<EntityUid>();
        var stack = new Stack<(Entity Entity, int NextParent)>();
        foreach (var start in loaded)
        {
            if (!_namedAsParents.Contains(start.Uid) || done.Contains(start.Uid)) continue;
            open.Add(start.Uid);
            stack.Push((start, 0));
            while (stack.TryPop(out var top))
            {
                if (top.NextParent == top.Entity.Parents.Length)
                {
                    open.Remove(top.Entity.Uid);
                    done.Add(top.Entity.Uid);
                    continue;
                }

                Steps++;
                stack.Push((top.Entity, top.NextParent + 1));
                if (Find(top.Entity.Parents[top.NextParent]) is not { } parent || done.Contains(parent.Uid)) continue;
                if (!open.Add(parent.Uid)) throw new EntityLoadException($"`{parent.Uid}` is its own ancestor");
                stack.Push((parent, 0));
            }
        }
    }
}
