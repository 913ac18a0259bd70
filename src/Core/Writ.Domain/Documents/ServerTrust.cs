using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Domain;

/// <summary>Whom to believe at the other end of a TLS connection.</summary>
public abstract record ServerTrust
{
    private ServerTrust()
    {
    }

    /// <summary>The public authorities that this machine trusts, for the host's name.</summary>
    public sealed record WebPki : ServerTrust;

    /// <summary>These authorities alone, for the host's name.</summary>
    /// <param name="Anchors">The authorities.</param>
    public sealed record Authorities(TrustAnchors Anchors) : ServerTrust;

    /// <summary>Whoever a judge accepts by its certificates alone, whatever the host's name: a SPIFFE id has none.</summary>
    /// <param name="Judge">Judges the chain, leaf first; null when it is accepted, or one line that says why not.</param>
    public sealed record Judged(Func<ImmutableArray<X509Certificate2>, string?> Judge) : ServerTrust;
}
