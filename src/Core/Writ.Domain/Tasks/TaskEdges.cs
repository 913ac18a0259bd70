using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>The state machine of a task: open, suspended or downgraded, then completed, revoked or expired. No edge gives authority back that a downgrade took.</summary>
public static class TaskEdges
{
    /// <summary>The states in which a task lives.</summary>
    public static ImmutableArray<TaskState> Live { get; } = [TaskState.Open, TaskState.Downgraded, TaskState.Suspended];

    /// <summary>The states from which an edge leads somewhere.</summary>
    public static ImmutableArray<TaskState> From(TaskEdge edge) => edge switch
    {
        TaskEdge.Suspend => [TaskState.Open, TaskState.Downgraded],
        TaskEdge.Resume => [TaskState.Suspended],
        TaskEdge.Downgrade => [TaskState.Open, TaskState.Suspended],
        TaskEdge.Complete or TaskEdge.Revoke or TaskEdge.Expire => Live,
        _ => [],
    };

    /// <summary>Where an edge leads from a standing; null when it leads nowhere from there.</summary>
    public static TaskStanding? Follow(TaskStanding standing, TaskEdge edge)
    {
        if (!From(edge).Contains(standing.State))
        {
            return null;
        }

        return edge switch
        {
            TaskEdge.Suspend => new TaskStanding(TaskState.Suspended, standing.State),
            // A suspended task resumes to what it was, and to nothing when that is not a state that acts.
            TaskEdge.Resume when standing.ResumesTo is TaskState.Open or TaskState.Downgraded => new TaskStanding(standing.ResumesTo, TaskState.None),
            TaskEdge.Downgrade when standing.State == TaskState.Suspended => new TaskStanding(TaskState.Suspended, TaskState.Downgraded),
            TaskEdge.Downgrade => new TaskStanding(TaskState.Downgraded, TaskState.None),
            TaskEdge.Complete => new TaskStanding(TaskState.Completed, TaskState.None),
            TaskEdge.Revoke => new TaskStanding(TaskState.Revoked, TaskState.None),
            TaskEdge.Expire => new TaskStanding(TaskState.Expired, TaskState.None),
            _ => null,
        };
    }
}
