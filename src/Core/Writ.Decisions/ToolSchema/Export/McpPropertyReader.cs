using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Decisions;

/// <summary>Reads JSON schemas as the public generator does. Only what that convention can say: nothing is followed, nothing is put together.</summary>
internal static class McpPropertyReader
{
    private static readonly McpProperty Unknown = new McpProperty.Opaque("Unknown");

    /// <summary>The arguments or results of a tool.</summary>
    public static ImmutableArray<McpProperty.Member> Members(JsonElement schema)
    {
        if (!Has(schema, "properties", JsonValueKind.Object, out var properties)) return [];
        var required = new HashSet<string>(StringComparer.Ordinal);
        if (Has(schema, "required", JsonValueKind.Array, out var names))
        {
            foreach (var name in names.EnumerateArray())
                if (name.ValueKind == JsonValueKind.String) required.Add(name.GetString()!);
        }

        return [.. properties.EnumerateObject().Select(p => new McpProperty.Member(p.Name, Read(p.Value), required.Contains(p.Name)))];
    }

    /// <summary>The definitions that the arguments or results refer to.</summary>
    public static ImmutableArray<McpProperty.Member> Definitions(JsonElement schema) =>
    [
        .. new[] { "$defs", "definitions" }.Where(key => Has(schema, key, JsonValueKind.Object, out _))
            .SelectMany(key => schema.GetProperty(key).EnumerateObject()).Select(static d => new McpProperty.Member(d.Name, Read(d.Value), IsRequired: true)),
    ];

    private static McpProperty Read(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) return Unknown;
        if (Has(schema, "$ref", JsonValueKind.String, out var reference)) return new McpProperty.Reference(JsonPointer.LastName(reference.GetString()!));
        if (schema.TryGetProperty("type", out var type))
        {
            return type.ValueKind switch
            {
                // A type named again says nothing more, and reading the schema again for it would double at each level.
                JsonValueKind.Array => new McpProperty.Choice([.. type.EnumerateArray().DistinctBy(static one => one.ToString(), StringComparer.Ordinal).Select(one => OfType(one, schema))]),
                _ => OfType(type, schema),
            };
        }

        if (Has(schema, "enum", JsonValueKind.Array, out var values) && Texts(values) is { } texts) return new McpProperty.Enumeration(texts);
        foreach (var keyword in new[] { "anyOf", "oneOf" })
            if (Has(schema, keyword, JsonValueKind.Array, out var choices)) return new McpProperty.Choice([.. choices.EnumerateArray().Select(Read)]);
        return Unknown;
    }

    private static McpProperty OfType(JsonElement type, JsonElement schema) => (type.ValueKind == JsonValueKind.String ? type.GetString() : null) switch
    {
        "boolean" => new McpProperty.Simple("Bool"),
        "integer" => new McpProperty.Simple("Long"),
        "number" => new McpProperty.Opaque("Number"),
        "float" => new McpProperty.Opaque("Float"),
        "null" => new McpProperty.Opaque("Null"),
        "string" => Text(schema),
        "array" => Array(schema),
        "object" => new McpProperty.Object(Members(schema), Has(schema, "additionalProperties", JsonValueKind.Object, out var others) ? Read(others) : null),
        _ => Unknown,
    };

    private static McpProperty Text(JsonElement schema)
    {
        if (Has(schema, "enum", JsonValueKind.Array, out var values) && Texts(values) is { } texts) return new McpProperty.Enumeration(texts);
        return new McpProperty.Simple((Has(schema, "format", JsonValueKind.String, out var format) ? format.GetString() : null) switch
        {
            "date" or "date-time" => "datetime",
            "duration" => "duration",
            "ipv4" or "ipv6" => "ipaddr",
            "decimal" => "decimal",
            _ => "String",
        });
    }

    private static ImmutableArray<string>? Texts(JsonElement values) =>
        values.GetArrayLength() > 0 && values.EnumerateArray().All(static v => v.ValueKind == JsonValueKind.String)
            ? [.. values.EnumerateArray().Select(static v => v.GetString()!)]
            : null;

    // Places without more of them are a tuple; places of the type of all others are a list; what is neither is a list of anything.
    private static McpProperty Array(JsonElement schema)
    {
        var rest = schema.TryGetProperty("items", out var items);
        if (!Has(schema, "prefixItems", JsonValueKind.Array, out var prefix)) return new McpProperty.List(rest ? Read(items) : Unknown);
        if (rest && items.ValueKind == JsonValueKind.False) return new McpProperty.Tuple([.. prefix.EnumerateArray().Select(Read)]);
        return new McpProperty.List(rest && prefix.EnumerateArray().All(place => JsonElement.DeepEquals(place, items)) ? Read(items) : Unknown);
    }

    private static bool Has(JsonElement schema, string key, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(key, out value) && value.ValueKind == kind;
    }
}
