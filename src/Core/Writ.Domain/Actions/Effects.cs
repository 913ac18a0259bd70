namespace Writ.Domain;

/// <summary>What an action does to the world. An unclassified action is <see cref="Unclassified"/>: destructive and egress.</summary>
[Flags]
public enum Effects
{
    /// <summary>Nothing is known; never a classification.</summary>
    None = 0,

    /// <summary>Reads.</summary>
    Read = 1,

    /// <summary>Changes what can be undone.</summary>
    Write = 2,

    /// <summary>Changes what cannot be undone.</summary>
    Destructive = 4,

    /// <summary>Runs code or commands.</summary>
    Execute = 8,

    /// <summary>Sends data outside.</summary>
    Egress = 16,

    /// <summary>What a tool that nobody classified counts as.</summary>
    Unclassified = Destructive | Egress,
}
