using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>The entities one decision has loaded so far, and the names it has learned to be nobody's.</summary>
internal sealed class LoadedEntities(CedarSchema? schema, IEntityLoader loader)
{
    private readonly Dictionary<EntityUid, Entity> _loaded = [];
    private readonly HashSet<EntityUid> _absent = [];

    public EntityStore Store { get; private set; } = EntityStore.Empty;

    public int Count => _loaded.Count;

    /// <summary>Whether a name was asked for, or came unasked.</summary>
    public bool IsSettled(EntityUid uid) => _loaded.ContainsKey(uid) || _absent.Contains(uid);

    public SourceEntities Known() => new(Store, _absent.Contains);

    public async ValueTask LoadAsync(HashSet<EntityUid> uids, CancellationToken cancellationToken)
    {
        foreach (var entity in await loader.LoadAsync(uids, cancellationToken).ConfigureAwait(false))
        {
            if (schema is not null && SchemaConformance.Check(schema, entity) is { } wrong) throw new EntityLoadException(wrong.ToString());
            if (_absent.Contains(entity.Uid) || (!_loaded.TryAdd(entity.Uid, entity) && !_loaded[entity.Uid].SameAs(entity)))
                throw new EntityLoadException($"`{entity.Uid}` was loaded twice, with different content");
        }

        foreach (var uid in uids)
            if (!_loaded.ContainsKey(uid)) _absent.Add(uid);
        try
        {
            Store = EntityStore.Of(_loaded.Values);
        }
        catch (EntityStoreException refused)
        {
            throw new EntityLoadException(refused.Message, refused);
        }
    }
}
