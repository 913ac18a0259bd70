using System.Collections.Immutable;
using Writ.Spiffe;

namespace Writ.Domain;

/// <summary>
/// One question to humans about one exact action, and their answer. Everything but <see cref="State"/> is fixed when it opens. The state is what was read;
/// the Record transaction decides on the state that is.
/// </summary>
public sealed record Approval
{
    /// <summary>The approval.</summary>
    public required ApprovalId Id { get; init; }

    /// <summary>The epoch of the store in which it was opened; dead in any other.</summary>
    public required int Epoch { get; init; }

    /// <summary>What it is for.</summary>
    public required ApprovalBinding Binding { get; init; }

    /// <summary>The instance that asks.</summary>
    public required SpiffeId Instance { get; init; }

    /// <summary>Its agent.</summary>
    public required Slug Agent { get; init; }

    /// <summary>How far the instance is separated from Writ: one that is not may approve itself.</summary>
    public required Assurance Assurance { get; init; }

    /// <summary>The task's intent.</summary>
    public required Slug Intent { get; init; }

    /// <summary>What would be done.</summary>
    public required ActionName Action { get; init; }

    /// <summary>What it does to the world.</summary>
    public required Effects Effects { get; init; }

    /// <summary>Who has to approve: all of these.</summary>
    public required ImmutableArray<ApproverRequirement> Approvers { get; init; }

    /// <summary>The rules that ask, in their order.</summary>
    public required ImmutableArray<string> Rules { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset Requested { get; init; }

    /// <summary>From when on it is worth nothing.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Where it stands.</summary>
    public required ApprovalState State { get; init; }

    /// <summary>Whether its time has passed at an instant.</summary>
    public bool IsOver(DateTimeOffset now) => now >= Expires;

    /// <summary>The id and the state, nothing personal.</summary>
    public override string ToString() => $"{Id} {State}";
}
