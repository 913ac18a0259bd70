using System.Collections.Immutable;
using System.Numerics;
using Writ.Cedar.Ast;
using Writ.Cedar.Entities;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Values;

namespace Writ.Cedar.Authorization;

/// <summary>Decides requests. A pure function: no clock, no I/O, no state.</summary>
public static class Authorizer
{
    private const int WordsOnStack = 64;

    /// <summary>
    /// Decides one request. Every policy whose scope fits is evaluated, without stopping early, so that the response names all
    /// satisfied policies and all errors. A policy that errors is left out, as Cedar has it.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="entities">Where entities are found.</param>
    public static CedarResponse Authorize(CedarRequest request, PolicySet policies, IEntitySource entities)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(entities);

        // 1. Which policies can apply at all? One bit each, in the order of the set.
        var words = policies.Index.Words;
        var candidates = words <= WordsOnStack ? stackalloc ulong[words] : new ulong[words];
        candidates.Clear();
        policies.Index.Mark(request, entities, candidates);

        // 2. Which of them hold?
        var evaluator = new Evaluator(request, entities);
        var permits = ImmutableArray.CreateBuilder<Policy>(0);
        var forbids = ImmutableArray.CreateBuilder<Policy>(0);
        var unmet = ImmutableArray.CreateBuilder<Policy>(0);
        var errors = ImmutableArray.CreateBuilder<PolicyError>(0);
        for (var word = 0; word < words; word++)
        {
            for (var rest = candidates[word]; rest != 0; rest &= rest - 1)
            {
                var policy = policies.Policies[(word * 64) + BitOperations.TrailingZeroCount(rest)];
                if (!ScopeHolds(policy, request, evaluator)) continue;
                var held = evaluator.Conditions(policy.Conditions);
                if (held.Error is not null) errors.Add(new PolicyError(policy, held.Error));
                else if (held.Value.Bool) (policy.Effect == Effect.Permit ? permits : forbids).Add(policy);
                else if (policy.Effect == Effect.Permit) unmet.Add(policy);
            }
        }

        // 3. Allow if some permit holds and no forbid does; the response says so from these lists alone.
        return new CedarResponse(permits.ToImmutable(), forbids.ToImmutable(), unmet.ToImmutable(), errors.ToImmutable());
    }

    private static bool ScopeHolds(Policy policy, CedarRequest request, Evaluator evaluator) =>
        Holds(policy.Principal, request.Principal, evaluator)
        && Holds(policy.Action, request.Action, evaluator)
        && Holds(policy.Resource, request.Resource, evaluator);

    private static bool Holds(ScopeConstraint constraint, EntityUid entity, Evaluator evaluator) => constraint switch
    {
        ScopeConstraint.Any => true,
        ScopeConstraint.Equal equal => entity.Equals(equal.Entity),
        ScopeConstraint.In inside => evaluator.IsIn(entity, inside.Entity),
        ScopeConstraint.InAny any => HoldsAny(any.Entities, entity, evaluator),
        ScopeConstraint.Is type => entity.Type == type.Type,
        ScopeConstraint.IsIn inside => entity.Type == inside.Type && evaluator.IsIn(entity, inside.Entity),
        _ => throw new System.Diagnostics.UnreachableException("a template is never among the policies of a set"),
    };

    private static bool HoldsAny(ImmutableArray<EntityUid> groups, EntityUid entity, Evaluator evaluator)
    {
        foreach (var group in groups)
            if (evaluator.IsIn(entity, group)) return true;
        return false;
    }
}
