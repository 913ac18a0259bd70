using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>Entities of which single parts are known, checked when they are given.</summary>
internal sealed class ListedEntities : PartialEntities
{
    private readonly Dictionary<EntityUid, PartialEntity> _entities = [];
    private readonly EntityStore _hierarchy;

    public ListedEntities(CedarSchema schema, IEnumerable<PartialEntity> entities)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(entities);
        foreach (var entity in entities)
        {
            if (!_entities.TryAdd(entity.Uid, entity)) throw new EntityStoreException($"`{entity.Uid}` stands twice");
            if (Violation(schema, entity) is { } wrong) throw new EntityStoreException(wrong.ToString());
        }

        foreach (var entity in _entities.Values)
            foreach (var parent in entity.Parents ?? [])
                if (!KnowsAbove(parent)) throw new EntityStoreException($"the parents of `{entity.Uid}` are known, and those of its parent `{parent}` are not");
        _hierarchy = EntityStore.Of(_entities.Values.Where(entity => entity.Parents is not null)
            .Select(entity => new Entity(entity.Uid, parents: entity.Parents ?? [])));
    }

    internal override Knowledge Attributes(EntityUid uid, out CedarRecord attributes) =>
        Part(uid, _entities.GetValueOrDefault(uid)?.Attributes, out attributes);

    internal override Knowledge Tags(EntityUid uid, out CedarRecord tags) => Part(uid, _entities.GetValueOrDefault(uid)?.Tags, out tags);

    internal override bool? IsBelow(EntityUid uid, EntityUid ancestor) =>
        KnowsAbove(uid) ? _hierarchy.AncestorsOf(uid).Contains(ancestor) : null;

    private bool KnowsAbove(EntityUid uid) => _entities.GetValueOrDefault(uid) is { Parents: not null };

    private Knowledge Part(EntityUid uid, CedarRecord? known, out CedarRecord part)
    {
        part = known ?? CedarRecord.Empty;
        if (known is not null) return Knowledge.Known;
        return _entities.GetValueOrDefault(uid) is { IsAbsent: true } ? Knowledge.Absent : Knowledge.Unknown;
    }

    private static SchemaViolation? Violation(CedarSchema schema, PartialEntity entity)
    {
        if (schema.Actions.ContainsKey(entity.Uid)) return new SchemaViolation(entity.Uid.ToString(), "found an action, which only the schema describes");
        var path = entity.Uid.ToString();
        if (!schema.EntityTypes.TryGetValue(entity.Uid.Type, out var type)) return new SchemaViolation(path, $"found the entity type `{entity.Uid.Type}`, which is not declared");
        if (entity.Attributes is not null && SchemaConformance.CheckRecord(schema, entity.Attributes, type.Shape, path) is { } wrong) return wrong;

        foreach (var parent in entity.Parents ?? [])
        {
            if (!schema.MayStandBelow(type, parent.Type)) return new SchemaViolation(path, $"found the parent `{parent}`, whose type is not declared as one");
            if (SchemaConformance.CheckId(schema, parent, path) is { } wrongParent) return wrongParent;
        }

        foreach (var (key, tag) in entity.Tags ?? CedarRecord.Empty)
        {
            if (type.Tags is null) return new SchemaViolation(path, $"found the tag `{key}`, expected none");
            if (SchemaConformance.Check(schema, tag, type.Tags, "") is { } wrongTag) return wrongTag with { Path = $"{path}.getTag({key}){wrongTag.Path}" };
        }

        return SchemaConformance.CheckId(schema, entity.Uid, path);
    }
}
