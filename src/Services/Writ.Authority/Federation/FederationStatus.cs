using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Federation;

/// <summary>What is known of a trust domain that is federated with.</summary>
/// <param name="Registration">What the release says of it.</param>
public sealed record FederationStatus(FederationRegistration Registration)
{
    /// <summary>Its bundle; null when none was ever had: then nobody there is believed.</summary>
    public TrustBundle? Bundle { get; init; }

    /// <summary>The sequence of the bundle that it had when the release named it last; null when it never left, or had none. No older one is taken.</summary>
    public long? Left { get; init; }

    /// <summary>The bundle that the ledger says it has; the default when nothing was recorded since the start.</summary>
    public Digest256 Recorded { get; init; }

    /// <summary>When the bundle was last confirmed by its endpoint; null when never since the start.</summary>
    public DateTimeOffset? Refreshed { get; init; }

    /// <summary>When it is asked for next.</summary>
    public DateTimeOffset Next { get; init; }

    /// <summary>What is wrong, for the operator; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>The trust domain.</summary>
    public override string ToString() => Registration.TrustDomain.ToString();
}
