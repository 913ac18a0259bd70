using System.Text;
using System.Text.Json;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>Takes out of an agent's message the parts that Writ writes a message of its own from. Whatever else the agent put there goes no further.</summary>
internal static class ProtocolParts
{
    /// <summary>The message to send in its place; null when a part is not what the method takes.</summary>
    public static ProtocolMessage? Of(McpMessage request)
    {
        using var document = JsonDocument.Parse(request.Bytes, new JsonDocumentOptions { MaxDepth = StrictReader.MaxDepth });
        var parameters = Member(document.RootElement, "params");
        switch (request.Method)
        {
            case "initialize":
                var client = Member(parameters, "clientInfo");
                return ProtocolMessage.Initialize(request.Id, Text(parameters, "protocolVersion"), Text(client, "name"), Text(client, "version"));
            case "ping":
                return ProtocolMessage.Ping(request.Id);
            case "tools/list":
                return ProtocolMessage.ListTools(request.Id, Text(parameters, "cursor"), ProtocolMessage.IsId(request.ProgressToken.Span) ? request.ProgressToken : default);
            case "logging/setLevel":
                return ProtocolMessage.SetLevel(request.Id, Text(parameters, "level"));
            default:
                return null;
        }
    }

    /// <summary>The id of the request that a cancellation is of, as it is written; empty when it names none.</summary>
    public static ReadOnlyMemory<byte> Cancelled(McpMessage notification)
    {
        using var document = JsonDocument.Parse(notification.Bytes, new JsonDocumentOptions { MaxDepth = StrictReader.MaxDepth });
        var id = Member(Member(document.RootElement, "params"), "requestId");
        return id.ValueKind is JsonValueKind.String or JsonValueKind.Number ? Encoding.UTF8.GetBytes(id.GetRawText()) : default(ReadOnlyMemory<byte>);
    }

    private static JsonElement Member(JsonElement within, string name) =>
        within.ValueKind == JsonValueKind.Object && within.TryGetProperty(name, out var found) ? found : default;

    // What is there and no text is the empty text, which no part may be.
    private static string? Text(JsonElement within, string name) => Member(within, name) switch
    {
        { ValueKind: JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => "",
    };
}
