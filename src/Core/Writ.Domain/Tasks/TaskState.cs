namespace Writ.Domain;

/// <summary>Where a task stands. The first three live; the last three are ends that nothing leaves.</summary>
public enum TaskState
{
    /// <summary>No task.</summary>
    None = 0,

    /// <summary>It may act within its scope.</summary>
    Open,

    /// <summary>It may only read.</summary>
    Downgraded,

    /// <summary>It may not act until it is resumed.</summary>
    Suspended,

    /// <summary>The work ended.</summary>
    Completed,

    /// <summary>Somebody or something took the authority away.</summary>
    Revoked,

    /// <summary>Its deadline or its idle time passed.</summary>
    Expired,
}
