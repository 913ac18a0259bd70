using System.Collections.Immutable;

namespace Writ.Cedar.Schema;

/// <summary>One entity type.</summary>
/// <param name="Name">The full name, such as <c>Writ::Agent</c>.</param>
/// <param name="ParentTypes">The types of entities it may have as parents.</param>
/// <param name="Shape">Its attributes.</param>
/// <param name="Tags">The type of its tags, or null when it has none.</param>
/// <param name="Ids">The only ids of an enumerated type, or default for any.</param>
public sealed record SchemaEntity(
    string Name,
    ImmutableArray<string> ParentTypes,
    SchemaType.Record Shape,
    SchemaType? Tags,
    ImmutableArray<string> Ids);
