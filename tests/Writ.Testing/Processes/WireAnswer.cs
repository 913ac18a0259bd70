using System.Text.Json;
using System.Text.RegularExpressions;

namespace Writ.Testing;

/// <summary>What came back for one HTTP request, and the MCP message in it.</summary>
/// <param name="Status">The status; 0 when the connection broke.</param>
/// <param name="Headers">The headers, by lower-case names.</param>
/// <param name="Text">The body, or what broke.</param>
public sealed record WireAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    /// <summary>The last JSON message, whether it came as JSON or as an event.</summary>
    public JsonElement Message
    {
        get
        {
            var data = Text.Split('\n').Where(static l => l.StartsWith("data:", StringComparison.Ordinal)).Select(static l => l[5..]).LastOrDefault();
            using var document = JsonDocument.Parse(data ?? Text);
            return document.RootElement.Clone();
        }
    }

    /// <summary>Whether it is a tool's result without an error.</summary>
    public bool Succeeded => Status == 200 && Message.TryGetProperty("result", out var result) && !(result.TryGetProperty("isError", out var error) && error.GetBoolean());

    /// <summary>The text that the tool answered.</summary>
    public string Said => Message.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!;

    /// <summary>Writ's code in it; empty when there is none.</summary>
    public string Code => Regex.Match(Text, "\"code\":\"(W[0-9]{4})\"|\\((W[0-9]{4}),|\"(W[0-9]{4})\"", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } found
        ? string.Concat(found.Groups.Values.Skip(1).Select(static g => g.Value))
        : "";

    /// <inheritdoc />
    public override string ToString() => $"{Status} {Text}";
}
