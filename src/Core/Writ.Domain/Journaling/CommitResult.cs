namespace Writ.Domain;

/// <summary>What became of a transaction.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>It is durable.</summary>
    /// <param name="Receipt">The proof.</param>
    public sealed record Committed(CommitReceipt Receipt) : CommitResult;

    /// <summary>A condition did not hold, so nothing of it happened.</summary>
    /// <param name="Failed">The first condition that did not hold.</param>
    /// <param name="Found">What was found instead, for the operator: names of states and counts, never a personal value.</param>
    public sealed record Refused(Condition Failed, string Found) : CommitResult;
}
