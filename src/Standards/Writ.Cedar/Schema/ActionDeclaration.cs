using System.Collections.Immutable;

namespace Writ.Cedar.Schema;

/// <summary>An action: <c>action view in [read] appliesTo { principal: [User], resource: [Photo], context: {} };</c>.</summary>
/// <param name="Id">The id, any string.</param>
public sealed record ActionDeclaration(string Id) : SchemaNode
{
    /// <summary>The annotations.</summary>
    public ImmutableArray<SchemaAnnotation> Annotations { get; init; } = [];

    /// <summary>The action groups it is directly in.</summary>
    public ImmutableArray<ActionName> Groups { get; init; } = [];

    /// <summary>What it applies to. Null applies to nothing, as do empty lists, which is how Cedar syntax is read.</summary>
    public AppliesTo? AppliesTo { get; init; }
}
