using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>What a writ allows less than its task: a narrower scope, or a number of uses. The task's own bounds hold as well.</summary>
/// <param name="Scope">The narrower scope; null when it is the task's.</param>
/// <param name="Uses">How many actions may be done with it, one or more; null when they are not counted.</param>
/// <param name="Counter">What counts them.</param>
/// <param name="Expires">When the writ ends.</param>
public sealed record WritLimits(Scope? Scope, int? Uses, SpendKey Counter, DateTimeOffset Expires)
{
    // A transaction may wait for its turn: the counter is kept well beyond the writ's end, so that none meets it forgotten.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>What must hold in the transaction that takes some of the uses; nothing when they are not counted.</summary>
    /// <param name="amount">How many; one or more.</param>
    public ImmutableArray<Condition> ConditionsOf(int amount) => Uses is { } limit ? [new Condition.UsesLeft(Counter, limit, amount)] : [];

    /// <summary>What that transaction takes.</summary>
    /// <param name="amount">How many; one or more.</param>
    public ImmutableArray<Change> ChangesOf(int amount) => Uses is not null ? [new Change.TakeUses(Counter, amount, Expires + Kept)] : [];
}
