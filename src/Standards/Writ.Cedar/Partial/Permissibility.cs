using System.Collections.Immutable;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Partial;

/// <summary>Whether a request with gaps is permitted under some circumstances, and by reason of which policies.</summary>
public sealed class Permissibility
{
    internal Permissibility(PartialResponse response)
    {
        Response = response;
        Possibility = response.Decision switch
        {
            PartialDecision.Allow => Possibility.Always,
            PartialDecision.Undetermined => Possibility.Perhaps,
            _ => Possibility.Never,
        };
        Reasons = Possibility switch
        {
            Possibility.Always => Policies(response.TruePermits),
            Possibility.Perhaps => Policies(response.TruePermits.AddRange(response.ResidualPermits.Where(permit => permit.Condition.MayBeTrue))),
            _ => Policies(response.TrueForbids),
        };
    }

    /// <summary>The answer.</summary>
    public Possibility Possibility { get; }

    /// <summary>
    /// Always: the permits that hold whatever comes. Perhaps: those, and the permits that may hold. Never: the forbids that hold
    /// whatever comes; none when there is only no permit that could.
    /// </summary>
    public ImmutableArray<Policy> Reasons { get; }

    /// <summary>What is left of each policy, the forbids that stand in the way of an Always among them.</summary>
    public PartialResponse Response { get; }

    private static ImmutableArray<Policy> Policies(ImmutableArray<PolicyResidual> residuals) => [.. residuals.Select(residual => residual.Policy)];
}
