using System.Text.Json;
using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>
/// Reads and writes the constraints of a scope. Keys that an operator does not know are refused, where Cedar passes them over: what
/// they say would be lost, and the policy apply to more than its author meant.
/// </summary>
internal static class ScopeJson
{
    public static ScopeConstraint PrincipalOrResource(JsonElement json, JsonPath path, string slot)
    {
        switch (Operator(json, path))
        {
            case "All" or "all":
                return Any(json, path);
            case "==":
                return EntityOrSlot(new JsonFields(json, path, "a constraint", "op", "entity", "slot"), slot) is { } entity ? new ScopeConstraint.Equal(entity) : new ScopeConstraint.EqualSlot();
            case "in":
                return EntityOrSlot(new JsonFields(json, path, "a constraint", "op", "entity", "slot"), slot) is { } above ? new ScopeConstraint.In(above) : new ScopeConstraint.InSlot();
            case "is":
                return Is(new JsonFields(json, path, "a constraint", "op", "entity_type", "in"), slot);
            case var other:
                throw new JsonRefusal(path.Key("op"), $"found `{other}`, expected `All`, `==`, `in` or `is`");
        }
    }

    public static ScopeConstraint Action(JsonElement json, JsonPath path)
    {
        switch (Operator(json, path))
        {
            case "All" or "all":
                return Any(json, path);
            case "==":
                var equal = new JsonFields(json, path, "a constraint", "op", "entity");
                return new ScopeConstraint.Equal(ActionEntity(equal.Required("entity"), equal.PathOf("entity")));
            case "in":
                var inside = new JsonFields(json, path, "a constraint", "op", "entity", "entities");
                if (inside.Has("entity") == inside.Has("entities")) throw new JsonRefusal(path, "expected either `entity` or `entities`");
                return inside.TryGet("entities", out var entities)
                    ? new ScopeConstraint.InAny([.. JsonFields.Items(entities, inside.PathOf("entities")).Select(item => ActionEntity(item.Item, item.Path))])
                    : new ScopeConstraint.In(ActionEntity(inside.Required("entity"), inside.PathOf("entity")));
            case var other:
                throw new JsonRefusal(path.Key("op"), $"found `{other}`, expected `All`, `==` or `in`");
        }
    }

    public static void Write(Utf8JsonWriter json, string key, ScopeConstraint constraint, string slot)
    {
        json.WriteStartObject(key);
        json.WriteString("op", constraint switch
        {
            ScopeConstraint.Any => "All",
            ScopeConstraint.Equal or ScopeConstraint.EqualSlot => "==",
            ScopeConstraint.In or ScopeConstraint.InAny or ScopeConstraint.InSlot => "in",
            _ => "is",
        });
        switch (constraint)
        {
            case ScopeConstraint.InAny { Entities.Length: not 1 } any:
                json.WriteStartArray("entities");
                foreach (var entity in any.Entities) EntityUidJson.Write(json, entity);
                json.WriteEndArray();
                break;
            case ScopeConstraint.Is is_:
                json.WriteString("entity_type", is_.Type);
                break;
            case ScopeConstraint.IsIn inside:
                json.WriteString("entity_type", inside.Type);
                json.WriteStartObject("in");
                EntityUidJson.Write(json, "entity", inside.Entity);
                json.WriteEndObject();
                break;
            case ScopeConstraint.IsInSlot inside:
                json.WriteString("entity_type", inside.Type);
                json.WriteStartObject("in");
                json.WriteString("slot", slot);
                json.WriteEndObject();
                break;
            case ScopeConstraint.EqualSlot or ScopeConstraint.InSlot:
                json.WriteString("slot", slot);
                break;
            default:
                if (constraint.NamedEntity is { } only) EntityUidJson.Write(json, "entity", only);
                break;
        }

        json.WriteEndObject();
    }

    private static string Operator(JsonElement json, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ValueJson.Unexpected(json, "a constraint", path);
        return json.TryGetProperty("op", out var op) ? ValueJson.ReadString(op, path.Key("op")) : throw new JsonRefusal(path, "found no `op`");
    }

    private static ScopeConstraint.Any Any(JsonElement json, JsonPath path)
    {
        _ = new JsonFields(json, path, "a constraint", "op");
        return ScopeConstraint.Any.Instance;
    }

    private static ScopeConstraint Is(JsonFields fields, string slot)
    {
        var type = ExpressionJsonReader.EntityType(fields);
        if (!fields.TryGet("in", out var given) || given.ValueKind == JsonValueKind.Null) return new ScopeConstraint.Is(type);
        var inside = new JsonFields(given, fields.PathOf("in"), "an object of `entity` or `slot`", "entity", "slot");
        return EntityOrSlot(inside, slot) is { } entity ? new ScopeConstraint.IsIn(type, entity) : new ScopeConstraint.IsInSlot(type);
    }

    private static EntityUid? EntityOrSlot(JsonFields fields, string slot)
    {
        if (fields.Has("entity") == fields.Has("slot")) throw new JsonRefusal(fields.Path, "expected either `entity` or `slot`");
        if (fields.TryGet("entity", out var entity)) return ValueJson.ReadEntity(entity, fields.PathOf("entity"));
        var found = fields.RequiredString("slot");
        return found == slot ? null : throw new JsonRefusal(fields.PathOf("slot"), $"found `{found}`, expected `{slot}`");
    }

    private static EntityUid ActionEntity(JsonElement json, JsonPath path)
    {
        var entity = ValueJson.ReadEntity(json, path);
        return Names.LastPart(entity.Type).SequenceEqual("Action") ? entity : throw new JsonRefusal(path, $"found `{entity}`, expected an entity of type `Action`");
    }
}
