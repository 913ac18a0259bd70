namespace Writ.Domain;

/// <summary>Who may approve.</summary>
public enum ApproverKind
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>The owner of the agent.</summary>
    Owner,

    /// <summary>Somebody of a team.</summary>
    Team,

    /// <summary>Two different people.</summary>
    TwoPerson,
}
