namespace Writ.Domain;

/// <summary>By which channel a goal and parameters arrived. They are trusted only when the agent cannot write the channel.</summary>
public enum TaskChannel
{
    /// <summary>From the agent itself: carries its accumulated label and grants nothing.</summary>
    Agent = 0,

    /// <summary>From the launcher of the instance, before the instance ran.</summary>
    Launcher,

    /// <summary>Signed by the subject.</summary>
    Subject,

    /// <summary>From a trigger or hook that an operator bound.</summary>
    Operator,
}
