using System.Collections.Immutable;

namespace Writ.Cedar.Schema;

/// <summary>One namespace and what it declares, in the order written.</summary>
/// <param name="Name">The path, such as <c>Acme::Photos</c>; empty for the namespace of declarations outside any.</param>
public sealed record NamespaceDeclaration(string Name) : SchemaNode
{
    /// <summary>The annotations; none on the empty namespace.</summary>
    public ImmutableArray<SchemaAnnotation> Annotations { get; init; } = [];

    /// <summary>The common types.</summary>
    public ImmutableArray<CommonTypeDeclaration> CommonTypes { get; init; } = [];

    /// <summary>The entity types.</summary>
    public ImmutableArray<EntityDeclaration> Entities { get; init; } = [];

    /// <summary>The actions.</summary>
    public ImmutableArray<ActionDeclaration> Actions { get; init; } = [];
}
