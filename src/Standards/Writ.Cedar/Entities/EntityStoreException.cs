using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Entities;

/// <summary>Entities that cannot stand together: a cycle of parents, two different entities of one name, or more ancestors than are kept.</summary>
/// <param name="message">One line, with the entity in backticks.</param>
/// <param name="entity">The entity at fault; null when it is none alone.</param>
public sealed class EntityStoreException(string message, EntityUid? entity = null) : ArgumentException(ErrorText.Of(message))
{
    /// <summary>The entity at fault; null when it is none alone.</summary>
    public EntityUid? Entity { get; } = entity;
}
