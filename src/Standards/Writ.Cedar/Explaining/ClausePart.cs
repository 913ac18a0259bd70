namespace Writ.Cedar.Explaining;

/// <summary>Where in a policy a clause stands.</summary>
public enum ClausePart
{
    /// <summary>The constraint on the principal.</summary>
    Principal,

    /// <summary>The constraint on the action.</summary>
    Action,

    /// <summary>The constraint on the resource.</summary>
    Resource,

    /// <summary>A <c>when</c>: it must be true.</summary>
    When,

    /// <summary>An <c>unless</c>: it must be false.</summary>
    Unless,
}
