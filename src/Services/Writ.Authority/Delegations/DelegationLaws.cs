using Writ.Authority.OAuth.Grants;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Delegations;

/// <summary>What no policy can allow of a delegation: to whom the intent does not delegate, around in a circle, deeper, wider or longer than the task that delegates.</summary>
internal static class DelegationLaws
{
    /// <summary>The agent that is meant: itself, or that of the instance; the zero value when neither is.</summary>
    public static Slug AgentOf(string to) =>
        Slug.TryParse(to, null, out var agent) ? agent
        : SpiffeId.TryParseWorkload(to, out var instance, out _) ? WorkloadPath.Of(instance).Agent
        : default;

    /// <summary>Whether a client is whom an offer names.</summary>
    public static bool IsFor(string to, AttestedInstance client) => string.Equals(to, client.Agent.ToString(), StringComparison.Ordinal) || string.Equals(to, client.Id.ToString(), StringComparison.Ordinal);

    /// <summary>Why a task may not be delegated to an agent at all; null when no law stands against it.</summary>
    /// <param name="task">The task that delegates.</param>
    /// <param name="to">The agent.</param>
    /// <param name="intent">What it is to take up, as it was written.</param>
    /// <param name="release">The release in force.</param>
    public static Reason? Objection(AgentTask task, Slug to, string intent, Release release)
    {
        if (!release.Intents.TryGetValue(task.Intent, out var own) || own.Delegation is not { } rule || !rule.To.Contains(to))
        {
            return Law("W2220", $"the intent `{task.Intent}` is not delegated to this agent", "delegate to one that the intent names under `delegation`, or do it in this task");
        }

        if (task.Hops < 1)
        {
            return Law("W2221", "the task is delegated as deeply as it may be", "do it in this task");
        }

        // By agent, not by instance: another instance of the same agent would close the circle as well.
        if (to == task.Actor.Agent || task.Actor.Chain.Any(delegator => WorkloadPath.Of(delegator).Agent == to))
        {
            return Law("W2222", $"the work comes from `{to}` already", "do it in this task");
        }

        return Slug.TryParse(intent, null, out var name) && release.Agents.TryGetValue(to, out var agent) && agent.Intents.Contains(name)
            ? null
            : Law("W2223", "the agent may not take up this intent", "name an intent of the agent that the task is delegated to");
    }

    /// <summary>Why the parameters may not be handed on; null when they may: one that is named as the delegating task's own is what it is there, since rules go by it.</summary>
    /// <param name="asked">What is asked for.</param>
    /// <param name="task">The task that delegates.</param>
    public static Reason? Altered(TaskDetails asked, AgentTask task) =>
        asked.Parameters.Any(p => task.Parameters.TryGetValue(p.Key, out var own) && !string.Equals(own.Form, p.Value, StringComparison.Ordinal))
            ? Law("W2431", "a parameter is another than the delegating task's own of that name", "hand it on as it is")
            : null;

    /// <summary>Why what is asked for is more than can be handed on; null when it is not.</summary>
    /// <param name="asked">What is asked for.</param>
    /// <param name="bounds">What can be handed on.</param>
    /// <param name="now">When.</param>
    public static Reason? Excess(TaskDetails asked, DelegationBounds bounds, DateTimeOffset now) =>
        asked.Scope is { } scope && !bounds.Scopes.All(scope.IsSubsetOf) ? Law("W2431", "the details ask for more than the delegating task is good for", "ask for what that task may do, or less")
        : asked.Lifetime is { } lifetime && now + lifetime > bounds.Deadline ? Law("W2224", "what is delegated would outlive what it is delegated for", "ask for less time, or leave `lifetime` out")
        : asked.Depth is { } depth && depth > bounds.Hops ? Law("W2221", "what is delegated would be delegated further than it may be", "ask for a lesser `max_depth`, or leave it out")
        : null;

    private static Reason Law(string code, string text, string fix) => new(code, "law/delegation", text, fix);
}
