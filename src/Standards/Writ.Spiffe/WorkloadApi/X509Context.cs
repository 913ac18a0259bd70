using System.Collections.Immutable;

namespace Writ.Spiffe.WorkloadApi;

/// <summary>All that the Workload API says at one time: whose SVIDs the caller has, and whom to believe. Each message is the whole of it.</summary>
/// <param name="Svids">The SVIDs, the default first.</param>
/// <param name="Bundles">The X.509 authorities of the caller's own trust domain and of those it federates with.</param>
public sealed record X509Context(ImmutableArray<X509Svid> Svids, BundleSet Bundles)
{
    /// <summary>The SVID to use when nothing else was said (Workload API §5.2).</summary>
    public X509Svid Default => Svids[0];

    /// <summary>The ids; no key.</summary>
    public override string ToString() => string.Join(", ", Svids);
}
