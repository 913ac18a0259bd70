namespace Writ.Cedar.Authorization;

/// <summary>The answer to a request. The zero value denies.</summary>
public enum CedarDecision
{
    /// <summary>No permit is satisfied, or some forbid is.</summary>
    Deny,

    /// <summary>Some permit is satisfied and no forbid is.</summary>
    Allow,
}
