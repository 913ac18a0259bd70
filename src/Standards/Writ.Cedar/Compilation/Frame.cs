using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Compilation;

/// <summary>One request while it is decided. Principal, action and resource are looked up once, however many policies ask about them.</summary>
internal ref struct Frame(CedarRequest request, IEntitySource entities)
{
    private Known _principal;
    private Known _resource;
    private Known _action;

    public readonly CedarRequest Request => request;

    /// <summary>The entity, or null when it is not in the store.</summary>
    public Entity? Find(EntityUid uid)
    {
        if (ReferenceEquals(uid, request.Principal)) return _principal.Find(uid, entities);
        if (ReferenceEquals(uid, request.Resource)) return _resource.Find(uid, entities);
        return entities.TryFind(uid, out var entity) ? entity : null;
    }

    /// <summary>Everything above an entity.</summary>
    public EntityUidSet Above(EntityUid uid)
    {
        if (ReferenceEquals(uid, request.Principal)) return _principal.Above(uid, entities);
        if (ReferenceEquals(uid, request.Resource)) return _resource.Above(uid, entities);
        if (ReferenceEquals(uid, request.Action)) return _action.Above(uid, entities);
        return entities.AncestorsOf(uid);
    }

    public bool IsIn(EntityUid uid, EntityUid ancestor) => uid.Equals(ancestor) || Above(uid).Contains(ancestor);

    private struct Known
    {
        private Entity? _entity;
        private EntityUidSet? _above;
        private bool _wasSought;

        public Entity? Find(EntityUid uid, IEntitySource entities)
        {
            if (_wasSought) return _entity;
            _wasSought = true;
            return entities.TryFind(uid, out _entity) ? _entity : null;
        }

        public EntityUidSet Above(EntityUid uid, IEntitySource entities) => _above ??= entities.AncestorsOf(uid);
    }
}
