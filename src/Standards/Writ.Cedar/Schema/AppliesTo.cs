using System.Collections.Immutable;

namespace Writ.Cedar.Schema;

/// <summary>Which requests an action can be asked with.</summary>
/// <param name="Principals">The types of principals.</param>
/// <param name="Resources">The types of resources.</param>
/// <param name="Context">The context: a record, or the name of a type that is one. Null for the empty record.</param>
public sealed record AppliesTo(ImmutableArray<SchemaName> Principals, ImmutableArray<SchemaName> Resources, TypeNode? Context = null)
{
    /// <summary>Empty lists: the action can never be asked, and only serves as a group.</summary>
    public static AppliesTo Nothing { get; } = new([], []);
}
