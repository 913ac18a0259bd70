using System.Collections.Immutable;
using Writ.Cedar.Values;

namespace Writ.Cedar.Entities;

/// <summary>An entity: its uid, attributes, tags and direct parents. Immutable.</summary>
/// <param name="uid">The name of the entity.</param>
/// <param name="attributes">The attributes; null for none.</param>
/// <param name="parents">The direct parents, which need not be in the store.</param>
/// <param name="tags">The tags; null for none.</param>
public sealed class Entity(
    EntityUid uid,
    CedarRecord? attributes = null,
    ImmutableArray<EntityUid> parents = default,
    CedarRecord? tags = null)
{
    /// <summary>The name of the entity.</summary>
    public EntityUid Uid { get; } = uid ?? throw new ArgumentNullException(nameof(uid));

    /// <summary>The attributes.</summary>
    public CedarRecord Attributes { get; } = attributes ?? CedarRecord.Empty;

    /// <summary>The direct parents.</summary>
    public ImmutableArray<EntityUid> Parents { get; } = parents.IsDefault ? [] : parents;

    /// <summary>The tags.</summary>
    public CedarRecord Tags { get; } = tags ?? CedarRecord.Empty;

    /// <summary>Writes the uid.</summary>
    public override string ToString() => Uid.ToString();

    internal bool SameAs(Entity other) =>
        Uid.Equals(other.Uid) && Attributes.Equals(other.Attributes) && Tags.Equals(other.Tags)
        && Parents.ToHashSet().SetEquals(other.Parents);
}
