namespace Writ.Contracts;

/// <summary>Says no to an approval.</summary>
/// <param name="Reason">Why, for Writ's log; never told to the agent, and not kept in the ledger. Empty when nothing is said.</param>
public sealed record DenyRequest(string Reason);
