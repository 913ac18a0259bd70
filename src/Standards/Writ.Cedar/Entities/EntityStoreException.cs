namespace Writ.Cedar.Entities;

/// <summary>Entities that cannot stand together: a cycle of parents, or two different entities of one name.</summary>
/// <param name="message">One line, with the entity in backticks.</param>
public sealed class EntityStoreException(string message) : ArgumentException(message);
