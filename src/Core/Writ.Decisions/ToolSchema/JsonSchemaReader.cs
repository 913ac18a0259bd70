using System.Runtime.CompilerServices;
using System.Text.Json;
using Writ.Cedar.Schema;

namespace Writ.Decisions;

/// <summary>
/// Reads the JSON schema of one tool's arguments as a type. Everything a schema says is taken as a further description of the same value; what it
/// says that no type can hold (ranges, patterns, conditions) is left out, since it only narrows. What no type can hold at all is opaque, with a finding.
/// </summary>
internal sealed partial class JsonSchemaReader(string tool, JsonElement root, ToolSchemaLimits limits, StepBudget budget, List<ToolSchemaFinding> findings)
{
    private readonly HashSet<string> _followed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private int _parts;

    /// <summary>The type of all arguments. MCP says that they are an object.</summary>
    public SchemaType.Record Arguments()
    {
        switch (Read(root, "input", 0).Type)
        {
            case SchemaType.Record record:
                return record;
            case { } other when other == ArgumentTypes.Opaque || ArgumentTypes.IsDictionary(other):
                Tell("input", "names none of its arguments, so policy sees none");
                return SchemaType.Record.Empty;
            default:
                throw new ToolListException(Shown(tool), "found an `inputSchema` of which no object is a value");
        }
    }

    /// <summary>A type, null for that of no value; and whether null is a value too.</summary>
    private readonly record struct Shape(SchemaType? Type, bool Nullable)
    {
        public static Shape Anything => new(ArgumentTypes.Opaque, Nullable: true);

        public static Shape Nothing => new(null, Nullable: false);

        public Shape And(Shape other) => new(ArgumentTypes.Both(Type, other.Type), Nullable && other.Nullable);

        public Shape Or(Shape other) => new(ArgumentTypes.Either(Type, other.Type), Nullable || other.Nullable);
    }

    private Shape Read(JsonElement schema, string place, int depth)
    {
        if (schema.ValueKind == JsonValueKind.False) return Shape.Nothing;
        if (depth > limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Untold(place, $"is nested more than {limits.MaxDepth} deep");
        if (++_parts > limits.MaxParts) return Untold("input", $"has more than {limits.MaxParts} parts; those beyond are opaque", here: false);
        if (!budget.TryTake()) return Untold("input", "comes after the work allowed for one list was spent; what is left is opaque", here: false);
        if (schema.ValueKind != JsonValueKind.Object) return Untold(place, "may be anything");

        var described = false;
        var shape = Shape.Anything;
        foreach (var part in Parts(schema, place, depth))
        {
            shape = described ? shape.And(part) : part;
            described = true;
        }

        return described ? shape : Untold(place, "may be anything");
    }

    private IEnumerable<Shape> Parts(JsonElement schema, string place, int depth)
    {
        if (schema.TryGetProperty("$ref", out var reference)) yield return Reference(reference, place, depth);
        if (schema.TryGetProperty("$dynamicRef", out _)) yield return Untold(place, "is a reference that only a reader of JSON schemas resolves");
        if (Own(schema, place, depth) is { } own) yield return own;
        foreach (var keyword in new[] { "anyOf", "oneOf" })
        {
            if (!schema.TryGetProperty(keyword, out var choices) || choices.ValueKind != JsonValueKind.Array) continue;
            var any = Shape.Nothing;
            foreach (var choice in choices.EnumerateArray()) any = any.Or(Read(choice, place, depth + 1));
            if (any.Type == ArgumentTypes.Opaque) Tell(place, "may be of types that policy has no common type for");
            yield return any;
        }

        if (!schema.TryGetProperty("allOf", out var all) || all.ValueKind != JsonValueKind.Array) yield break;
        foreach (var one in all.EnumerateArray()) yield return Read(one, place, depth + 1);
    }

    // A reference to a place in the same schema. The set holds the ones being followed, so that a circle is seen where it closes.
    private Shape Reference(JsonElement reference, string place, int depth)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not { } pointer) return Untold(place, "has a `$ref` that is no text");
        if (JsonPointer.Resolve(root, pointer) is not { } target) return Untold(place, "refers to something outside of its own schema, or not there");
        if (!_followed.Add(pointer)) return Untold(place, "contains itself, which no type of policy can");
        var shape = Read(target, place, depth + 1);
        _followed.Remove(pointer);
        return shape;
    }

    // What the schema says by itself: its types, or the values it lists.
    private Shape? Own(JsonElement schema, string place, int depth)
    {
        Shape? shape = schema.TryGetProperty("type", out var type) ? Types(type, schema, place, depth) : Implied(schema, place, depth);
        if (schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True && shape is { } plain) shape = plain with { Nullable = true };
        if (schema.TryGetProperty("const", out var one)) shape = Listed([one], place) is var single && shape is { } s ? s.And(single) : Listed([one], place);
        if (schema.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array)
        {
            var listed = Listed(values.EnumerateArray(), place);
            shape = shape is { } declared ? declared.And(listed) : listed;
        }

        return shape;
    }

    private Shape Types(JsonElement type, JsonElement schema, string place, int depth)
    {
        if (type.ValueKind != JsonValueKind.Array) return OfType(type, schema, place, depth);
        var any = Shape.Nothing;
        foreach (var one in type.EnumerateArray()) any = any.Or(OfType(one, schema, place, depth));
        if (any.Type == ArgumentTypes.Opaque) Tell(place, "may be of types that policy has no common type for");
        return any;
    }

    private Shape OfType(JsonElement type, JsonElement schema, string place, int depth) => (type.ValueKind == JsonValueKind.String ? type.GetString() : null) switch
    {
        "null" => new Shape(null, Nullable: true),
        "boolean" => Value(ArgumentTypes.Bool),
        "integer" => Value(ArgumentTypes.Long),
        "number" => Value(ArgumentTypes.Decimal),
        "string" => Value(OfFormat(schema)),
        "array" => Array(schema, place, depth),
        "object" => Object(schema, place, depth),
        _ => Untold(place, "is of a type that JSON schema does not have"),
    };

    private static Shape Value(SchemaType type) => new(type, Nullable: false);

    private static SchemaType OfFormat(JsonElement schema) => (schema.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String ? format.GetString() : null) switch
    {
        "date-time" or "date" => ArgumentTypes.Datetime,
        "duration" => ArgumentTypes.Duration,
        "ipv4" or "ipv6" => ArgumentTypes.Ip,
        _ => ArgumentTypes.Text,
    };

    // Without a type, the keywords of objects and arrays speak for one.
    private Shape? Implied(JsonElement schema, string place, int depth)
    {
        if (schema.TryGetProperty("properties", out _) || schema.TryGetProperty("required", out _)) return Object(schema, place, depth);
        if (schema.TryGetProperty("items", out _) || schema.TryGetProperty("prefixItems", out _)) return Array(schema, place, depth);
        return null;
    }

    private Shape Listed(IEnumerable<JsonElement> values, string place)
    {
        var any = Shape.Nothing;
        foreach (var value in values)
        {
            any = any.Or(value.ValueKind switch
            {
                JsonValueKind.Null => new Shape(null, Nullable: true),
                JsonValueKind.True or JsonValueKind.False => Value(ArgumentTypes.Bool),
                JsonValueKind.String => Value(ArgumentTypes.Text),
                JsonValueKind.Number => Value(ArgumentValues.Whole(value) is null ? ArgumentTypes.Decimal : ArgumentTypes.Long),
                _ => Value(ArgumentTypes.Opaque),
            });
        }

        if (any.Type == ArgumentTypes.Opaque) Tell(place, "lists values that policy has no common type for");
        return any;
    }

    private Shape Untold(string place, string message, bool here = true)
    {
        Tell(place, here ? $"{message}: policy can ask whether it is there, and compare it as it was written" : message);
        return Shape.Anything;
    }

    // Once for each place and message: a value may be described many times.
    private void Tell(string place, string message)
    {
        if (_told.Add($"{place}\0{message}")) findings.Add(new ToolSchemaFinding(IsRefusal: false, Shown($"{tool} {place}"), message));
    }
}
