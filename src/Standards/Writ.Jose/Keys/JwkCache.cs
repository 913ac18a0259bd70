using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Writ.Jose;

/// <summary>
/// Keys imported from proofs, by thumbprint, so that a client's key is imported once and not for each proof. Bounded: it
/// holds about twice its capacity at most and forgets the longest unused. Safe for threads. What it holds is not trusted more.
/// </summary>
public sealed class JwkCache
{
    private readonly Lock _turning = new();
    private readonly int _capacity;
    private volatile ConcurrentDictionary<JwkThumbprint, KeyMaterial> _recent = new();
    private volatile ConcurrentDictionary<JwkThumbprint, KeyMaterial> _older = new();

    /// <summary>Makes an empty cache.</summary>
    /// <param name="capacity">How many keys are kept for certain.</param>
    public JwkCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
    }

    /// <summary>How many keys are held, one that was used again perhaps twice.</summary>
    public int Count => _recent.Count + _older.Count;

    internal bool TryGet(JwkThumbprint thumbprint, [NotNullWhen(true)] out KeyMaterial? material)
    {
        if (_recent.TryGetValue(thumbprint, out material))
            return true;
        if (!_older.TryGetValue(thumbprint, out material))
            return false;
        Add(material);
        return true;
    }

    internal void Add(KeyMaterial material)
    {
        if (!_recent.TryAdd(material.Thumbprint, material) || _recent.Count < _capacity)
            return;
        lock (_turning)
        {
            if (_recent.Count < _capacity)
                return;
            // Keys that fall out may be in use on other threads: their handles are left to the finalizer.
            _older = _recent;
            _recent = new ConcurrentDictionary<JwkThumbprint, KeyMaterial>();
        }
    }
}
