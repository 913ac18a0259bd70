namespace Writ.Cedar.Explaining;

/// <summary>What one clause came to.</summary>
public enum ClauseOutcome
{
    /// <summary>It is false.</summary>
    False,

    /// <summary>It is true.</summary>
    True,

    /// <summary>It has no value.</summary>
    Errored,
}
