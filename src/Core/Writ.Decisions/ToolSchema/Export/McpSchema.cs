using Writ.Cedar.Schema;

namespace Writ.Decisions;

/// <summary>A schema in the public generator's convention.</summary>
/// <param name="Document">The declarations.</param>
/// <param name="Text">The declarations in Cedar syntax, in the generator's own layout and order.</param>
/// <param name="Json">The declarations in Cedar's JSON form.</param>
public sealed record McpSchema(SchemaDocument Document, string Text, string Json);
