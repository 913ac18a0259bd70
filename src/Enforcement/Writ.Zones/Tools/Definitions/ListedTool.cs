using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>One tool of a server's list.</summary>
/// <param name="Name">Its own name; null when it has none.</param>
/// <param name="Slice">Where its definition stands in the answer.</param>
/// <param name="Digest">The digest of its definition.</param>
/// <param name="HasOutputSchema">Whether it declares what its structured results are like.</param>
internal sealed record ListedTool(string? Name, Range Slice, Digest256 Digest, bool HasOutputSchema);
