using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>What became of a containment or a restoration.</summary>
/// <param name="What">What was named, as `kind name`; a subject by its pseudonym.</param>
/// <param name="Changed">False when it was so already, and nothing was written.</param>
/// <param name="InForceAfterMs">
/// How many milliseconds after the command a probe of the very condition that each action has to meet was answered as commanded; null when it was not, because somebody undid it meanwhile.
/// </param>
/// <param name="Contained">All that is contained now, each as `kind name`.</param>
public sealed record ContainmentDocument(string What, bool Changed, double? InForceAfterMs, ImmutableArray<string> Contained);
