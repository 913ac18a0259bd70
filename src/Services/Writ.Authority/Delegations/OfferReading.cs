using Writ.Authority.OAuth;
using Writ.Authority.OAuth.Grants;
using Writ.Authority.Tasks;
using Writ.Domain;

namespace Writ.Authority.Delegations;

/// <summary>What a token offers a client.</summary>
internal abstract record OfferReading
{
    private OfferReading()
    {
    }

    /// <summary>One text for every reason: what is offered to others is not the presenter's to learn.</summary>
    public static Refused NotForThisClient { get; } = new(OAuthRefusal.Grant(new Reason(
        "W2225", "law/delegation", "the offer was taken up before, has ended, or is not for this client", "ask the delegating agent for another")));

    /// <summary>A task to take up.</summary>
    /// <param name="Offer">The offer.</param>
    /// <param name="Asked">What is asked for of it.</param>
    /// <param name="Delegated">What the task may be at most.</param>
    /// <param name="Channel">By which channel its goal and parameters came.</param>
    /// <param name="Release">The release that the laws of delegation were judged by.</param>
    public sealed record Read(DelegationOffer Offer, TaskDetails Asked, DelegatedTask Delegated, TaskChannel Channel, ReleaseId Release) : OfferReading;

    /// <summary>Nothing.</summary>
    /// <param name="Refusal">What to answer.</param>
    public sealed record Refused(OAuthRefusal Refusal) : OfferReading;
}
