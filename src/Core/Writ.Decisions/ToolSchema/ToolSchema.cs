using System.Collections.Immutable;
using Writ.Cedar.Schema;
using Writ.Domain;

namespace Writ.Decisions;

/// <summary>The actions of one server's tools, ready to be composed with the vocabulary. By itself it has no meaning: it speaks of the vocabulary's types.</summary>
/// <param name="Server">The server.</param>
/// <param name="Actions">One action for each tool, in the ordinal order of their ids.</param>
public sealed record ToolSchema(Slug Server, ImmutableArray<ActionDeclaration> Actions);
