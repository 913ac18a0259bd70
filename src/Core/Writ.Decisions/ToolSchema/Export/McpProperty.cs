using System.Collections.Immutable;

namespace Writ.Decisions;

/// <summary>What the public generator takes a JSON schema for: a closed family.</summary>
internal abstract record McpProperty
{
    private McpProperty()
    {
    }

    /// <summary>A type that Cedar has.</summary>
    public sealed record Simple(string Type) : McpProperty;

    /// <summary>An entity type without attributes, declared once, for what Cedar cannot say: <c>Number</c>, <c>Float</c>, <c>Null</c>, <c>Unknown</c>.</summary>
    public sealed record Opaque(string Type) : McpProperty;

    /// <summary>One of several texts.</summary>
    public sealed record Enumeration(ImmutableArray<string> Values) : McpProperty;

    /// <summary>A list of any length.</summary>
    public sealed record List(McpProperty Element) : McpProperty;

    /// <summary>A list in which each place has a type.</summary>
    public sealed record Tuple(ImmutableArray<McpProperty> Places) : McpProperty;

    /// <summary>One of several types.</summary>
    public sealed record Choice(ImmutableArray<McpProperty> Types) : McpProperty;

    /// <summary>An object, with the type of its other members when it has one.</summary>
    public sealed record Object(ImmutableArray<Member> Members, McpProperty? Others) : McpProperty;

    /// <summary>A definition by its name.</summary>
    public sealed record Reference(string Name) : McpProperty;

    /// <summary>A named member of an object.</summary>
    public sealed record Member(string Name, McpProperty Type, bool IsRequired);
}
