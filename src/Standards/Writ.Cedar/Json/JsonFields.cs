using System.Text.Json;

namespace Writ.Cedar.Json;

/// <summary>The keys of one JSON object, read strictly: what is expected must be there, and nothing else may be.</summary>
internal readonly struct JsonFields
{
    private readonly JsonElement _json;

    public JsonFields(JsonElement json, JsonPath path, string expected, params ReadOnlySpan<string> known)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ValueJson.Unexpected(json, expected, path);
        (_json, Path) = (json, path);
        foreach (var field in json.EnumerateObject())
            if (!known.Contains(field.Name)) throw new JsonRefusal(path.Key(field.Name), $"found the unknown key `{field.Name}`, expected {Listed(known)}");
    }

    public JsonPath Path { get; }

    public JsonPath PathOf(string key) => Path.Key(key);

    public bool Has(string key) => _json.TryGetProperty(key, out _);

    public JsonElement Required(string key) => _json.TryGetProperty(key, out var value) ? value : throw new JsonRefusal(Path, $"found no `{key}`");

    public bool TryGet(string key, out JsonElement value) => _json.TryGetProperty(key, out value);

    public string RequiredString(string key) => ValueJson.ReadString(Required(key), PathOf(key));

    /// <summary>The items of an array with the place of each.</summary>
    public static IEnumerable<(JsonElement Item, JsonPath Path)> Items(JsonElement json, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Array) throw ValueJson.Unexpected(json, "an array", path);
        return json.EnumerateArray().Select((item, i) => (item, path.Item(i)));
    }

    /// <summary>The members of an object whose keys are free, with the place of each.</summary>
    public static IEnumerable<(string Key, JsonElement Value, JsonPath Path)> Members(JsonElement json, JsonPath path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ValueJson.Unexpected(json, "an object", path);
        return json.EnumerateObject().Select(member => (member.Name, member.Value, path.Key(member.Name)));
    }

    private static string Listed(ReadOnlySpan<string> known) => known.Length == 0 ? "none" : $"`{string.Join("`, `", known.ToArray())}`";
}
