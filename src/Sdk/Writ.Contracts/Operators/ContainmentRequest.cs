namespace Writ.Contracts;

/// <summary>What to contain or to restore.</summary>
/// <param name="Kind">`everything`, `agent`, `instance` or `server`.</param>
/// <param name="Name">Its name; empty for everything.</param>
public sealed record ContainmentRequest(string Kind, string Name);
