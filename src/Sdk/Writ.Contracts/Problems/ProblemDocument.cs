using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>An error of an HTTP API of Writ's: what was wrong, the smallest fix, and a stable code with a page of that name. Carried as `application/problem+json`.</summary>
/// <param name="Code">As in `W2004`.</param>
/// <param name="Text">One line, lower case.</param>
/// <param name="Fix">The smallest fix, one line.</param>
/// <param name="Details">Further lines, when several things were wrong at once; empty otherwise.</param>
public sealed record ProblemDocument(string Code, string Text, string Fix, ImmutableArray<string> Details);
