namespace Writ.Cedar.Partial;

/// <summary>What is known of one part of an entity.</summary>
internal enum Knowledge
{
    /// <summary>Nothing: the entity may not even exist.</summary>
    Unknown,

    /// <summary>That there is no such entity.</summary>
    Absent,

    /// <summary>All of it.</summary>
    Known,
}
