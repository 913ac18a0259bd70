using System.Text.Json;

namespace Writ.Testing;

/// <summary>MCP messages by hand, over whatever sends requests.</summary>
public static class McpCalls
{
    /// <summary>The body of an `initialize`.</summary>
    public const string Initialize =
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    private static int ids = 100;

    /// <summary>The body of a call with one argument `text`.</summary>
    public static string Call(string tool, string text, bool progress = false) => Body(tool, $"{{\"text\":{JsonSerializer.Serialize(text)}}}", progress);

    /// <summary>The body of a call with one argument `text` that is to be done once, by a key.</summary>
    public static string Once(string tool, string text, string key) =>
        $"{{\"jsonrpc\":\"2.0\",\"id\":{Interlocked.Increment(ref ids)},\"method\":\"tools/call\",\"params\":{{\"name\":\"{tool}\",\"arguments\":{{\"text\":{JsonSerializer.Serialize(text)}}},\"_meta\":{{\"writ/idempotency-key\":\"{key}\"}}}}}}";

    /// <summary>The body of a call with these arguments, as they stand.</summary>
    public static string Body(string tool, string arguments, bool progress = false) =>
        $"{{\"jsonrpc\":\"2.0\",\"id\":{Interlocked.Increment(ref ids)},\"method\":\"tools/call\",\"params\":{{\"name\":{JsonSerializer.Serialize(tool)},\"arguments\":{arguments}{(progress ? ",\"_meta\":{\"progressToken\":1}" : "")}}}}}";
}
