namespace Writ.Contracts;

/// <summary>An operator wants a join token.</summary>
/// <param name="Agent">Whose instance its holder becomes.</param>
/// <param name="Seconds">How long it is good for, in seconds: 1 to 3,600; null for five minutes.</param>
public sealed record JoinTokenRequest(string Agent, int? Seconds = null);
