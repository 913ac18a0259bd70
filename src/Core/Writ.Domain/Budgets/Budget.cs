namespace Writ.Domain;

/// <summary>What a task may use up at most. The zero value allows nothing.</summary>
/// <param name="Calls">Actions of any effect; zero or more.</param>
/// <param name="Writes">Actions that write, destroy or execute; zero or more.</param>
/// <param name="Egress">Actions that send data outside; zero or more.</param>
public readonly record struct Budget(long Calls, long Writes, long Egress)
{
    /// <summary>The kinds there are.</summary>
    public static ReadOnlySpan<BudgetKind> Kinds => [BudgetKind.Calls, BudgetKind.Writes, BudgetKind.Egress];

    /// <summary>The limit of one kind; zero for a kind that is unknown.</summary>
    public long Limit(BudgetKind kind) => kind switch
    {
        BudgetKind.Calls => Calls,
        BudgetKind.Writes => Writes,
        BudgetKind.Egress => Egress,
        _ => 0,
    };

    /// <summary>Whether every limit is within <paramref name="other"/>'s.</summary>
    public bool IsWithin(Budget other) => Calls <= other.Calls && Writes <= other.Writes && Egress <= other.Egress;

    /// <summary>The lesser limit of each kind.</summary>
    public Budget Intersect(Budget other) => new(Math.Min(Calls, other.Calls), Math.Min(Writes, other.Writes), Math.Min(Egress, other.Egress));

    /// <summary>What one action of these effects takes of a kind: one or nothing.</summary>
    public static long Cost(Effects effects, BudgetKind kind) => kind switch
    {
        BudgetKind.Calls => 1,
        BudgetKind.Writes => (effects & (Effects.Write | Effects.Destructive | Effects.Execute)) != Effects.None ? 1 : 0,
        BudgetKind.Egress => (effects & Effects.Egress) != Effects.None ? 1 : 0,
        _ => 0,
    };
}
