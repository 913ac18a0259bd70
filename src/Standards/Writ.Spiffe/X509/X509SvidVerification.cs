using System.Security.Cryptography.X509Certificates;

namespace Writ.Spiffe;

/// <summary>What verifying an X.509-SVID came to: <see cref="Verified"/> or <see cref="Refused"/>.</summary>
public abstract record X509SvidVerification
{
    private X509SvidVerification()
    {
    }

    /// <summary>
    /// Verifies a chain against the authorities of the leaf's own trust domain, and no others, at an instant (X509-SVID §5). The rules of
    /// SVIDs are checked apart from the path: path validation alone would take many a certificate that is none. Nothing is fetched,
    /// the machine's own trust store plays no part, and revocation is by short life.
    /// </summary>
    /// <param name="chain">The leaf, then intermediates in any order; at most <see cref="X509Svid.MaxChain"/>.</param>
    /// <param name="bundles">Whose authorities are believed.</param>
    /// <param name="now">The instant to judge by.</param>
    public static X509SvidVerification Verify(IReadOnlyList<X509Certificate2> chain, BundleSet bundles, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(bundles);
        if (chain.Count is 0 or > X509Svid.MaxChain)
            return new Refused(chain.Count is 0 ? X509SvidRefusal.Empty : X509SvidRefusal.TooLong);
        if (LeafRules.Check(chain[0], out var id) is not X509SvidRefusal.None and var broken)
            return new Refused(broken);
        if (!bundles.TryFind(id.TrustDomain, out var bundle))
            return new Refused(X509SvidRefusal.UnknownTrustDomain);
        var refusal = PathRules.Check(chain, bundle, now);
        return refusal is X509SvidRefusal.None ? new Verified(id, chain[0]) : new Refused(refusal);
    }

    /// <summary>Verifies a chain in DER, one certificate after the other, leaf first.</summary>
    public static X509SvidVerification Verify(ReadOnlySpan<byte> chain, BundleSet bundles, DateTimeOffset now) =>
        DerCertificates.TryRead(chain, X509Svid.MaxChain, out var certificates, out var refusal) ? Verify(certificates, bundles, now) : new Refused(refusal);

    /// <summary>The leaf says who its holder is; that the peer holds its key, TLS has to show.</summary>
    /// <param name="Id">Whose it is.</param>
    /// <param name="Leaf">The leaf.</param>
    public sealed record Verified(SpiffeId Id, X509Certificate2 Leaf) : X509SvidVerification;

    /// <summary>The chain says nothing that is believed.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Refused(X509SvidRefusal Reason) : X509SvidVerification;
}
