using Writ.Domain;

namespace Writ.Authority.Approvals;

/// <summary>What came of an answer.</summary>
public abstract record VoteResult
{
    private VoteResult()
    {
    }

    /// <summary>It was taken, durably.</summary>
    /// <param name="Approval">The approval as it stands now.</param>
    public sealed record Taken(Approval Approval) : VoteResult;

    /// <summary>It was not.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(Reason Reason) : VoteResult;
}
