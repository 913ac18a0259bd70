using System.Text.Json;

namespace Writ.Enforcement;

/// <summary>The protocol version that an answer to `initialize` names.</summary>
internal static class NegotiatedVersion
{
    private const int MaxLength = 32;

    /// <summary>The version; null when there is none that could stand in a header.</summary>
    public static string? Read(ReadOnlySpan<byte> answer)
    {
        try
        {
            return Find(answer);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Find(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("result"u8, out var result)
            && result.ValueKind == JsonValueKind.Object
            && result.TryGetProperty("protocolVersion"u8, out var version)
            && version.ValueKind == JsonValueKind.String
            && version.GetString() is { Length: > 0 and <= MaxLength } text
            && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
                ? text
                : null;
    }
}
