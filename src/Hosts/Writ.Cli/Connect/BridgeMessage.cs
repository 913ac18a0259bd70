using System.Text.Json;

namespace Writ.Cli;

/// <summary>What the bridge needs to know of a client's line. Writ judges the line; this only finds to what an error would have to answer.</summary>
/// <param name="Id">The id as it is written; null when there is none.</param>
/// <param name="Method">The method; null when there is none.</param>
internal sealed record BridgeMessage(string? Id, string? Method)
{
    public static BridgeMessage Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? new BridgeMessage(
                    root.TryGetProperty("id"u8, out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number ? id.GetRawText() : null,
                    root.TryGetProperty("method"u8, out var method) && method.ValueKind == JsonValueKind.String ? method.GetString() : null)
                : new BridgeMessage(null, null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new BridgeMessage(null, null);
        }
    }
}
