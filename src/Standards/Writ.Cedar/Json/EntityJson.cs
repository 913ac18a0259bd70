using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>
/// Reads entities from JSON: an array of <c>{"uid":..,"attrs":{..},"parents":[..],"tags":{..}}</c>, where attrs and parents must be
/// there, tags may be, and other keys are passed over.
/// </summary>
public static class EntityJson
{
    /// <summary>Reads entities into a store.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="store">The store, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="schema">Says which short forms stand for entities and extension values. Every entity must keep to it, and its actions join the store.</param>
    /// <param name="options">The limits; null for <see cref="EntityJsonOptions.Default"/>.</param>
    public static bool TryRead(
        string json,
        [NotNullWhen(true)] out EntityStore? store,
        [NotNullWhen(false)] out JsonError? error,
        CedarSchema? schema = null,
        EntityJsonOptions? options = null)
    {
        var limits = options ?? EntityJsonOptions.Default;
        store = JsonRefusal.Read(json, root => ReadStore(root, schema, limits), out error, limits.MaxNesting, limits.MaxJsonLength);
        return store is not null;
    }

    /// <summary>Reads entities into a store.</summary>
    /// <param name="utf8">The JSON text in UTF-8.</param>
    /// <param name="store">The store, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="schema">Says which short forms stand for entities and extension values. Every entity must keep to it, and its actions join the store.</param>
    /// <param name="options">The limits; null for <see cref="EntityJsonOptions.Default"/>.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out EntityStore? store,
        [NotNullWhen(false)] out JsonError? error,
        CedarSchema? schema = null,
        EntityJsonOptions? options = null)
    {
        var limits = options ?? EntityJsonOptions.Default;
        store = JsonRefusal.Read(utf8, root => ReadStore(root, schema, limits), out error, limits.MaxNesting, limits.MaxJsonLength);
        return store is not null;
    }

    private static EntityStore ReadStore(JsonElement root, CedarSchema? schema, EntityJsonOptions limits)
    {
        if (root.ValueKind != JsonValueKind.Array) throw ValueJson.Unexpected(root, "an array of entities", JsonPath.Root);
        if (root.GetArrayLength() > limits.MaxEntities) throw new JsonRefusal(JsonPath.Root, $"found {root.GetArrayLength()} entities, expected at most {limits.MaxEntities}");
        var entities = new List<Entity>();
        foreach (var item in root.EnumerateArray()) entities.Add(ReadEntity(item, schema, JsonPath.Root.Item(entities.Count)));
        if (schema is null) return EntityStore.Of(entities);
        foreach (var entity in entities)
            if (SchemaConformance.Check(schema, entity) is { } wrong) throw new JsonRefusal(wrong.Path, wrong.Message);
        return EntityStore.Of(WithActions(entities, schema));
    }

    private static Entity ReadEntity(JsonElement json, CedarSchema? schema, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ValueJson.Unexpected(json, "an entity", path);
        var uid = ValueJson.ReadEntity(Required(json, "uid", path), path.Key("uid"));
        var type = schema?.EntityTypes.GetValueOrDefault(uid.Type);
        var attributes = ValueJson.ReadRecord(Required(json, "attrs", path), type?.Shape, path.Key("attrs"));
        var parents = ReadParents(Required(json, "parents", path), path.Key("parents"));
        if (IsAction(uid) && parents.FirstOrDefault(parent => !IsAction(parent)) is { } stranger) throw new JsonRefusal(path.Key("parents"), $"found `{stranger}`, expected an action above an action");
        var tags = json.TryGetProperty("tags", out var given) ? ReadTags(given, type?.Tags, path.Key("tags")) : null;
        return new Entity(uid, attributes, parents, tags);
    }

    private static bool IsAction(EntityUid uid) => uid.Type == "Action" || uid.Type.EndsWith("::Action", StringComparison.Ordinal);

    private static ImmutableArray<EntityUid> ReadParents(JsonElement json, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Array) throw ValueJson.Unexpected(json, "an array of entities", path);
        var parents = ImmutableArray.CreateBuilder<EntityUid>(json.GetArrayLength());
        foreach (var parent in json.EnumerateArray()) parents.Add(ValueJson.ReadEntity(parent, path.Item(parents.Count)));
        return parents.ToImmutable();
    }

    private static CedarRecord ReadTags(JsonElement json, SchemaType? type, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ValueJson.Unexpected(json, "an object of tags", path);
        var tags = new CedarRecord.Builder();
        foreach (var tag in json.EnumerateObject()) tags.Add(tag.Name, ValueJson.Read(tag.Value, type, path.Key(tag.Name)));
        return tags.Build();
    }

    private static JsonElement Required(JsonElement json, string key, JsonPath path) =>
        json.TryGetProperty(key, out var value) ? value : throw new JsonRefusal(path, $"found no `{key}`");

    // The schema is the authority on actions: those given for them were compared above and are left out here.
    private static IEnumerable<Entity> WithActions(List<Entity> entities, CedarSchema schema) =>
        entities.Where(entity => !schema.Actions.ContainsKey(entity.Uid)).Concat(schema.ActionEntities.Entities);
}
