using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Values;

namespace Writ.Cedar.Entities;

/// <summary>Where the engine finds entities during one decision. It must not change while a decision runs.</summary>
public interface IEntitySource
{
    /// <summary>Finds an entity; false when it is not known, which policies see as having no attributes, tags or ancestors.</summary>
    /// <param name="uid">The name of the entity.</param>
    /// <param name="entity">The entity.</param>
    bool TryFind(EntityUid uid, [MaybeNullWhen(false)] out Entity entity);

    /// <summary>Every entity above this one, at any distance, itself left out; empty when it is not known.</summary>
    /// <param name="uid">The name of the entity.</param>
    EntityUidSet AncestorsOf(EntityUid uid);
}
