namespace Writ.Cli;

/// <summary>Tells a request by which door its connection came in.</summary>
internal sealed record DoorFeature(Door Door);
