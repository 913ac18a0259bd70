using System.Text.Json;

namespace Writ.Decisions;

/// <summary>
/// Reads what a server answers to <c>tools/list</c>: the result, the whole JSON-RPC response, a bare list, or one tool.
/// An object that holds a member twice is refused, since its readers may differ on which one counts.
/// </summary>
internal sealed class ToolList : IDisposable
{
    private const int MaxJsonDepth = 64;

    private readonly JsonDocument _document;

    private ToolList(JsonDocument document, List<ToolDefinition> tools) => (_document, Tools) = (document, tools);

    public List<ToolDefinition> Tools { get; }

    /// <exception cref="ToolListException">The bytes are no tool list.</exception>
    public static ToolList Read(ReadOnlyMemory<byte> json, ToolSchemaLimits limits)
    {
        if (json.Length > limits.MaxListLength) throw new ToolListException("", $"found a tool list of {json.Length} bytes, expected at most {limits.MaxListLength}");
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxJsonDepth, AllowDuplicateProperties = false });
            return new ToolList(document, [.. Definitions(document.RootElement, limits)]);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ToolListException)
        {
            document?.Dispose();
            if (failure is ToolListException) throw;
            throw new ToolListException("", failure is JsonException bad
                ? $"found a tool list that is no JSON without duplicate members, nested at most {MaxJsonDepth} deep, at byte {bad.BytePositionInLine ?? 0} of line {(bad.LineNumber ?? 0) + 1}"
                : "found a tool list with text that is not Unicode");
        }
    }

    public void Dispose() => _document.Dispose();

    private static IEnumerable<ToolDefinition> Definitions(JsonElement root, ToolSchemaLimits limits)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("result", out var result))
        {
            if (root.TryGetProperty("tools", out _)) throw new ToolListException("", "found `tools` beside `result`, expected one of them");
            root = result;
        }

        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("nextCursor", out var cursor) && cursor.ValueKind != JsonValueKind.Null)
            throw new ToolListException("", "found a tool list with a `nextCursor`: it is one page, and all tools of a server are needed together");
        var tools = root.ValueKind switch
        {
            JsonValueKind.Array => root,
            JsonValueKind.Object when root.TryGetProperty("tools", out var list) && list.ValueKind == JsonValueKind.Array => list,
            JsonValueKind.Object when root.TryGetProperty("name", out _) => default,
            _ => throw new ToolListException("", "found no `tools`, expected the answer to `tools/list`"),
        };
        if (tools.ValueKind != JsonValueKind.Array) return [Definition(root, 0)];
        if (tools.GetArrayLength() > limits.MaxTools) throw new ToolListException("", $"found {tools.GetArrayLength()} tools, expected at most {limits.MaxTools}");
        return tools.EnumerateArray().Select(Definition);
    }

    private static ToolDefinition Definition(JsonElement tool, int index)
    {
        if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            throw new ToolListException($"tools[{index}]", "found a tool without a `name`");
        if (!tool.TryGetProperty("inputSchema", out var input) || Unwrapped(input).ValueKind != JsonValueKind.Object)
            throw new ToolListException($"tools[{index}]", "found a tool without an `inputSchema`, expected an object");
        return new ToolDefinition(name.GetString()!, Unwrapped(input), tool.TryGetProperty("outputSchema", out var output) ? Unwrapped(output) : default);
    }

    // Some clients keep the schema below a member `json`, alone. Beside others it is one more member of a schema, which must not hide them.
    private static JsonElement Unwrapped(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.GetPropertyCount() == 1 && schema.TryGetProperty("json", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : schema;
}
