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

    /// <summary>The process belongs to no instance, and that is certain: its whole line of ancestors was seen, and it still runs what it ran.</summary>
    /// <param name="Reason">Why it is nobody, in the text for the process itself.</param>
    /// <param name="Operator">Why, in the text for the operator.</param>
    public sealed record Stranger(Reason Reason, string Operator) : PeerAttestation;

    /// <summary>Nothing is certain, so nothing may rest on it: not that it is an instance, and not that it is none.</summary>
    /// <param name="Reason">Why, in the text for the process itself.</param>
    /// <param name="Operator">Why, in the text for the operator.</param>
    public sealed record Refused(Reason Reason, string Operator) : PeerAttestation;
}
