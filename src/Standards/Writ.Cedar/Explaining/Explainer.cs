using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Explaining;

/// <summary>
/// Decides a request as <see cref="Authorizer"/> does and tells of every policy which clause decided it. It looks at all policies
/// one by one and writes text, so it is for people and not for the path of requests.
/// </summary>
public static class Explainer
{
    /// <summary>Decides one request and explains the decision.</summary>
    /// <param name="request">The request.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="entities">Where entities are found.</param>
    public static Explanation Explain(CedarRequest request, PolicySet policies, IEntitySource entities)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(entities);
        var evaluator = new Evaluator(request, entities);
        return new Explanation(request, [.. policies.Policies.Select(policy => Explain(policy, request, evaluator))]);
    }

    private static PolicyExplanation Explain(Policy policy, CedarRequest request, Evaluator evaluator)
    {
        var clauses = ImmutableArray.CreateBuilder<Clause>();
        var scopes = new[]
        {
            (ClausePart.Principal, policy.Principal, request.Principal),
            (ClausePart.Action, policy.Action, request.Action),
            (ClausePart.Resource, policy.Resource, request.Resource),
        };
        foreach (var (part, constraint, entity) in scopes)
        {
            if (constraint is ScopeConstraint.Any) continue;
            var clause = Scope(policy, part, constraint, entity, evaluator);
            if (clause.Outcome == ClauseOutcome.False) return new PolicyExplanation(policy, PolicyOutcome.OutOfScope, [clause]);
            clauses.Add(clause);
        }

        foreach (var condition in policy.Conditions)
        {
            var tracer = new ClauseTracer(condition.Kind == ConditionKind.When ? ClausePart.When : ClausePart.Unless, evaluator);
            var (outcome, deciding) = tracer.Trace(condition.Body);
            if (outcome == ClauseOutcome.Errored) return new PolicyExplanation(policy, PolicyOutcome.Errored, deciding);
            if (outcome == ClauseOutcome.True != (condition.Kind == ConditionKind.When)) return new PolicyExplanation(policy, PolicyOutcome.Unmet, deciding);
            clauses.AddRange(deciding);
        }

        return new PolicyExplanation(policy, PolicyOutcome.Satisfied, clauses.ToImmutable());
    }

    private static Clause Scope(Policy policy, ClausePart part, ScopeConstraint constraint, EntityUid entity, Evaluator evaluator)
    {
        var name = part.ToString().ToLowerInvariant();
        var holds = constraint switch
        {
            ScopeConstraint.Equal equal => entity.Equals(equal.Entity),
            ScopeConstraint.In inside => evaluator.IsIn(entity, inside.Entity),
            ScopeConstraint.InAny any => any.Entities.Any(group => evaluator.IsIn(entity, group)),
            ScopeConstraint.Is type => entity.Type == type.Type,
            ScopeConstraint.IsIn inside => entity.Type == inside.Type && evaluator.IsIn(entity, inside.Entity),
            _ => throw new System.Diagnostics.UnreachableException("a template is never among the policies of a set"),
        };
        return new Clause(part, policy.Position, name + CedarText.Scope(constraint, slot: ""), holds ? ClauseOutcome.True : ClauseOutcome.False, [new ClauseValue(name, entity)], Error: null);
    }
}
