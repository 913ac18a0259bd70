using Writ.Domain;

namespace Writ.Authority.Tasks;

/// <summary>What came of sending a task along an edge.</summary>
public abstract record TaskMoveResult
{
    private TaskMoveResult()
    {
    }

    /// <summary>It went, durably.</summary>
    /// <param name="Task">The task as it stands now.</param>
    public sealed record Moved(AgentTask Task) : TaskMoveResult;

    /// <summary>It did not.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(Reason Reason) : TaskMoveResult;
}
