namespace Writ.Domain;

/// <summary>Everything a decision on an action rests on.</summary>
/// <param name="Actor">Who acts, with the binding of this very message.</param>
/// <param name="Task">For which task.</param>
/// <param name="Action">What is done.</param>
/// <param name="Facts">What code computed about it.</param>
/// <param name="Now">When.</param>
public sealed record DecisionRequest(Actor Actor, AgentTask Task, ActionRequest Action, ActionFacts Facts, DateTimeOffset Now)
{
    /// <summary>What the writ that was presented was narrowed to; null when it has the task's whole scope.</summary>
    public Scope? Narrowed { get; init; }
}
