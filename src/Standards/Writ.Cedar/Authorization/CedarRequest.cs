using Writ.Cedar.Values;

namespace Writ.Cedar.Authorization;

/// <summary>One question: may this principal perform this action on this resource, in this context?</summary>
/// <param name="principal">Who asks.</param>
/// <param name="action">What is asked.</param>
/// <param name="resource">What it is asked of.</param>
/// <param name="context">What else is known; null for nothing.</param>
public sealed class CedarRequest(EntityUid principal, EntityUid action, EntityUid resource, CedarRecord? context = null)
{
    /// <summary>Who asks.</summary>
    public EntityUid Principal { get; } = principal ?? throw new ArgumentNullException(nameof(principal));

    /// <summary>What is asked.</summary>
    public EntityUid Action { get; } = action ?? throw new ArgumentNullException(nameof(action));

    /// <summary>What it is asked of.</summary>
    public EntityUid Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>What else is known.</summary>
    public CedarRecord Context { get; } = context ?? CedarRecord.Empty;
}
