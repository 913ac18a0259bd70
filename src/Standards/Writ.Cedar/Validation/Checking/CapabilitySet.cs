using System.Collections.Immutable;

namespace Writ.Cedar.Validation.Checking;

/// <summary>What is known to be there when an expression is evaluated, or once it turned out true.</summary>
internal sealed class CapabilitySet
{
    private readonly ImmutableHashSet<Capability> _all;

    private CapabilitySet(ImmutableHashSet<Capability> all) => _all = all;

    public static CapabilitySet None { get; } = new([]);

    public static CapabilitySet Of(Capability capability) => new([capability]);

    public bool Contains(Capability capability) => _all.Contains(capability);

    /// <summary>Known if either is: after both sides of <c>&amp;&amp;</c>. The smaller is added to the larger.</summary>
    public CapabilitySet And(CapabilitySet other)
    {
        if (other._all.IsEmpty) return this;
        if (_all.IsEmpty) return other;
        return _all.Count >= other._all.Count ? new(_all.Union(other._all)) : new(other._all.Union(_all));
    }

    /// <summary>Known only if both are: after one side of <c>||</c>.</summary>
    public CapabilitySet Or(CapabilitySet other)
    {
        if (_all.IsEmpty || other._all.IsEmpty) return None;
        var (small, large) = _all.Count <= other._all.Count ? (_all, other._all) : (other._all, _all);
        return new(small.Intersect(large));
    }
}
