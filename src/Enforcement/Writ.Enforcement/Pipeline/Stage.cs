namespace Writ.Enforcement;

/// <summary>The seven steps of every action, in order.</summary>
public enum Stage
{
    /// <summary>Who is this instance, which task, is the credential bound to this very key and connection.</summary>
    Authenticate,

    /// <summary>From the protocol's bytes to an action and facts.</summary>
    Describe,

    /// <summary>Laws, then policy, in one pass.</summary>
    Decide,

    /// <summary>Prepare what the obligations need.</summary>
    Discharge,

    /// <summary>One conditional, durable transaction.</summary>
    Record,

    /// <summary>Perform it.</summary>
    Forward,

    /// <summary>Label the result and record the outcome.</summary>
    Observe,
}
