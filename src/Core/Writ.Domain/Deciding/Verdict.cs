namespace Writ.Domain;

/// <summary>What a decision says. The zero value denies.</summary>
public enum Verdict
{
    /// <summary>No.</summary>
    Deny = 0,

    /// <summary>Yes, once every obligation is discharged.</summary>
    Allow,

    /// <summary>Yes, once a human approves this exact action.</summary>
    StepUp,
}
