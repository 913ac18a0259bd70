namespace Writ.Domain;

/// <summary>That a release came into force once.</summary>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Release">The release.</param>
public readonly record struct Activation(long Sequence, ReleaseId Release);
