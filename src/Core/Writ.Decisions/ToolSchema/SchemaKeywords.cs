using System.Text.Json;

namespace Writ.Decisions;

/// <summary>The keywords of one JSON schema, found in one pass over its members; one that is not there has the kind <see cref="JsonValueKind.Undefined"/>.</summary>
internal sealed class SchemaKeywords
{
    private static readonly string[] Read =
    [
        "$ref", "$dynamicRef", "$recursiveRef", "$id", "type", "nullable", "format", "const", "enum", "properties", "required", "additionalProperties",
        "unevaluatedProperties", "patternProperties", "items", "prefixItems", "additionalItems", "contains", "anyOf", "oneOf", "allOf", "not", "if", "then",
        "else", "dependentSchemas", "dependentRequired", "dependencies", "json",
    ];

    private static readonly HashSet<string> Known = new(Read, StringComparer.Ordinal);

    private readonly Dictionary<string, JsonElement> _found = new(StringComparer.Ordinal);

    public SchemaKeywords(JsonElement schema)
    {
        foreach (var member in schema.EnumerateObject())
            if (Known.Contains(member.Name)) _found.Add(member.Name, member.Value);
    }

    public JsonElement this[string keyword] => _found.GetValueOrDefault(keyword);

    public bool Has(string keyword) => _found.ContainsKey(keyword);

    /// <summary>Whether the keyword is there and of the kind.</summary>
    public bool Has(string keyword, JsonValueKind kind, out JsonElement value) => _found.TryGetValue(keyword, out value) && value.ValueKind == kind;

    /// <summary>Whether the keyword is an object with members.</summary>
    public bool HasMembers(string keyword, out JsonElement value) => Has(keyword, JsonValueKind.Object, out value) && value.EnumerateObject().Any();
}
