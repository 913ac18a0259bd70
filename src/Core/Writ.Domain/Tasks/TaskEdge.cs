namespace Writ.Domain;

/// <summary>The named ways from one state of a task to another. The table of them is <see cref="TaskEdges"/>.</summary>
public enum TaskEdge
{
    /// <summary>No way.</summary>
    None = 0,

    /// <summary>Stop acting until resumed.</summary>
    Suspend,

    /// <summary>Act again, with no more than before the suspension.</summary>
    Resume,

    /// <summary>From now on only read; never undone.</summary>
    Downgrade,

    /// <summary>The work ended.</summary>
    Complete,

    /// <summary>The authority is taken away: by an operator, or because the instance died.</summary>
    Revoke,

    /// <summary>The deadline or the idle time passed.</summary>
    Expire,
}
