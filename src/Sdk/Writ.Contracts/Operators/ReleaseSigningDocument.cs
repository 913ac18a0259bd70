using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>Who signs the release that comes next, and how many of them.</summary>
/// <param name="Signers">The signers' names.</param>
/// <param name="Tighten">How many must have signed what only tightens.</param>
/// <param name="Loosen">How many must have signed what loosens, or cannot be told.</param>
public sealed record ReleaseSigningDocument(ImmutableArray<string> Signers, int Tighten, int Loosen);
