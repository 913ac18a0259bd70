using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Values;

namespace Writ.Cedar.Entities;

/// <summary>The entities of one request over a shared store.</summary>
internal sealed class EntityOverlay(
    EntityStore shared,
    Dictionary<EntityUid, Entity> entities,
    Dictionary<EntityUid, EntityUidSet> ancestors) : IEntitySource
{
    public bool TryFind(EntityUid uid, [MaybeNullWhen(false)] out Entity entity) =>
        entities.TryGetValue(uid, out entity) || shared.TryFind(uid, out entity);

    public EntityUidSet AncestorsOf(EntityUid uid) =>
        ancestors.TryGetValue(uid, out var above) ? above : shared.AncestorsOf(uid);
}
