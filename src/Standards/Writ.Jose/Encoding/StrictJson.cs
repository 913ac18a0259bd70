using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Writ.Jose;

/// <summary>What JSON has to be before anything of it is believed: one object, in UTF-8, bounded, no name twice at any depth.</summary>
internal static class StrictJson
{
    public const int MaxDepth = 16;

    // Plus signs and the like are written as they are: `at+jwt` has one spelling among implementations.
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JoseRefusal Check(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            return JoseRefusal.Json;
        try
        {
            return Scan(utf8);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader throws the first for bad syntax and the second for an escaped half of a surrogate pair.
            return JoseRefusal.Json;
        }
    }

    private static JoseRefusal Scan(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var names = new HashSet<string>?[MaxDepth];
        var first = true;
        while (reader.Read())
        {
            if (first && reader.TokenType is not JsonTokenType.StartObject)
                return JoseRefusal.NotAnObject;
            first = false;
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= MaxDepth:
                    return JoseRefusal.TooDeep;
                case JsonTokenType.StartObject:
                    (names[reader.CurrentDepth] ??= new HashSet<string>(StringComparer.Ordinal)).Clear();
                    break;
                case JsonTokenType.PropertyName when !names[reader.CurrentDepth - 1]!.Add(reader.GetString()!):
                    return JoseRefusal.DuplicateMember;
                case JsonTokenType.String when reader.ValueIsEscaped:
                    _ = reader.GetString();
                    break;
            }
        }
        return JoseRefusal.None;
    }
}
