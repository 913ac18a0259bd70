using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Whether an obligation can be discharged.</summary>
public abstract record Discharge
{
    private Discharge()
    {
    }

    /// <summary>It is, if the Record transaction takes this.</summary>
    /// <param name="Conditions">What must still hold.</param>
    /// <param name="Changes">What is taken.</param>
    /// <param name="Entries">What the ledger says of it, in the same transaction.</param>
    public sealed record Ready(ImmutableArray<Condition> Conditions, ImmutableArray<Change> Changes, ImmutableArray<LedgerEntry> Entries) : Discharge;

    /// <summary>It waits for a human.</summary>
    /// <param name="Reason">What for, in the text for the remote party.</param>
    /// <param name="Approval">The handle.</param>
    public sealed record Pending(Reason Reason, ApprovalId Approval) : Discharge;

    /// <summary>Something that the decision rests on changed meanwhile: decide again.</summary>
    /// <param name="Reason">What is said when it changed again and again.</param>
    public sealed record Again(Reason Reason) : Discharge;

    /// <summary>It cannot be.</summary>
    /// <param name="Reason">Why, in the text for the remote party.</param>
    public sealed record Impossible(Reason Reason) : Discharge;
}
