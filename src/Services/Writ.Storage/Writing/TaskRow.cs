using Writ.Domain;

namespace Writ.Storage;

/// <summary>What conditions ask of a task, as the writer knows it: the committed row and the changes of the group being written.</summary>
internal sealed class TaskRow
{
    /// <summary>The name in the store.</summary>
    public required string Id { get; init; }

    /// <summary>The epoch it was opened in.</summary>
    public required int Epoch { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>How long it may do nothing.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>What it may use up.</summary>
    public required Budget Limits { get; init; }

    /// <summary>What it used up.</summary>
    public required Budget Taken { get; set; }

    /// <summary>Where it stands.</summary>
    public required TaskStanding Standing { get; set; }

    /// <summary>When it last acted.</summary>
    public required DateTimeOffset LastActive { get; set; }

    /// <summary>No later than the instant at which it is over.</summary>
    public required DateTimeOffset CheckAt { get; set; }

    /// <summary>Whether the group changed its standing or <see cref="CheckAt"/>.</summary>
    public bool IsMoved { get; set; }

    /// <summary>Whether the group changed its use.</summary>
    public bool IsUsed { get; set; }

    /// <summary>When a task that was active at an instant is over.</summary>
    public static DateTimeOffset Over(DateTimeOffset active, TimeSpan idle, DateTimeOffset deadline) =>
        deadline - active <= idle ? deadline : active + idle;

    /// <summary>It acted. The index over <see cref="CheckAt"/> follows only when it lags by half the idle time, so an action does not pay for it.</summary>
    public void Touch(DateTimeOffset now)
    {
        if (now <= LastActive)
        {
            return;
        }

        LastActive = now;
        IsUsed = true;
        var over = Over(now, Idle, Deadline);
        if (over - CheckAt > Idle / 2)
        {
            CheckAt = over;
            IsMoved = true;
        }
    }

    /// <summary>It used something up.</summary>
    public void Take(BudgetKind kind, long amount)
    {
        IsUsed = true;
        Taken = kind switch
        {
            BudgetKind.Calls => Taken with { Calls = Sum(Taken.Calls, amount) },
            BudgetKind.Writes => Taken with { Writes = Sum(Taken.Writes, amount) },
            BudgetKind.Egress => Taken with { Egress = Sum(Taken.Egress, amount) },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    // A sum that no budget could hold stays at the greatest number: nothing is left either way.
    private static long Sum(long taken, long amount) => taken + Math.Min(amount, long.MaxValue - taken);
}
