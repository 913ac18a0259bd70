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

    /// <summary>
    /// Whether this task may be delegated: action `task/delegate` on the intent that the other is to take up, with the delegating task's own parameters as context.
    /// Whether the other may take it up is a decision of its own.
    /// </summary>
    /// <param name="task">The task that delegates.</param>
    /// <param name="actor">Who asks, with the binding of this very message.</param>
    /// <param name="to">The agent that is to take it up.</param>
    /// <param name="intent">The intent.</param>
    /// <param name="now">When.</param>
    Decision DecideDelegation(AgentTask task, Actor actor, Slug to, Slug intent, DateTimeOffset now);

    /// <summary>Whether this task may be opened: action `task/open` on the intent, with the task's own parameters as context.</summary>
    Decision DecideOpening(AgentTask candidate, DateTimeOffset now);
}
