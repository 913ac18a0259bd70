using System.Collections.Immutable;

namespace Writ.Cedar.Schema;

/// <summary>A type with a name: <c>type Address = { city: String };</c>.</summary>
/// <param name="Name">The name, an identifier that is not the name of a built-in type.</param>
/// <param name="Type">What it stands for.</param>
public sealed record CommonTypeDeclaration(string Name, TypeNode Type) : SchemaNode
{
    /// <summary>The annotations.</summary>
    public ImmutableArray<SchemaAnnotation> Annotations { get; init; } = [];
}
