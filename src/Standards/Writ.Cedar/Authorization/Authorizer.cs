using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using Writ.Cedar.Compilation;
using Writ.Cedar.Entities;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Stacks;

namespace Writ.Cedar.Authorization;

/// <summary>Decides requests. A pure function: no clock, no I/O, no lock.</summary>
public static class Authorizer
{
    private const int WordsOnStack = 256;
    private const int OutcomesOnStack = 64;

    /// <summary>
    /// Decides one request. Every policy whose scope holds is evaluated, without stopping early, so that the response names all
    /// satisfied policies and all errors. A policy that errors is left out, as Cedar has it. Nothing is allocated once the set
    /// has given the same response before, unless a policy errors or builds a set or record from the request.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="entities">Where entities are found.</param>
    public static CedarResponse Authorize(CedarRequest request, PolicySet policies, IEntitySource entities)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(entities);
        if (!AmpleStack.IsHere) return AmpleStack.Run((request, policies, entities), static asked => Authorize(asked.request, asked.policies, asked.entities));
        if (policies.Words <= WordsOnStack) return Decide(request, policies, entities, stackalloc ulong[policies.Words]);

        var rented = ArrayPool<ulong>.Shared.Rent(policies.Words);
        try
        {
            var candidates = rented.AsSpan(0, policies.Words);
            candidates.Clear();
            return Decide(request, policies, entities, candidates);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(rented);
        }
    }

    /// <summary>The decision itself.</summary>
    /// <param name="request">The request.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="entities">Where entities are found.</param>
    /// <param name="candidates">One bit for each policy of the set, all clear.</param>
    private static CedarResponse Decide(CedarRequest request, PolicySet policies, IEntitySource entities, Span<ulong> candidates)
    {
        // 1. Which policies have a scope that holds? One bit each, in the order of the set.
        var frame = new Frame(request, entities);
        policies.Index.Mark(ref frame, candidates);

        // 2. Which of them have conditions that hold?
        var interpreter = new Evaluator(request, entities);
        var outcomes = new Outcomes(stackalloc int[OutcomesOnStack]);
        ImmutableArray<PolicyError>.Builder? errors = null;
        for (var word = NextMarked(candidates, 0); word >= 0; word = NextMarked(candidates, word + 1))
        {
            for (ref var rest = ref candidates[word]; rest != 0; rest &= rest - 1)
            {
                var number = (word * 64) + BitOperations.TrailingZeroCount(rest);
                var program = policies.Program(number);
                if (program.PrincipalType is { } principalType && principalType != request.Principal.Type) continue;
                if (program.ResourceType is { } resourceType && resourceType != request.Resource.Type) continue;
                switch (program.Test(ref frame, interpreter))
                {
                    case Truth.True:
                        outcomes.Add(number, program.IsPermit ? Outcomes.Permit : Outcomes.Forbid);
                        break;
                    case Truth.False:
                        if (program.IsPermit) outcomes.Add(number, Outcomes.Unmet);
                        break;
                    default:
                        (errors ??= ImmutableArray.CreateBuilder<PolicyError>()).Add(new PolicyError(program.Policy, program.Explain(interpreter)));
                        break;
                }
            }
        }

        // 3. Allow if some permit holds and no forbid does; the response says so from these outcomes alone.
        var response = errors is null ? policies.Responses.Get(outcomes.All, policies) : CedarResponse.Of(outcomes.All, policies, errors.ToImmutable());
        outcomes.Dispose();
        return response;
    }

    private static int NextMarked(ReadOnlySpan<ulong> candidates, int from)
    {
        var ahead = candidates[from..].IndexOfAnyExcept(0UL);
        return ahead < 0 ? -1 : from + ahead;
    }
}
