using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>
/// Compares entities and requests with a schema: the door in front of the engine. A policy that was written for the schema can
/// still error, and be left out, when what it is asked about does not keep to it.
/// </summary>
public static class SchemaConformance
{
    /// <summary>The first way in which an entity differs from the schema; null when it keeps to it.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="entity">The entity.</param>
    public static SchemaViolation? Check(CedarSchema schema, Entity entity)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(entity);
        return schema.Actions.ContainsKey(entity.Uid) ? CheckAction(schema, entity) : CheckData(schema, entity);
    }

    /// <summary>The first way in which a request differs from the schema; null when it keeps to it.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="request">The request.</param>
    public static SchemaViolation? Check(CedarSchema schema, CedarRequest request)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(request);
        if (!schema.Actions.TryGetValue(request.Action, out var action)) return new SchemaViolation("action", $"found `{request.Action}`, which is not declared");
        if (!action.PrincipalTypes.Contains(request.Principal.Type)) return new SchemaViolation("principal", $"found `{request.Principal}`, to whose type `{request.Action}` does not apply");
        if (!action.ResourceTypes.Contains(request.Resource.Type)) return new SchemaViolation("resource", $"found `{request.Resource}`, to whose type `{request.Action}` does not apply");
        return CheckId(schema, request.Principal, "principal")
            ?? CheckId(schema, request.Resource, "resource")
            ?? CheckRecord(schema, request.Context, action.Context, "context");
    }

    private static SchemaViolation? CheckAction(CedarSchema schema, Entity entity)
    {
        var above = new HashSet<EntityUid>(entity.Parents);
        foreach (var parent in entity.Parents) above.UnionWith(schema.ActionEntities.AncestorsOf(parent));
        return entity.Attributes.Count == 0 && entity.Tags.Count == 0 && EntityUidSet.Of(above).SetEquals(schema.ActionEntities.AncestorsOf(entity.Uid))
            ? null
            : new SchemaViolation(entity.Uid.ToString(), "found an action that differs from its declaration");
    }

    private static SchemaViolation? CheckData(CedarSchema schema, Entity entity)
    {
        var path = entity.Uid.ToString();
        if (!schema.EntityTypes.TryGetValue(entity.Uid.Type, out var type)) return new SchemaViolation(path, $"found the entity type `{entity.Uid.Type}`, which is not declared");
        foreach (var parent in entity.Parents)
        {
            if (!schema.MayStandBelow(type, parent.Type)) return new SchemaViolation(path, $"found the parent `{parent}`, whose type is not declared as one");
            if (CheckId(schema, parent, path) is { } wrong) return wrong;
        }

        foreach (var (key, tag) in entity.Tags)
        {
            if (type.Tags is null) return new SchemaViolation(path, $"found the tag `{key}`, expected none");
            if (Check(schema, tag, type.Tags, "") is { } wrong) return wrong with { Path = $"{path}.getTag({key}){wrong.Path}" };
        }

        return CheckId(schema, entity.Uid, path) ?? CheckRecord(schema, entity.Attributes, type.Shape, path);
    }

    internal static SchemaViolation? CheckRecord(CedarSchema schema, CedarRecord record, SchemaType.Record type, string path)
    {
        foreach (var (name, attribute) in type.Attributes)
            if (attribute.IsRequired && !record.Has(name)) return new SchemaViolation(path, $"found no `{name}`, which is required");
        foreach (var (name, value) in record)
        {
            if (!type.Attributes.TryGetValue(name, out var attribute)) return new SchemaViolation(path, $"found `{name}`, which is not declared");

            // The place is put together on the way back: on the way down it would be for every value, however long the names are.
            if (Check(schema, value, attribute.Type, "") is { } wrong) return wrong with { Path = $"{path}.{name}{wrong.Path}" };
        }

        return null;
    }

    internal static SchemaViolation? Check(CedarSchema schema, CedarValue value, SchemaType type, string path)
    {
        switch (type)
        {
            case SchemaType.Scalar scalar:
                if (value.Kind != scalar.Kind) return Mismatch(path, ValueText.NameOf(scalar.Kind), value);
                return value.IsText ? null : new SchemaViolation(path, "found half a surrogate pair in a string, which no text can carry");
            case SchemaType.Entity entity:
                return value.TryGetEntity(out var uid) && uid.Type == entity.Type ? CheckId(schema, uid, path) : Mismatch(path, entity.Type, value);
            case SchemaType.Record record:
                return value.TryGetRecord(out var fields) ? CheckRecord(schema, fields, record, path) : Mismatch(path, "Record", value);
            case SchemaType.Set set:
                if (!value.TryGetSet(out var items)) return Mismatch(path, "Set", value);
                foreach (var item in items)
                    if (Check(schema, item, set.Element, path) is { } wrong) return wrong;
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    internal static SchemaViolation? CheckId(CedarSchema schema, EntityUid uid, string path) =>
        schema.EntityTypes.TryGetValue(uid.Type, out var type) && !schema.HasId(type, uid.Id)
            ? new SchemaViolation(path, $"found `{uid}`, which is not among the ids of its type")
            : null;

    private static SchemaViolation Mismatch(string path, string expected, CedarValue value) =>
        new(path, $"found `{(value.TryGetEntity(out var uid) ? uid.Type : ValueText.NameOf(value.Kind))}`, expected `{expected}`");
}
