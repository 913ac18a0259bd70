using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Writ.Spiffe;

/// <summary>The bundles of the trust domains that are believed, each for its own ids alone: they are never merged (SPIFFE Federation §7.1). Immutable.</summary>
public sealed class BundleSet
{
    private readonly FrozenDictionary<TrustDomain, TrustBundle> _bundles;

    private BundleSet(IEnumerable<TrustBundle> bundles) => _bundles = bundles.ToFrozenDictionary(bundle => bundle.TrustDomain);

    /// <summary>No bundle: nobody is believed.</summary>
    public static BundleSet Empty { get; } = new([]);

    /// <summary>The bundles, in no order.</summary>
    public ImmutableArray<TrustBundle> All => _bundles.Values;

    /// <summary>Makes a set.</summary>
    /// <exception cref="ArgumentException">A trust domain has two bundles.</exception>
    public static BundleSet Of(params IEnumerable<TrustBundle> bundles)
    {
        ArgumentNullException.ThrowIfNull(bundles);
        ImmutableArray<TrustBundle> all = [.. bundles];
        return all.Select(bundle => bundle.TrustDomain).Distinct().Count() == all.Length
            ? new BundleSet(all)
            : throw new ArgumentException("a trust domain has two bundles", nameof(bundles));
    }

    /// <summary>Finds the bundle of a trust domain.</summary>
    public bool TryFind(TrustDomain trustDomain, [NotNullWhen(true)] out TrustBundle? bundle) => _bundles.TryGetValue(trustDomain, out bundle);

    /// <summary>The set with this bundle in the place of its trust domain's own, if there was one.</summary>
    public BundleSet With(TrustBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new BundleSet([.. _bundles.Values.Where(other => other.TrustDomain != bundle.TrustDomain), bundle]);
    }
}
