using Writ.Cedar.Syntax;

namespace Writ.Cedar.Partial;

/// <summary>A loader gave entities that cannot be decided upon: they differ from the schema, or cannot stand together.</summary>
/// <param name="message">One line, with the entity in backticks.</param>
/// <param name="inner">The cause, if another exception was one.</param>
public sealed class EntityLoadException(string message, Exception? inner = null) : Exception(ErrorText.Of(message), inner);
