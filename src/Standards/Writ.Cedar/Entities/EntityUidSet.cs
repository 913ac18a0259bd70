using System.Collections;
using Writ.Cedar.Values;

namespace Writ.Cedar.Entities;

/// <summary>An immutable set of entity names, made for asking: a question is one probe and allocates nothing.</summary>
public sealed class EntityUidSet : IReadOnlyCollection<EntityUid>
{
    private const int LinearLimit = 6;

    private readonly EntityUid[] _items;

    // Open addressing, at most half full; empty for a set small enough to be searched in a row.
    private readonly EntityUid?[] _slots;

    private EntityUidSet(EntityUid[] items)
    {
        _items = items;
        if (items.Length <= LinearLimit)
        {
            _slots = [];
            return;
        }

        _slots = new EntityUid?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)items.Length * 2)];
        foreach (var item in items)
        {
            var at = item.GetHashCode() & (_slots.Length - 1);
            while (_slots[at] is not null) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = item;
        }
    }

    /// <summary>The set without members.</summary>
    public static EntityUidSet Empty { get; } = new([]);

    /// <summary>The number of members.</summary>
    public int Count => _items.Length;

    /// <summary>The members, in no order.</summary>
    public ReadOnlySpan<EntityUid> Items => _items;

    /// <summary>Makes a set; a member given twice counts once.</summary>
    /// <param name="items">The members.</param>
    public static EntityUidSet Of(params IEnumerable<EntityUid> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var unique = items as HashSet<EntityUid> ?? [.. items];
        return unique.Count == 0 ? Empty : new EntityUidSet([.. unique]);
    }

    /// <summary>Makes a set of members that are known to differ, and keeps the array.</summary>
    internal static EntityUidSet OfDistinct(EntityUid[] items) => items.Length == 0 ? Empty : new EntityUidSet(items);

    /// <summary>Whether an entity is a member.</summary>
    /// <param name="uid">The name of the entity.</param>
    public bool Contains(EntityUid uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        if (_slots.Length == 0)
        {
            foreach (var item in _items)
                if (item.Equals(uid)) return true;
            return false;
        }

        for (var at = uid.GetHashCode() & (_slots.Length - 1); _slots[at] is { } item; at = (at + 1) & (_slots.Length - 1))
            if (item.Equals(uid)) return true;
        return false;
    }

    /// <summary>Whether both have the same members.</summary>
    /// <param name="other">The other set.</param>
    public bool SetEquals(EntityUidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count != Count) return false;
        foreach (var item in other._items)
            if (!Contains(item)) return false;
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<EntityUid> GetEnumerator() => ((IEnumerable<EntityUid>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
