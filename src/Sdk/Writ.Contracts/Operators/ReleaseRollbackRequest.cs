namespace Writ.Contracts;

/// <summary>Asks for a release that was in force before.</summary>
/// <param name="Release">Its id; empty for the one that was in force before this one.</param>
public sealed record ReleaseRollbackRequest(string Release);
