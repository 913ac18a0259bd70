using System.Text.Json;

namespace Writ.Decisions;

/// <summary>One tool as its server lists it.</summary>
/// <param name="Name">The tool's own name.</param>
/// <param name="Input">The JSON schema of its arguments.</param>
/// <param name="Output">The JSON schema of its results; undefined when it gives none.</param>
internal readonly record struct ToolDefinition(string Name, JsonElement Input, JsonElement Output);
