namespace Writ.Domain;

/// <summary>What a change of a release does to what may happen. The zero value is the one that is treated as the worst.</summary>
public enum ReleaseWeight
{
    /// <summary>It cannot be told, and counts as loosening.</summary>
    Undecided = 0,

    /// <summary>It lets something happen that did not.</summary>
    Loosens,

    /// <summary>It only keeps more from happening.</summary>
    Tightens,

    /// <summary>Nothing is decided by it.</summary>
    Neutral,
}
