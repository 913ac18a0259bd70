using System.Runtime.CompilerServices;
using System.Text.Json;
using Writ.Cedar.Schema;

namespace Writ.Decisions;

/// <summary>
/// Reads the JSON schema of one tool's arguments as a type. Everything a schema says is taken as a further description of the same value; what it
/// says that no type can hold (ranges, patterns, conditions) is left out where it only narrows. What no type can hold at all is opaque, and what a
/// tool may take besides is told: with a finding each.
/// </summary>
internal sealed partial class JsonSchemaReader(string tool, JsonElement root, ToolSchemaLimits limits, StepBudget budget, ToolFindings findings)
{
    private readonly SchemaReferences _references = new(root, budget);
    private readonly HashSet<SchemaPlace> _followed = [];
    private SchemaPointer? _open;
    private int _parts;

    // Above zero within what is read only for the members it names.
    private int _aside;

    /// <summary>The type of all arguments. MCP says that they are an object.</summary>
    public SchemaType.Record Arguments()
    {
        if (root.TryGetProperty("json", out _)) findings.Add(SchemaPointer.Root.To("json"), "is no keyword of JSON schema, so what it holds is not read");
        var type = Value(root, SchemaPointer.Root, 0).Type;
        if (_open is not null) findings.Add(_open, "does not say `additionalProperties: false`: what else the tool takes there, policy does not see");
        switch (type)
        {
            case SchemaType.Record record:
                return record;
            case { } other when other == ArgumentTypes.Opaque || ArgumentTypes.IsDictionary(other):
                findings.Add(SchemaPointer.Root, "names none of its arguments, so policy sees none");
                return SchemaType.Record.Empty;
            default:
                throw new ToolListException(PlainText.Of(tool), "found an `inputSchema` of which no object is a value");
        }
    }

    /// <summary>A type, null for that of no value; and whether null is a value too.</summary>
    private readonly record struct Shape(SchemaType? Type, bool Nullable)
    {
        public static Shape Anything => new(ArgumentTypes.Opaque, Nullable: true);

        public static Shape Nothing => new(null, Nullable: false);

        public static Shape All(List<Shape> shapes) => new(ArgumentTypes.Both(shapes.Select(static s => s.Type)), shapes.TrueForAll(static s => s.Nullable));

        public static Shape Any(List<Shape> shapes) => new(ArgumentTypes.Either(shapes.Select(static s => s.Type)), shapes.Exists(static s => s.Nullable));
    }

    // A value of its own: an argument, a member, an item. What several schemas say of it comes together here.
    private Shape Value(JsonElement schema, SchemaPointer at, int depth)
    {
        var value = new DescribedValue();
        var shape = Read(schema, at, value, depth);
        if (_aside > 0) return shape with { Type = value.Aside(shape.Type, findings) is SchemaType.Record { Attributes.Count: > 0 } named ? named : shape.Type };
        Settle(value, shape.Type);
        return shape;
    }

    private void Settle(DescribedValue value, SchemaType? type)
    {
        var open = value.Settle(type, findings);
        _open ??= open;
    }

    private Shape Read(JsonElement schema, SchemaPointer at, DescribedValue value, int depth)
    {
        if (schema.ValueKind == JsonValueKind.False) return Shape.Nothing;
        if (depth > limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Beyond(at, $"is nested more than {limits.MaxDepth} deep, so it is opaque");
        if (++_parts > limits.MaxParts) return Beyond(SchemaPointer.Root, $"has more than {limits.MaxParts} parts; those beyond are opaque");
        if (!budget.TryTake(1 + (schema.ValueKind == JsonValueKind.Object ? schema.GetPropertyCount() : 0)))
            return Spent();
        var shapes = schema.ValueKind == JsonValueKind.Object ? Parts(new SchemaKeywords(schema), at, value, depth) : [];
        if (shapes.Count > 0) return Shape.All(shapes);
        value.WhenOpaque(at, $"may be anything{AsWritten}");
        return Shape.Anything;
    }

    private const string AsWritten = ": policy can ask whether it is there, and compare it as it was written";

    private List<Shape> Parts(SchemaKeywords schema, SchemaPointer at, DescribedValue value, int depth)
    {
        var shapes = new List<Shape>();
        if (schema.Has("additionalProperties", JsonValueKind.False, out _) || schema.Has("unevaluatedProperties", JsonValueKind.False, out _)) value.IsClosed = true;
        if (depth > 0 && schema.Has("$id", JsonValueKind.String, out _)) findings.Add(at.To("$id"), "changes what references below it mean; they are read as if it were not there");
        foreach (var keyword in (string[])["$dynamicRef", "$recursiveRef"])
            if (schema.Has(keyword)) shapes.Add(Unread(at.To(keyword), "is a reference that only a reader of JSON schemas resolves"));
        if (schema.Has("$ref")) shapes.Add(Reference(schema["$ref"], at.To("$ref"), value, depth));
        if (Own(schema, at, value, depth) is { } own) shapes.Add(own);
        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (!schema.Has(keyword, JsonValueKind.Array, out var choices)) continue;
            var any = new List<Shape>();
            var (closed, allClosed) = (value.IsClosed, true);
            foreach (var choice in choices.EnumerateArray())
            {
                var here = at.To(keyword).To(any.Count);
                value.IsClosed = closed;
                any.Add(Read(choice, here, value, depth + 1));
                value.Branch(here, any[^1].Type);
                allClosed &= value.IsClosed;
            }

            value.IsClosed = closed || (allClosed && any.Count > 0);

            value.WhenOpaque(at.To(keyword), $"may be of types that policy has no common type for{AsWritten}");
            shapes.Add(Shape.Any(any));
        }

        if (schema.Has("allOf", JsonValueKind.Array, out var all))
        {
            var count = 0;
            foreach (var one in all.EnumerateArray())
            {
                var here = at.To("allOf").To(count++);
                shapes.Add(Read(one, here, value, depth + 1));
                value.Branch(here, shapes[^1].Type);
            }
        }

        Conditions(schema, at, value, depth);
        return shapes;
    }

    // A reference to a place in the same schema. The set holds the ones being followed, so that a circle is seen where it closes.
    private Shape Reference(JsonElement reference, SchemaPointer at, DescribedValue value, int depth)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not { } pointer) return Unread(at, "is a reference that is no text");
        if (_references.Resolve(pointer, out var steps, out var isSpent) is not { } target)
            return isSpent ? Spent() : Unread(at, "refers to something outside of its own schema, or not there");
        var there = SchemaPointer.Of(steps);
        if (!_followed.Add(target))
        {
            value.WhenOpaque(at, $"contains itself, which no type of policy can{AsWritten}");
            return Shape.Anything;
        }

        var shape = Read(target.Value, there, value, depth + 1);
        _followed.Remove(target);
        value.Branch(there, shape.Type);
        return shape;
    }

    // What the schema says by itself: its types, or the values it lists.
    private Shape? Own(SchemaKeywords schema, SchemaPointer at, DescribedValue value, int depth)
    {
        var shape = schema.Has("type") ? Types(schema["type"], schema, at, value, depth) : Implied(schema, at, value, depth);
        if (schema.Has("nullable", JsonValueKind.True, out _) && shape is { } plain) shape = plain with { Nullable = true };
        if (schema.Has("const")) shape = And(shape, Listed([schema["const"]], at.To("const"), value));
        if (schema.Has("enum", JsonValueKind.Array, out var values)) shape = And(shape, Listed(values.EnumerateArray(), at.To("enum"), value));
        return shape;

        static Shape And(Shape? declared, Shape listed) => declared is { } some ? Shape.All([some, listed]) : listed;
    }

    private Shape Types(JsonElement type, SchemaKeywords schema, SchemaPointer at, DescribedValue value, int depth)
    {
        if (type.ValueKind != JsonValueKind.Array) return OfType(type, schema, at, value, depth);

        // A type named again says nothing more, and reading the schema again for it would double at each level.
        var any = type.EnumerateArray().DistinctBy(static one => one.ToString(), StringComparer.Ordinal).Select(one => OfType(one, schema, at, value, depth)).ToList();
        value.WhenOpaque(at.To("type"), $"may be of types that policy has no common type for{AsWritten}");
        foreach (var one in any) value.Branch(at, one.Type);
        return Shape.Any(any);
    }

    private Shape OfType(JsonElement type, SchemaKeywords schema, SchemaPointer at, DescribedValue value, int depth)
    {
        switch (type.ValueKind == JsonValueKind.String ? type.GetString() : null)
        {
            case "null": return new Shape(null, Nullable: true);
            case "boolean": return Plain(ArgumentTypes.Bool);
            case "integer": return Plain(ArgumentTypes.Long);
            case "number": return Plain(ArgumentTypes.Decimal);
            case "string": return Plain(OfFormat(schema["format"]));
            case "array": return Array(schema, at, depth);
            case "object": return Object(schema, at, value, depth);
            default:
                value.WhenOpaque(at.To("type"), $"is of a type that JSON schema does not have{AsWritten}");
                return Shape.Anything;
        }
    }

    private static Shape Plain(SchemaType type) => new(type, Nullable: false);

    private static SchemaType OfFormat(JsonElement format) => (format.ValueKind == JsonValueKind.String ? format.GetString() : null) switch
    {
        "date-time" or "date" => ArgumentTypes.Datetime,
        "duration" => ArgumentTypes.Duration,
        "ipv4" or "ipv6" => ArgumentTypes.Ip,
        _ => ArgumentTypes.Text,
    };

    private Shape Listed(IEnumerable<JsonElement> values, SchemaPointer at, DescribedValue value)
    {
        var any = new List<Shape>();
        foreach (var one in values)
        {
            if (!budget.TryTake(1)) return Spent();
            any.Add(one.ValueKind switch
            {
                JsonValueKind.Null => new Shape(null, Nullable: true),
                JsonValueKind.True or JsonValueKind.False => Plain(ArgumentTypes.Bool),
                JsonValueKind.String => Plain(ArgumentTypes.Text),
                JsonValueKind.Number => Plain(ArgumentValues.Whole(one) is null ? ArgumentTypes.Decimal : ArgumentTypes.Long),
                _ => Plain(ArgumentTypes.Opaque),
            });
        }

        value.WhenOpaque(at, $"lists values that policy has no common type for{AsWritten}");
        return Shape.Any(any);
    }

    // Told at once, also aside: what is beyond a limit is not looked into at all.
    private Shape Beyond(SchemaPointer at, string message)
    {
        findings.Add(at, message);
        return Shape.Anything;
    }

    private Shape Spent() => Beyond(SchemaPointer.Root, "comes after the work allowed for one list was spent; what is left is opaque");

    // Told whatever is declared beside: it may add members that are not.
    private Shape Unread(SchemaPointer at, string message)
    {
        findings.Add(at, $"{message}: what it describes, policy does not see");
        return Shape.Anything;
    }
}
