using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>The answer to "which instance is this process?".</summary>
public abstract record PeerAttestation
{
    private PeerAttestation()
    {
    }

    /// <summary>The process belongs to this instance.</summary>
    /// <param name="Instance">The instance.</param>
    /// <param name="IsRoot">Whether it is the launcher itself, the root of the process tree.</param>
    public sealed record Known(AttestedInstance Instance, bool IsRoot) : PeerAttestation;

    /// <summary>The process belongs to none, or none can be named for certain.</summary>
    /// <param name="Reason">Why, in the text for the process itself.</param>
    /// <param name="Operator">Why, in the text for the operator.</param>
    public sealed record Refused(Reason Reason, string Operator) : PeerAttestation;
}
