namespace Writ.Cedar.Partial;

/// <summary>The answer to a request with gaps. The zero value denies.</summary>
public enum PartialDecision
{
    /// <summary>Every completion is denied.</summary>
    Deny,

    /// <summary>What is known does not decide.</summary>
    Undetermined,

    /// <summary>Every completion is allowed.</summary>
    Allow,
}
