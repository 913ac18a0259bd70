using System.Text.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation;

namespace Writ.Decisions;

// Objects and arrays.
internal sealed partial class JsonSchemaReader
{
    // Without a type, the keywords of objects and arrays speak for one. `required` alone names members and describes nothing.
    private Shape? Implied(SchemaKeywords schema, SchemaPointer at, DescribedValue value, int depth)
    {
        if (schema.Has("properties") || schema.Has("patternProperties") || schema.Has("additionalProperties") || schema.Has("unevaluatedProperties")) return Object(schema, at, value, depth);
        if (schema.Has("items") || schema.Has("prefixItems")) return Array(schema, at, depth);
        _ = Required(schema, at, value);
        return null;
    }

    private Shape Object(SchemaKeywords schema, SchemaPointer at, DescribedValue value, int depth)
    {
        var required = Required(schema, at, value);
        var others = schema.Has("additionalProperties") ? "additionalProperties" : "unevaluatedProperties";
        var typed = schema.HasMembers(others, out var rest);
        var closed = rest.ValueKind == JsonValueKind.False;
        var patterns = schema.HasMembers("patternProperties", out _);
        if (patterns) value.Further(at.To("patternProperties"));
        else if (typed || rest.ValueKind is JsonValueKind.True or JsonValueKind.Object) value.Further(at.To(others));
        else if (!closed) value.Open(at);
        if (schema.HasMembers("properties", out var properties)) return Plain(Record(properties, required, at.To("properties"), depth));
        if (closed && !patterns) return Plain(SchemaType.Record.Empty);
        if (typed && !patterns) return Plain(Value(rest, at.To(others), depth + 1).Type is { } any ? ArgumentTypes.DictionaryOf(any) : SchemaType.Record.Empty);
        value.WhenOpaque(at, $"is an object of any members{AsWritten}");
        return Plain(ArgumentTypes.Opaque);
    }

    private HashSet<string> Required(SchemaKeywords schema, SchemaPointer at, DescribedValue value)
    {
        var required = new HashSet<string>(StringComparer.Ordinal);
        if (!schema.Has("required", JsonValueKind.Array, out var names)) return required;
        if (!budget.TryTake(names.GetArrayLength()))
        {
            Spent();
            return required;
        }

        foreach (var name in names.EnumerateArray())
        {
            if (name.ValueKind != JsonValueKind.String || !required.Add(name.GetString()!)) continue;
            value.Named(at.To("required"), name.GetString()!);
        }

        return required;
    }

    private SchemaType Record(JsonElement properties, HashSet<string> required, SchemaPointer at, int depth)
    {
        if (!budget.TryTake(properties.GetPropertyCount())) return Spent().Type!;
        var attributes = new List<(string, SchemaAttribute)>();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in properties.EnumerateObject())
        {
            // A null is an absent attribute, so what may be null may be absent; what can only be null is never there.
            var here = at.To(property.Name);
            var shape = Value(property.Value, here, depth + 1);
            if (shape.Type is not { } type) continue;
            attributes.Add((property.Name, new SchemaAttribute(type, required.Contains(property.Name) && !shape.Nullable)));
            if (_aside == 0) Name(property.Name, here, seen);
        }

        return ArgumentTypes.RecordOf(attributes);
    }

    private void Name(string name, SchemaPointer at, Dictionary<string, string> seen)
    {
        if (LookAlikes.Oddity(name) is { } odd) findings.Add(at, $"has a name that {odd}");
        var skeleton = LookAlikes.Skeleton(name);
        if (!seen.TryAdd(skeleton, name)) findings.Add(at, $"has a name that looks like that of `{PlainText.Of(seen[skeleton])}` beside it");
    }

    private Shape Array(SchemaKeywords schema, SchemaPointer at, int depth)
    {
        var any = new List<Shape>();
        var value = new DescribedValue();
        var first = schema.Has("prefixItems", JsonValueKind.Array, out var places) ? "prefixItems" : null;
        var rest = "items";
        if (schema.Has("items", JsonValueKind.Array, out var listed) && first is null) (first, places, rest) = ("items", listed, "additionalItems");
        if (first is not null)
        {
            foreach (var item in places.EnumerateArray()) any.Add(Read(item, at.To(first).To(any.Count), value, depth + 1));
            if (_aside == 0) findings.Add(at.To(first), "is a list in which each place has a meaning of its own; policy sees the set of its values");
        }

        if (schema.Has(rest)) any.Add(Read(schema[rest], at.To(rest), value, depth + 1));
        else if (first is not null) any.Add(Shape.Anything);
        else if (_aside == 0) findings.Add(at, $"has items that may be anything{AsWritten}");
        if (schema.Has("contains")) Aside(schema["contains"], at.To("contains"), value, depth);
        var items = Shape.Any(any).Type ?? ArgumentTypes.Opaque;
        if (_aside == 0) Settle(value, items);
        else _ = value.Aside(items, findings);
        return Plain(new SchemaType.Set(items));
    }

    // What holds only at times is no part of the type; members that it alone names are told.
    private void Conditions(SchemaKeywords schema, SchemaPointer at, DescribedValue value, int depth)
    {
        foreach (var keyword in (string[])["if", "then", "else", "not"])
            if (schema.Has(keyword)) Aside(schema[keyword], at.To(keyword), value, depth);
        foreach (var keyword in (string[])["dependentSchemas", "dependentRequired", "dependencies"])
        {
            if (!schema.HasMembers(keyword, out var dependents)) continue;
            foreach (var dependent in dependents.EnumerateObject())
            {
                if (!budget.TryTake(1))
                {
                    Spent();
                    return;
                }

                var here = at.To(keyword).To(dependent.Name);
                value.Named(here, dependent.Name);
                if (dependent.Value.ValueKind != JsonValueKind.Array) Aside(dependent.Value, here, value, depth);
                else if (!budget.TryTake(dependent.Value.GetArrayLength())) Spent();
                else
                    foreach (var name in dependent.Value.EnumerateArray())
                        if (name.ValueKind == JsonValueKind.String) value.Named(here, name.GetString()!);
            }
        }
    }

    private void Aside(JsonElement schema, SchemaPointer at, DescribedValue value, int depth)
    {
        _aside++;
        value.Branch(at, Value(schema, at, depth + 1).Type);
        _aside--;
    }
}
