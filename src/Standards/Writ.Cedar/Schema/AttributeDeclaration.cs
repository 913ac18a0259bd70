using System.Collections.Immutable;

namespace Writ.Cedar.Schema;

/// <summary>One attribute of a record: <c>name?: Type</c>.</summary>
/// <param name="Name">The name, any string; every name once in its record.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="IsRequired">Whether it must be present.</param>
public sealed record AttributeDeclaration(string Name, TypeNode Type, bool IsRequired = true) : SchemaNode
{
    /// <summary>The annotations.</summary>
    public ImmutableArray<SchemaAnnotation> Annotations { get; init; } = [];
}
