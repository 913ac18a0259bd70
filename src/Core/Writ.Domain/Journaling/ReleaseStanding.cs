namespace Writ.Domain;

/// <summary>How the release in force came to be so. The zero value: none is.</summary>
/// <param name="Release">The release in force.</param>
/// <param name="Sequence">The sequence number of its activation; each is above those before.</param>
/// <param name="PassedOver">What the folder held when an operator put this one in force; the zero value when it came from the folder.</param>
public readonly record struct ReleaseStanding(ReleaseId Release, long Sequence, ReleaseId PassedOver);
