namespace Writ.Domain;

/// <summary>
/// The PDP of one release: facts in, a decision out, pure and thread-safe. Laws first, then the release's policies, in one pass.
/// An exception, an erroring policy or no policy is a denial.
/// </summary>
public interface IDecisionPoint
{
    /// <summary>The release it decides by.</summary>
    ReleaseId Release { get; }

    /// <summary>Whether this action may be done.</summary>
    Decision Decide(DecisionRequest request);

    /// <summary>Whether this task may be opened: action `task/open` on the intent, with the task's own parameters as context.</summary>
    Decision DecideOpening(AgentTask candidate, DateTimeOffset now);
}
