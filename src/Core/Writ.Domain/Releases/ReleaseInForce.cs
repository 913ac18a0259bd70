namespace Writ.Domain;

/// <summary>A release and the decision point that was compiled from it. An action takes hold of one at its start and uses nothing else.</summary>
/// <param name="Release">The release.</param>
/// <param name="Decisions">Its decision point.</param>
public sealed record ReleaseInForce(Release Release, IDecisionPoint Decisions);
