namespace Writ.Domain;

/// <summary>The state of a task and, while it is suspended, the state that resuming leads back to. The zero value is no task.</summary>
/// <param name="State">The state.</param>
/// <param name="ResumesTo">Where resuming leads; none unless suspended.</param>
public readonly record struct TaskStanding(TaskState State, TaskState ResumesTo)
{
    /// <summary>The standing of a task just opened.</summary>
    public static TaskStanding JustOpened => new(TaskState.Open, TaskState.None);

    /// <summary>Whether the task lives.</summary>
    public bool IsLive => State is TaskState.Open or TaskState.Downgraded or TaskState.Suspended;

    /// <summary>Whether an action of these effects may run in this state.</summary>
    public bool Admits(Effects effects) => State == TaskState.Open || (State == TaskState.Downgraded && effects == Effects.Read);
}
