namespace Writ.Enforcement;

/// <summary>Why a stage ended an action: with <see cref="Stage"/>, the whole table of ways in which an action can end badly.</summary>
public enum Cause
{
    /// <summary>The stage said no.</summary>
    Refused,

    /// <summary>The caller went away.</summary>
    Cancelled,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>Something it needs cannot be reached: the store, the upstream.</summary>
    Unavailable,

    /// <summary>It broke in a way that nobody foresaw.</summary>
    Faulted,
}
