using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.OAuth;

/// <summary>What verifying a client assertion came to.</summary>
internal abstract record InstanceAssertion
{
    private InstanceAssertion()
    {
    }

    /// <summary>The instance made it, for this token service, if it was not used before.</summary>
    /// <param name="Instance">Which one.</param>
    /// <param name="Unspent">What must hold in the transaction.</param>
    /// <param name="Spend">What the transaction takes.</param>
    public sealed record Verified(SpiffeId Instance, Condition Unspent, Change Spend) : InstanceAssertion;

    /// <summary>It proves nothing.</summary>
    /// <param name="Operator">Why, for the operator; never a claim, never the token.</param>
    public sealed record Refused(string Operator) : InstanceAssertion;
}
