namespace Writ.Contracts;

/// <summary>Amounts of what a task can use up.</summary>
/// <param name="Calls">Actions of any effect.</param>
/// <param name="Writes">Actions that write, destroy or execute.</param>
/// <param name="Egress">Actions that send data outside.</param>
public sealed record BudgetDocument(long Calls, long Writes, long Egress);
