using Writ.Domain;

namespace Writ.Authority.Tasks;

/// <summary>What came of a wish to take up an intent.</summary>
public abstract record TaskOpeningResult
{
    private TaskOpeningResult()
    {
    }

    /// <summary>The task is open, durably.</summary>
    /// <param name="Task">The task.</param>
    public sealed record Opened(AgentTask Task) : TaskOpeningResult;

    /// <summary>There is no task.</summary>
    /// <param name="Denial">Why, under the id by which the ledger knows it.</param>
    public sealed record Refused(Denial Denial) : TaskOpeningResult;
}
