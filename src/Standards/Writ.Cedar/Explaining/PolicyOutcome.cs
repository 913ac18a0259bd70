namespace Writ.Cedar.Explaining;

/// <summary>What one policy came to.</summary>
public enum PolicyOutcome
{
    /// <summary>Its scope does not hold, so it has no say.</summary>
    OutOfScope,

    /// <summary>Its scope holds and a condition does not.</summary>
    Unmet,

    /// <summary>Scope and conditions hold.</summary>
    Satisfied,

    /// <summary>A condition has no value, so the policy was left out.</summary>
    Errored,
}
