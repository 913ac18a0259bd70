using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>
/// The digest of a tool's definition: the SHA-256 of its canonical JSON, so that a server that only orders or spaces it differently has not changed it.
/// Members are sorted ordinally (as RFC 8785 does), strings have one spelling, and numbers stand as they were written: `1` and `1.0` differ.
/// </summary>
public static class ToolDefinition
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The digest of a definition.</summary>
    /// <exception cref="JsonException">The bytes are not JSON, or nested too deep.</exception>
    public static Digest256 DigestOf(ReadOnlySpan<byte> definition)
    {
        var reader = new Utf8JsonReader(definition);
        using var document = JsonDocument.ParseValue(ref reader);
        var buffer = new ArrayBufferWriter<byte>(definition.Length);
        using var writer = new Utf8JsonWriter(buffer, Options);
        Write(document.RootElement, writer);
        writer.Flush();
        return Digest256.Sha256(buffer.WrittenSpan);
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(static m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when Text(element) is { } text:
                writer.WriteStringValue(text);
                break;
            default:
                // Numbers, and strings with half a surrogate pair, have the one spelling that they came in.
                writer.WriteRawValue(element.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
