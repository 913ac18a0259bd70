using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Decisions;

/// <summary>
/// Reads JSON schemas as the public generator does. Only what that convention can say: nothing is followed, nothing is put together. What it passes
/// over although a tool may take it is told.
/// </summary>
internal sealed class McpPropertyReader(ToolFindings findings)
{
    private static readonly McpProperty Unknown = new McpProperty.Opaque("Unknown");

    // Keywords that may describe members or values, and that the convention has no place for.
    private static readonly HashSet<string> PassedOver = new(StringComparer.Ordinal)
    {
        "allOf", "not", "if", "then", "else", "dependentSchemas", "dependencies", "patternProperties", "unevaluatedProperties", "$dynamicRef", "$recursiveRef", "const", "json",
    };

    /// <summary>The arguments or results of a tool.</summary>
    public ImmutableArray<McpProperty.Member> Arguments(JsonElement schema)
    {
        Tell(schema, SchemaPointer.Root);
        foreach (var keyword in (string[])["$ref", "anyOf", "oneOf", "enum"])
            if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out _)) findings.Add(SchemaPointer.Root.To(keyword), PassedOverHere);
        return Members(schema, SchemaPointer.Root);
    }

    private const string PassedOverHere = "has no place in this convention, so what it describes policy does not see";

    private ImmutableArray<McpProperty.Member> Members(JsonElement schema, SchemaPointer at)
    {
        if (Has(schema, "additionalProperties", JsonValueKind.True, out _)) findings.Add(at.To("additionalProperties"), "takes further members, which policy does not see");
        if (!Has(schema, "properties", JsonValueKind.Object, out var properties)) return [];
        var required = new HashSet<string>(StringComparer.Ordinal);
        if (Has(schema, "required", JsonValueKind.Array, out var names))
        {
            foreach (var name in names.EnumerateArray())
                if (name.ValueKind == JsonValueKind.String) required.Add(name.GetString()!);
        }

        return [.. properties.EnumerateObject().Select(p => new McpProperty.Member(p.Name, Read(p.Value, at.To("properties").To(p.Name)), required.Contains(p.Name)))];
    }

    /// <summary>The definitions that the arguments or results refer to.</summary>
    public ImmutableArray<McpProperty.Member> Definitions(JsonElement schema)
    {
        var definitions = new Dictionary<string, McpProperty.Member>(StringComparer.Ordinal);
        foreach (var key in (string[])["$defs", "definitions"])
        {
            if (!Has(schema, key, JsonValueKind.Object, out var all)) continue;
            foreach (var definition in all.EnumerateObject())
            {
                var member = new McpProperty.Member(definition.Name, Read(definition.Value, SchemaPointer.Root.To(key).To(definition.Name)), IsRequired: true);
                if (!definitions.TryAdd(definition.Name, member)) throw new ToolListException(PlainText.Of(definition.Name), "found a definition in `$defs` and in `definitions`, expected it in one of them");
            }
        }

        return [.. definitions.Values];
    }

    private McpProperty Read(JsonElement schema, SchemaPointer at)
    {
        if (schema.ValueKind != JsonValueKind.Object) return Unknown;
        Tell(schema, at);
        if (Has(schema, "$ref", JsonValueKind.String, out var reference))
        {
            Beside(schema, at, "properties", "type", "enum", "anyOf", "oneOf");
            return new McpProperty.Reference(SchemaReferences.LastName(reference.GetString()!));
        }

        if (schema.TryGetProperty("type", out var type))
        {
            Beside(schema, at, "anyOf", "oneOf");
            return type.ValueKind switch
            {
                // A type named again says nothing more, and reading the schema again for it would double at each level.
                JsonValueKind.Array => new McpProperty.Choice([.. type.EnumerateArray().DistinctBy(static one => one.ToString(), StringComparer.Ordinal).Select(one => OfType(one, schema, at))]),
                _ => OfType(type, schema, at),
            };
        }

        Beside(schema, at, "properties", "additionalProperties", "items", "prefixItems");
        if (Has(schema, "enum", JsonValueKind.Array, out var values) && Texts(values) is { } texts) return new McpProperty.Enumeration(texts);
        foreach (var keyword in (string[])["anyOf", "oneOf"])
            if (Has(schema, keyword, JsonValueKind.Array, out var choices)) return new McpProperty.Choice([.. choices.EnumerateArray().Select((choice, i) => Read(choice, at.To(keyword).To(i)))]);
        return Unknown;
    }

    private void Tell(JsonElement schema, SchemaPointer at)
    {
        if (schema.ValueKind != JsonValueKind.Object) return;
        foreach (var member in schema.EnumerateObject())
            if (PassedOver.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.False) findings.Add(at.To(member.Name), PassedOverHere);
    }

    private void Beside(JsonElement schema, SchemaPointer at, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
            if (schema.TryGetProperty(keyword, out _)) findings.Add(at.To(keyword), PassedOverHere);
    }

    private McpProperty OfType(JsonElement type, JsonElement schema, SchemaPointer at) => (type.ValueKind == JsonValueKind.String ? type.GetString() : null) switch
    {
        "boolean" => new McpProperty.Simple("Bool"),
        "integer" => new McpProperty.Simple("Long"),
        "number" => new McpProperty.Opaque("Number"),
        "float" => new McpProperty.Opaque("Float"),
        "null" => new McpProperty.Opaque("Null"),
        "string" => Text(schema),
        "array" => Array(schema, at),
        "object" => new McpProperty.Object(
            Members(schema, at), Has(schema, "additionalProperties", JsonValueKind.Object, out var others) ? Read(others, at.To("additionalProperties")) : null),
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
    private McpProperty Array(JsonElement schema, SchemaPointer at)
    {
        var rest = schema.TryGetProperty("items", out var items);
        if (!Has(schema, "prefixItems", JsonValueKind.Array, out var prefix)) return new McpProperty.List(rest ? Read(items, at.To("items")) : Unknown);
        if (rest && items.ValueKind == JsonValueKind.False) return new McpProperty.Tuple([.. prefix.EnumerateArray().Select((place, i) => Read(place, at.To("prefixItems").To(i)))]);
        return new McpProperty.List(rest && prefix.EnumerateArray().All(place => JsonElement.DeepEquals(place, items)) ? Read(items, at.To("items")) : Unknown);
    }

    private static bool Has(JsonElement schema, string key, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(key, out value) && value.ValueKind == kind;
    }
}
