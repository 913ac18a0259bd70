using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>A tool as its server offers it in a session.</summary>
/// <param name="Name">The action that calling it is.</param>
/// <param name="Definition">The digest of the definition that is offered; the zero value when two definitions are offered under the name.</param>
/// <param name="Pinned">Whether that is the definition that was pinned.</param>
/// <param name="HasOutputSchema">Whether it declares what its structured results are like.</param>
internal sealed record OfferedTool(ActionName Name, Digest256 Definition, bool Pinned, bool HasOutputSchema);
