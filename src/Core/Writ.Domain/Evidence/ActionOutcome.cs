namespace Writ.Domain;

/// <summary>What came of an action that was allowed.</summary>
public enum ActionOutcome
{
    /// <summary>Nobody knows: Writ or the upstream died in between. Everything taken stays taken, and nothing is retried.</summary>
    Unknown = 0,

    /// <summary>The upstream answered.</summary>
    Succeeded,

    /// <summary>The upstream answered that it failed.</summary>
    Failed,
}
