namespace Writ.Contracts;

/// <summary>How far a task may be delegated.</summary>
/// <param name="MaxDepth">How many tasks may stand below it, one below the other; zero for none.</param>
public sealed record DelegationDocument(int MaxDepth);
