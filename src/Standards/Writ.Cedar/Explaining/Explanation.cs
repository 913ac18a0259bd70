using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;

namespace Writ.Cedar.Explaining;

/// <summary>A decision with the way to it. The decision is read off the outcomes told here, so the two cannot differ.</summary>
public sealed class Explanation
{
    internal Explanation(CedarRequest request, ImmutableArray<PolicyExplanation> policies)
    {
        Request = request;
        Policies = policies;
        var permitted = policies.Any(static policy => policy is { Outcome: PolicyOutcome.Satisfied, Policy.Effect: Effect.Permit });
        var forbidden = policies.Any(static policy => policy is { Outcome: PolicyOutcome.Satisfied, Policy.Effect: Effect.Forbid });
        Decision = permitted && !forbidden ? CedarDecision.Allow : CedarDecision.Deny;
    }

    /// <summary>What was asked.</summary>
    public CedarRequest Request { get; }

    /// <summary>Allow if some permit is satisfied and no forbid is.</summary>
    public CedarDecision Decision { get; }

    /// <summary>Every policy of the set, in its order, those out of scope too.</summary>
    public ImmutableArray<PolicyExplanation> Policies { get; }
}
