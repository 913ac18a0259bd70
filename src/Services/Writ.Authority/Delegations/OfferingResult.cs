using Writ.Authority.OAuth;

namespace Writ.Authority.Delegations;

/// <summary>What came of asking for a delegation.</summary>
internal abstract record OfferingResult
{
    private OfferingResult()
    {
    }

    /// <summary>It was recorded, and may be handed to whom it names.</summary>
    /// <param name="Offer">The offer.</param>
    /// <param name="Token">The offer as a token.</param>
    public sealed record Offered(DelegationOffer Offer, string Token) : OfferingResult
    {
        /// <summary>The offer's id, never the token.</summary>
        public override string ToString() => Offer.ToString();
    }

    /// <summary>It was not made.</summary>
    /// <param name="Refusal">What to answer.</param>
    public sealed record Refused(OAuthRefusal Refusal) : OfferingResult;
}
