using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>What came of reading the release folder again. It is all or nothing.</summary>
/// <param name="Outcome">`activated`, `unchanged` or `refused`.</param>
/// <param name="Release">The release in force afterwards.</param>
/// <param name="Problems">Every mistake, when it was refused.</param>
public sealed record ReleaseReloadDocument(string Outcome, string Release, ImmutableArray<ReleaseProblemDocument> Problems);
