namespace Writ.Domain;

/// <summary>Where an approval stands. The first two are open; the others are ends that nothing leaves, and with them the pending bytes are gone.</summary>
public enum ApprovalState
{
    /// <summary>No approval.</summary>
    None = 0,

    /// <summary>A human is asked.</summary>
    Pending,

    /// <summary>A human said yes, and the action was not done yet.</summary>
    Approved,

    /// <summary>A human said no.</summary>
    Denied,

    /// <summary>Its time passed.</summary>
    Expired,

    /// <summary>What it was asked for is not what would be done now: the release, the definition, the task or the decision's context changed.</summary>
    Void,

    /// <summary>The action was let through by it, once.</summary>
    Spent,
}
