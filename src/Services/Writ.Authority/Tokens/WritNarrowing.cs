using Writ.Domain;

namespace Writ.Authority.Tokens;

/// <summary>How a writ is to be less than its task's. The task's own bounds hold as well.</summary>
public sealed record WritNarrowing
{
    /// <summary>Not at all.</summary>
    public static WritNarrowing None { get; } = new();

    /// <summary>The narrower scope, which lies within the task's; null for the task's.</summary>
    public Scope? Scope { get; init; }

    /// <summary>How many actions may be done with it, from 1 to 1000; null when they are not counted.</summary>
    public int? Uses { get; init; }

    /// <summary>How long it may live; null for as long as may be.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>When it ends at the latest: the end of a narrowed writ that it was exchanged for; null when there is none.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The writ that it was exchanged for, for the ledger; the zero value when it was not.</summary>
    public WritId From { get; init; }

    /// <summary>Whether the writ is less than its task's in any way, so that nothing it is exchanged for may be more.</summary>
    public bool IsAny => Scope is not null || Uses is not null || Lifetime is not null || Until is not null;
}
