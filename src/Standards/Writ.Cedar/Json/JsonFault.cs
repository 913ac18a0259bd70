using System.Text.Json;

namespace Writ.Cedar.Json;

/// <summary>Says where a text stops being the JSON that is asked for: a second, slower look at what the parser has refused.</summary>
internal static class JsonFault
{
    public static JsonError NoText { get; } = new("", "found a string that is no Unicode text");

    public static JsonError Find(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        var open = new Stack<Level>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        if (open.TryPeek(out var around)) around.Index++;
                        if (open.Count == maxDepth) return new JsonError(PathOf(open), $"found more than {maxDepth} levels");
                        open.Push(new Level(reader.TokenType == JsonTokenType.StartObject ? new HashSet<string>(StringComparer.Ordinal) : null));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop();
                        break;
                    case JsonTokenType.PropertyName:
                        var key = reader.GetString() ?? "";
                        if (!open.Peek().Keys!.Add(key))
                        {
                            open.Pop();
                            return new JsonError(PathOf(open), $"found a key twice: `{key}`");
                        }

                        open.Peek().Key = key;
                        break;
                    default:
                        if (open.TryPeek(out var inside)) inside.Index++;
                        break;
                }
            }
        }
        catch (JsonException malformed)
        {
            return new JsonError(PathOf(open), $"found malformed JSON in line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in a key.
        }

        return NoText;
    }

    private static string PathOf(Stack<Level> open)
    {
        var path = JsonPath.Root;
        foreach (var level in open.Reverse())
        {
            if (level.Keys is null && level.Index >= 0) path = path.Item(level.Index);
            else if (level.Key is not null) path = path.Key(level.Key);
        }

        return path.ToString();
    }

    private sealed class Level(HashSet<string>? keys)
    {
        public HashSet<string>? Keys { get; } = keys;

        public string? Key { get; set; }

        public int Index { get; set; } = -1;
    }
}
