namespace Writ.Domain;

/// <summary>What a message presented of itself, nothing of it verified yet.</summary>
/// <param name="Peer">The kernel's view of a local socket's peer; null on a network listener.</param>
/// <param name="Authorization">The one Authorization header, or null.</param>
/// <param name="Proof">The one DPoP header, or null.</param>
/// <param name="Method">The HTTP method, as DPoP's `htm` names it.</param>
/// <param name="Target">The absolute URI without query and fragment, as DPoP's `htu` names it.</param>
public sealed record Presented(IPeer? Peer, string? Authorization, string? Proof, string Method, string Target)
{
    /// <summary>The TLS client certificate of the connection, verified at its handshake; null without one.</summary>
    public ITlsPeer? Certificate { get; init; }

    /// <summary>Never shows the credentials.</summary>
    public override string ToString() => $"{Method} {Target}";
}
