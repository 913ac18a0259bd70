using System.Collections;
using Writ.Cedar.Stacks;

namespace Writ.Cedar.Values;

/// <summary>An immutable, unordered set of values without duplicates.</summary>
public sealed class CedarSet : IReadOnlyCollection<CedarValue>, IEquatable<CedarSet>
{
    private const int LinearLimit = 8;

    private readonly CedarValue[] _items;
    private readonly HashSet<CedarValue>? _index;
    private readonly int _hash;
    private readonly int _depth;

    private CedarSet(CedarValue[] items, HashSet<CedarValue>? index)
    {
        _items = items;
        _index = index;
        var sum = 0UL;
        foreach (var item in items)
        {
            sum += ValueHash.OfMember(item.GetHashCode());
            _depth = Math.Max(_depth, item.Depth);
            IsText &= item.IsText;
        }

        _depth++;
        _hash = ValueHash.OfSet(sum, items.Length);
    }

    /// <summary>The set without members.</summary>
    public static CedarSet Empty { get; } = new([], null);

    /// <summary>The number of different members.</summary>
    public int Count => _items.Length;

    internal ReadOnlySpan<CedarValue> Items => _items;

    /// <summary>How many sets and records stand in one another, this one among them.</summary>
    internal int Depth => _depth;

    /// <summary>Whether no string or name in it holds half a surrogate pair.</summary>
    internal bool IsText { get; } = true;

    /// <summary>Makes a set; members given twice count once.</summary>
    /// <param name="items">The members, none of them <c>default</c>.</param>
    /// <exception cref="ArgumentException">A member is <c>default</c>, or the set would be deeper than <see cref="CedarValue.MaxDepth"/>.</exception>
    public static CedarSet Of(params ReadOnlySpan<CedarValue> items)
    {
        if (items.IsEmpty) return Empty;
        var unique = new List<CedarValue>(items.Length);
        var index = items.Length > LinearLimit ? new HashSet<CedarValue>(items.Length) : null;
        foreach (var item in items)
        {
            if (item.Kind == ValueKind.None) throw new ArgumentException("a set holds no default value", nameof(items));
            if (item.Depth >= CedarValue.MaxDepth) throw new ArgumentException($"a value is at most {CedarValue.MaxDepth} levels deep", nameof(items));
            if (index?.Add(item) ?? !unique.Contains(item)) unique.Add(item);
        }

        return new CedarSet([.. unique], index);
    }

    /// <summary>Whether a value is a member.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(CedarValue value) => _index?.Contains(value) ?? Array.IndexOf(_items, value) >= 0;

    /// <summary>Whether every member of the other set is a member.</summary>
    /// <param name="other">The other set.</param>
    public bool ContainsAll(CedarSet other)
    {
        if (other.Count > Count) return false;
        foreach (var item in other._items)
            if (!Contains(item)) return false;
        return true;
    }

    /// <summary>Whether some member of the other set is a member.</summary>
    /// <param name="other">The other set.</param>
    public bool ContainsAny(CedarSet other)
    {
        foreach (var item in other._items)
            if (Contains(item)) return true;
        return false;
    }

    /// <summary>Whether both have the same members.</summary>
    /// <param name="other">The other set.</param>
    public bool Equals(CedarSet? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other.Count != Count || other._hash != _hash || other._depth != _depth) return false;
        return AmpleStack.IsHere ? ContainsAll(other) : AmpleStack.Run((One: this, Other: other), static sets => sets.One.ContainsAll(sets.Other));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CedarSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public IEnumerator<CedarValue> GetEnumerator() => ((IEnumerable<CedarValue>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary>Writes the set as Cedar text.</summary>
    public override string ToString() => AmpleStack.IsHere ? $"[{string.Join(", ", _items)}]" : AmpleStack.Run(this, static set => set.ToString());
}
