namespace Writ.Domain;

/// <summary>How much harm an agent or an intent could do; policies differ by it.</summary>
public enum Tier
{
    /// <summary>Not stated: treated as <see cref="High"/>.</summary>
    None = 0,

    /// <summary>Reads what is not sensitive.</summary>
    Low,

    /// <summary>Reads sensitive data or writes what can be undone.</summary>
    Medium,

    /// <summary>Acts that cannot be undone, or that reach outside.</summary>
    High,
}
