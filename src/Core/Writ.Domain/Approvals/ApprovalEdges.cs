using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>The state machine of an approval: pending, then approved, then spent; or denied, expired or void on the way. Nothing is approved twice, and nothing comes back from an end.</summary>
public static class ApprovalEdges
{
    /// <summary>The states in which the pending bytes are kept.</summary>
    public static ImmutableArray<ApprovalState> Open { get; } = [ApprovalState.Pending, ApprovalState.Approved];

    /// <summary>Whether an approval in this state may still lead somewhere.</summary>
    public static bool IsOpen(ApprovalState state) => state is ApprovalState.Pending or ApprovalState.Approved;

    /// <summary>The states from which an edge leads somewhere.</summary>
    public static ImmutableArray<ApprovalState> From(ApprovalEdge edge) => edge switch
    {
        ApprovalEdge.Approve or ApprovalEdge.Deny => [ApprovalState.Pending],
        ApprovalEdge.Spend => [ApprovalState.Approved],
        ApprovalEdge.Expire or ApprovalEdge.Void => Open,
        _ => [],
    };

    /// <summary>Where an edge leads from a state; null when it leads nowhere from there.</summary>
    public static ApprovalState? Follow(ApprovalState state, ApprovalEdge edge) => !From(edge).Contains(state)
        ? null
        : edge switch
        {
            ApprovalEdge.Approve => ApprovalState.Approved,
            ApprovalEdge.Deny => ApprovalState.Denied,
            ApprovalEdge.Expire => ApprovalState.Expired,
            ApprovalEdge.Void => ApprovalState.Void,
            ApprovalEdge.Spend => ApprovalState.Spent,
            _ => null,
        };
}
