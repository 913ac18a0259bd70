using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>Whether an action that needs approval has it.</summary>
public abstract record ApprovalAnswer
{
    private ApprovalAnswer()
    {
    }

    /// <summary>It has, if the Record transaction takes this; of many that are told so, one gets it.</summary>
    /// <param name="Conditions">What must still hold.</param>
    /// <param name="Changes">What is taken.</param>
    /// <param name="Entries">What the ledger says of it.</param>
    public sealed record Granted(ImmutableArray<Condition> Conditions, ImmutableArray<Change> Changes, ImmutableArray<LedgerEntry> Entries) : ApprovalAnswer;

    /// <summary>A human is asked and has not answered.</summary>
    /// <param name="Approval">The handle.</param>
    /// <param name="Expires">Until when they may.</param>
    public sealed record Pending(ApprovalId Approval, DateTimeOffset Expires) : ApprovalAnswer;

    /// <summary>Something changed while the call was held or asked about: decide it again.</summary>
    public sealed record Changed : ApprovalAnswer;

    /// <summary>It has not, and cannot get it.</summary>
    /// <param name="Reason">Why, in the text for the remote party.</param>
    public sealed record Refused(Reason Reason) : ApprovalAnswer;

    /// <summary>Nobody may be asked, because a condition of asking did not hold.</summary>
    /// <param name="Failed">Which one.</param>
    /// <param name="Found">What was found instead.</param>
    public sealed record Unmet(Condition Failed, string Found) : ApprovalAnswer;
}
