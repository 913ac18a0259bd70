using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tokens;

/// <summary>What checking a proof came to.</summary>
public abstract record ProofVerdict
{
    private ProofVerdict()
    {
    }

    /// <summary>It is a fresh proof for this request by this key, if it was not spent before.</summary>
    /// <param name="Key">The key's thumbprint.</param>
    /// <param name="Unspent">What must hold in the transaction.</param>
    /// <param name="Spend">What the transaction takes.</param>
    public sealed record Verified(JwkThumbprint Key, Condition Unspent, Change Spend) : ProofVerdict;

    /// <summary>It proves nothing.</summary>
    /// <param name="Reason">Why; none when there was nothing to judge.</param>
    /// <param name="Operator">Why, in words for the operator.</param>
    public sealed record Refused(DpopRefusal Reason, string Operator) : ProofVerdict;
}
