namespace Writ.Domain;

/// <summary>The kinds of things that can be contained.</summary>
public enum ContainmentKind
{
    /// <summary>Not a kind.</summary>
    None = 0,

    /// <summary>The whole trust domain.</summary>
    Everything,

    /// <summary>An agent.</summary>
    Agent,

    /// <summary>An instance.</summary>
    Instance,

    /// <summary>A server.</summary>
    Server,

    /// <summary>A subject, by its pseudonym.</summary>
    Subject,

    /// <summary>An effect of actions: a freeze.</summary>
    Effect,
}
