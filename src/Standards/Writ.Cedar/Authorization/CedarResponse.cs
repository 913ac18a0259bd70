using System.Collections.Immutable;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Authorization;

/// <summary>The decision together with everything it rests on, from one pass over the policies.</summary>
public sealed class CedarResponse
{
    private CedarResponse(ImmutableArray<Policy> permits, ImmutableArray<Policy> forbids, ImmutableArray<Policy> unmet, ImmutableArray<PolicyError> errors)
    {
        Permits = permits;
        Forbids = forbids;
        Unmet = unmet;
        Errors = errors;
    }

    /// <summary>Allow if some permit is satisfied and no forbid is.</summary>
    public CedarDecision Decision => Permits.Length > 0 && Forbids.Length == 0 ? CedarDecision.Allow : CedarDecision.Deny;

    /// <summary>The determining policies: the permits of an allow, the forbids of a deny. Empty when nothing was satisfied.</summary>
    public ImmutableArray<Policy> Reasons => Decision == CedarDecision.Allow ? Permits : Forbids;

    /// <summary>Every satisfied permit, in the order of the set, whatever the decision.</summary>
    public ImmutableArray<Policy> Permits { get; }

    /// <summary>Every satisfied forbid, in the order of the set.</summary>
    public ImmutableArray<Policy> Forbids { get; }

    /// <summary>Every permit whose scope fits and whose conditions do not hold, in the order of the set: what came nearest to an allow.</summary>
    public ImmutableArray<Policy> Unmet { get; }

    /// <summary>Every policy that errored and was left out. Whoever asks should deny when there is any.</summary>
    public ImmutableArray<PolicyError> Errors { get; }

    internal static CedarResponse Of(ReadOnlySpan<int> outcomes, PolicySet policies, ImmutableArray<PolicyError> errors) => new(
        Pick(outcomes, Outcomes.Permit, policies),
        Pick(outcomes, Outcomes.Forbid, policies),
        Pick(outcomes, Outcomes.Unmet, policies),
        errors);

    private static ImmutableArray<Policy> Pick(ReadOnlySpan<int> outcomes, int kind, PolicySet policies)
    {
        var picked = ImmutableArray.CreateBuilder<Policy>();
        foreach (var outcome in outcomes)
            if (Outcomes.KindOf(outcome) == kind) picked.Add(policies.Program(Outcomes.PolicyOf(outcome)).Policy);
        return picked.ToImmutable();
    }
}
