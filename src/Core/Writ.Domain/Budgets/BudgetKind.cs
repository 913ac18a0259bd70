namespace Writ.Domain;

/// <summary>What a task can use up. Taken in the Record transaction; what is not settled counts as spent.</summary>
public enum BudgetKind
{
    /// <summary>Not a kind.</summary>
    None = 0,

    /// <summary>Actions of any effect.</summary>
    Calls,

    /// <summary>Actions that write, destroy or execute.</summary>
    Writes,

    /// <summary>Actions that send data outside.</summary>
    Egress,
}
