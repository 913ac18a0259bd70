using System.Collections.Immutable;

namespace Writ.Cedar.Schema;

/// <summary>An entity type: <c>entity User in [Group] = { name: String } tags Long;</c> or <c>entity Color enum ["red"];</c>.</summary>
/// <param name="Name">The name, an identifier other than <c>Action</c>.</param>
public sealed record EntityDeclaration(string Name) : SchemaNode
{
    /// <summary>The annotations.</summary>
    public ImmutableArray<SchemaAnnotation> Annotations { get; init; } = [];

    /// <summary>The types of entities it may have as parents.</summary>
    public ImmutableArray<SchemaName> Parents { get; init; } = [];

    /// <summary>The attributes: a record or, in the JSON form, the name of a type that is one. Null for none.</summary>
    public TypeNode? Shape { get; init; }

    /// <summary>The type of the tags, or null when it has none.</summary>
    public TypeNode? Tags { get; init; }

    /// <summary>The only ids of an enumerated type, at least one; empty for any id. An enumerated type has nothing else.</summary>
    public ImmutableArray<string> Ids { get; init; } = [];
}
