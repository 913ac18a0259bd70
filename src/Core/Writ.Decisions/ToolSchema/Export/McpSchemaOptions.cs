namespace Writ.Decisions;

/// <summary>What the export makes of tools. The defaults are those of the public generator; AgentCore sets the four marked so.</summary>
public sealed record McpSchemaOptions
{
    /// <summary>The public generator's defaults.</summary>
    public static McpSchemaOptions Default { get; } = new();

    /// <summary>AgentCore's settings, for one gateway target.</summary>
    /// <param name="target">The name of the target.</param>
    public static McpSchemaOptions AgentCore(string target) =>
        new() { Target = target, IncludeOutputs = true, FlattenNamespaces = true, NumbersAsDecimal = true };

    /// <summary>The gateway target in front of each tool's name, with three underscores: <c>Target___tool</c>. Null for the tools' own names. AgentCore: set.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the context also has an optional <c>output</c>. AgentCore: true.</summary>
    public bool IncludeOutputs { get; init; }

    /// <summary>Whether objects become records rather than entities; those of any members stay entities with tags.</summary>
    public bool ObjectsAsRecords { get; init; }

    /// <summary>Whether the <c>@mcp_..</c> annotations of the stub are left out.</summary>
    public bool EraseAnnotations { get; init; } = true;

    /// <summary>Whether everything stands in the stub's namespace, <c>::</c> in names becoming <c>_</c>. AgentCore: true.</summary>
    public bool FlattenNamespaces { get; init; }

    /// <summary>Whether numbers become decimals rather than opaque entities. AgentCore: true.</summary>
    public bool NumbersAsDecimal { get; init; }

    /// <summary>Whether enums and flat objects that occur alike in several places become one type.</summary>
    public bool DeduplicateEntityTypes { get; init; }
}
