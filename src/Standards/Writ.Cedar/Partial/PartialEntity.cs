using System.Collections.Immutable;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>An entity of which attributes, parents and tags are each known whole or not at all (RFC 95).</summary>
/// <param name="uid">The name of the entity.</param>
/// <param name="attributes">The attributes; null when they are unknown.</param>
/// <param name="parents">The direct parents; null when they are unknown.</param>
/// <param name="tags">The tags; null when they are unknown.</param>
public sealed class PartialEntity(
    EntityUid uid,
    CedarRecord? attributes = null,
    ImmutableArray<EntityUid>? parents = null,
    CedarRecord? tags = null)
{
    /// <summary>The name of the entity.</summary>
    public EntityUid Uid { get; } = uid ?? throw new ArgumentNullException(nameof(uid));

    /// <summary>The attributes, or null when they are unknown.</summary>
    public CedarRecord? Attributes { get; } = attributes;

    /// <summary>The direct parents, or null when they are unknown.</summary>
    public ImmutableArray<EntityUid>? Parents { get; } = parents is { IsDefault: true } ? [] : parents;

    /// <summary>The tags, or null when they are unknown.</summary>
    public CedarRecord? Tags { get; } = tags;

    /// <summary>Whether it is known that there is no such entity.</summary>
    public bool IsAbsent { get; private init; }

    /// <summary>An entity of which everything is known.</summary>
    /// <param name="entity">The entity.</param>
    public static PartialEntity Known(Entity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return new PartialEntity(entity.Uid, entity.Attributes, entity.Parents, entity.Tags);
    }

    /// <summary>An entity of which it is known that it does not exist: it has no parents, and reading its attributes errors.</summary>
    /// <param name="uid">The name.</param>
    public static PartialEntity Absent(EntityUid uid) => new(uid, parents: []) { IsAbsent = true };

    /// <summary>Writes the uid.</summary>
    public override string ToString() => Uid.ToString();
}
