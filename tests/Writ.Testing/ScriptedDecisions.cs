using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>A decision point that says what a test tells it; allows by default.</summary>
public sealed class ScriptedDecisions(ReleaseId release) : IDecisionPoint
{
    /// <inheritdoc />
    public ReleaseId Release => release;

    /// <summary>What it says of actions; null allows.</summary>
    public Func<DecisionRequest, Decision>? OnAction { get; set; }

    /// <summary>What it says of opening a task; null allows.</summary>
    public Func<AgentTask, Decision>? OnOpening { get; set; }

    /// <inheritdoc />
    public Decision Decide(DecisionRequest request) => OnAction?.Invoke(request) ?? Decision.Allow(release, ["policies/test.cedar#0"], []);

    /// <summary>What it says of delegating a task to an agent; null allows.</summary>
    public Func<AgentTask, Slug, Decision>? OnDelegation { get; set; }

    /// <inheritdoc />
    public Decision DecideDelegation(AgentTask task, Actor actor, Slug to, Slug intent, DateTimeOffset now) =>
        OnDelegation?.Invoke(task, to) ?? Decision.Allow(release, ["policies/test.cedar#0"], []);

    /// <inheritdoc />
    public Decision DecideOpening(AgentTask candidate, DateTimeOffset now) => OnOpening?.Invoke(candidate) ?? Decision.Allow(release, ["policies/test.cedar#0"], []);
}

/// <summary>Compiles every release into <see cref="ScriptedDecisions"/>, except where a policy's text holds the word `broken`.</summary>
public sealed class ScriptedCompiler : IDecisionPointCompiler
{
    /// <summary>What it compiled last.</summary>
    public ScriptedDecisions? Latest { get; private set; }

    /// <inheritdoc />
    public IDecisionPoint? Compile(Release release, out ImmutableArray<ReleaseProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(release);
        problems = Check(release.Policies);
        return problems.IsEmpty ? Latest = new ScriptedDecisions(release.Id) : null;
    }

    /// <inheritdoc />
    public ImmutableArray<ReleaseProblem> Check(ImmutableArray<PolicyFile> policies) =>
        [.. policies.Where(p => p.Text.Contains("broken", StringComparison.Ordinal)).Select(p => new ReleaseProblem("W1050", p.Name, 1, 1, "broken", "mend it"))];

    /// <inheritdoc />
    public ImmutableArray<PolicyOutline> Outline(ImmutableArray<PolicyFile> policies) =>
        [.. policies.Select(static p => new PolicyOutline(p.Name, p.Text.StartsWith("forbid", StringComparison.Ordinal) ? PolicyEffect.Forbid : PolicyEffect.Permit, p.Text, p.Text.StartsWith("forbid", StringComparison.Ordinal) ? ReleaseWeight.Loosens : ReleaseWeight.Tightens))];
}
