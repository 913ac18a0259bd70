namespace Writ.Cedar.Explaining;

/// <summary>What an explanation says of policies whose scope does not hold.</summary>
public enum OutOfScope
{
    /// <summary>How many there are.</summary>
    Counted,

    /// <summary>Each, with the constraint that does not hold.</summary>
    Told,
}
