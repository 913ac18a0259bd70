namespace Writ.Cedar.Authorization;

/// <summary>
/// The set of policies in force, changed while decisions run. A decision reads <see cref="Value"/> once and so sees one set from
/// its beginning to its end; reading takes no lock.
/// </summary>
/// <param name="policies">The first set.</param>
public sealed class CurrentPolicies(PolicySet policies)
{
    private PolicySet _value = policies ?? throw new ArgumentNullException(nameof(policies));

    /// <summary>The set in force.</summary>
    public PolicySet Value => Volatile.Read(ref _value);

    /// <summary>Puts another set in force, made from the one that is. Of two at once neither is lost.</summary>
    /// <param name="change">Makes the next set; run again when another change came first.</param>
    /// <returns>The set put in force.</returns>
    public PolicySet Change(Func<PolicySet, PolicySet> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            var current = Value;
            var next = change(current) ?? throw new ArgumentException("the change made no set", nameof(change));
            if (ReferenceEquals(Interlocked.CompareExchange(ref _value, next, current), current)) return next;
        }
    }
}
