namespace Writ.Authority.Attestation;

/// <summary>Whether an instance is still what its registration entry says.</summary>
internal enum EntryStanding
{
    /// <summary>Something could not be looked at. It is refused while that is so, and not ended by it.</summary>
    Unseen = 0,

    /// <summary>It is.</summary>
    Holds,

    /// <summary>It is not.</summary>
    Broken,
}
