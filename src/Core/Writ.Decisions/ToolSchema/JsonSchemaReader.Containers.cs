using System.Text;
using System.Text.Json;
using Writ.Cedar.Schema;

namespace Writ.Decisions;

// Objects and arrays.
internal sealed partial class JsonSchemaReader
{
    private const int MaxShown = 160;

    private Shape Object(JsonElement schema, string place, int depth)
    {
        var closed = schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False;
        var typed = others.ValueKind == JsonValueKind.Object && others.EnumerateObject().Any();
        var named = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object && properties.EnumerateObject().Any();
        if (schema.TryGetProperty("patternProperties", out _) || (named && typed))
            Tell(place, "may have further members, which policy does not see");
        if (named) return Value(Record(schema, properties, place, depth));
        if (closed) return Value(SchemaType.Record.Empty);
        if (!typed || schema.TryGetProperty("patternProperties", out _)) return Untold(place, "is an object of any members") with { Nullable = false };
        return Read(others, $"{place}.*", depth + 1).Type is { } value ? Value(ArgumentTypes.DictionaryOf(value)) : Value(SchemaType.Record.Empty);
    }

    private SchemaType.Record Record(JsonElement schema, JsonElement properties, string place, int depth)
    {
        var required = new HashSet<string>(StringComparer.Ordinal);
        if (schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in names.EnumerateArray())
                if (name.ValueKind == JsonValueKind.String) required.Add(name.GetString()!);
        }

        var attributes = new List<(string, SchemaAttribute)>();
        foreach (var property in properties.EnumerateObject())
        {
            // A null is an absent attribute, so what may be null may be absent; what can only be null is never there.
            var shape = Read(property.Value, Within(place, property.Name), depth + 1);
            if (shape.Type is { } type) attributes.Add((property.Name, new SchemaAttribute(type, required.Contains(property.Name) && !shape.Nullable)));
        }

        return ArgumentTypes.RecordOf(attributes);
    }

    private Shape Array(JsonElement schema, string place, int depth)
    {
        var any = Shape.Nothing;
        var first = schema.TryGetProperty("prefixItems", out var places) && places.ValueKind == JsonValueKind.Array;
        var rest = schema.TryGetProperty("items", out var items);
        if (rest && items.ValueKind == JsonValueKind.Array) (first, places, rest) = (true, items, schema.TryGetProperty("additionalItems", out items));
        if (first)
        {
            foreach (var item in places.EnumerateArray()) any = any.Or(Read(item, $"{place}[]", depth + 1));
            Tell(place, "is a list in which each place has a meaning of its own; policy sees the set of its values");
        }

        any = any.Or(rest ? Read(items, $"{place}[]", depth + 1) : first ? Shape.Anything : Untold($"{place}[]", "may be anything"));
        return Value(new SchemaType.Set(any.Type ?? ArgumentTypes.Opaque));
    }

    // Names may be as long as the list: a place is for people, and is kept for each finding.
    private static string Within(string place, string name) => place.Length < MaxShown ? $"{place}.{Shown(name)}" : place;

    /// <summary>A name as a person may be shown it: one line, not too long, nothing that prints as something else.</summary>
    internal static string Shown(string name)
    {
        var shown = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (shown.Length >= MaxShown) return shown.Append("...").ToString();
            var plain = !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);
            if (plain) shown.Append(rune.ToString());
            else shown.Append("\\u{").Append(rune.Value.ToString("x", System.Globalization.CultureInfo.InvariantCulture)).Append('}');
        }

        return shown.ToString();
    }
}
