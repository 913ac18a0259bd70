using System.Text.Json;

namespace Writ.Cli;

/// <summary>
/// Looks for keys that no reader would look at: a key that is misspelt would change what is decided without a word. Only what the form itself names
/// is looked at; the keys of attributes, tags and the context are the author's own.
/// </summary>
internal static class JsonKeys
{
    private static readonly string[] Request = ["principal", "action", "resource", "context"];
    private static readonly string[] Entity = ["uid", "attrs", "parents", "tags"];
    private static readonly string[] Uid = ["type", "id"];

    /// <summary>Refuses an unknown key of a request, or of the `principal`, `action` and `resource` in it.</summary>
    public static void OfRequest(string file, ReadOnlySpan<byte> json) => Check(file, json, JsonTokenType.StartObject, static (depth, above) => (depth, above) switch
    {
        (1, _) => Request,
        (2, "principal" or "action" or "resource") => Uid,
        _ => null,
    });

    /// <summary>Refuses an unknown key of an entity in a list of entities.</summary>
    public static void OfEntities(string file, ReadOnlySpan<byte> json) =>
        Check(file, json, JsonTokenType.StartArray, static (depth, _) => depth == 2 ? Entity : null);

    // Malformed JSON and JSON of another form are left to the reader, which says more of them.
    private static void Check(string file, ReadOnlySpan<byte> json, JsonTokenType start, Func<int, string?, string[]?> known)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        string? above = null;
        try
        {
            if (!reader.Read() || reader.TokenType != start) return;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName) continue;
                var key = reader.GetString() ?? "";
                if (reader.CurrentDepth == 1) above = key;
                if (known(reader.CurrentDepth, above) is { } keys && !keys.Contains(key, StringComparer.Ordinal)) throw Unknown(file, json, (int)reader.TokenStartIndex, key, keys);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return;
        }
    }

    private static CliException Unknown(string file, ReadOnlySpan<byte> json, int at, string key, string[] keys)
    {
        var before = json[..at];
        var line = before.Count((byte)'\n') + 1;
        var shown = key.Length <= 60 ? key : $"{key[..60]}...";
        return new CliException(
            ExitCode.Invalid, "W1047", $"{file}:{line}:{at - before.LastIndexOf((byte)'\n')}: found the unknown key {JsonSerializer.Serialize(shown)}",
            $"correct it, or leave it out; the keys here are {string.Join(", ", keys.Select(static k => $"`{k}`"))}");
    }
}
