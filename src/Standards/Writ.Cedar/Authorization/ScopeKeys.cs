using System.Runtime.InteropServices;
using Writ.Cedar.Ast;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Authorization;

/// <summary>
/// The entities and types that scopes name in one place (action, principal or resource), each interned as small numbers, so that a request
/// looks up each of its own once and the rest goes by number.
/// </summary>
internal sealed class ScopeKeys
{
    /// <summary>The key of a scope that takes any entity.</summary>
    public const int Any = 0;

    private const int Unused = 0;

    private readonly Dictionary<EntityUid, Keys> _entities;
    private readonly Dictionary<string, int> _types;

    // Every entity that has a key for all below it.
    private readonly List<KeyValuePair<EntityUid, int>> _groups;
    private int _last;

    public ScopeKeys()
    {
        _entities = [];
        _types = new(StringComparer.Ordinal);
        _groups = [];
    }

    public ScopeKeys(ScopeKeys original)
    {
        _entities = new(original._entities);
        _types = new(original._types, StringComparer.Ordinal);
        _groups = new(original._groups);
        _last = original._last;
    }

    /// <summary>How many keys an entity with so many ancestors has at most: no more than scopes name groups.</summary>
    public int Most(EntityUidSet above) => Math.Min(above.Count, _groups.Count) + 4;

    /// <summary>The key of a constraint. A type with an ancestor goes by the ancestor.</summary>
    public int Of(ScopeConstraint constraint) => constraint switch
    {
        ScopeConstraint.Equal equal => Exact(equal.Entity),
        ScopeConstraint.In inside => Below(inside.Entity),
        ScopeConstraint.IsIn inside => Below(inside.Entity),
        ScopeConstraint.Is type => Type(type.Type),
        ScopeConstraint.Any => Any,
        _ => throw new System.Diagnostics.UnreachableException("templates and lists of actions have no key of their own"),
    };

    /// <summary>The key of one entity.</summary>
    public int Exact(EntityUid entity)
    {
        ref var keys = ref CollectionsMarshal.GetValueRefOrAddDefault(_entities, entity, out _);
        return keys.Exact == Unused ? keys.Exact = ++_last : keys.Exact;
    }

    /// <summary>The key of one entity and all below it.</summary>
    public int Below(EntityUid entity)
    {
        ref var keys = ref CollectionsMarshal.GetValueRefOrAddDefault(_entities, entity, out _);
        if (keys.Below != Unused) return keys.Below;
        keys.Below = ++_last;
        _groups.Add(new(entity, keys.Below));
        return keys.Below;
    }

    /// <summary>Writes the keys of every constraint that an entity of a request meets; returns how many.</summary>
    public int Find(EntityUid entity, EntityUidSet above, Span<int> found)
    {
        var count = 0;
        found[count++] = Any;
        if (_types.Count > 0 && _types.TryGetValue(entity.Type, out var type)) found[count++] = type;
        if (_entities.TryGetValue(entity, out var own))
        {
            if (own.Exact != Unused) found[count++] = own.Exact;
            if (own.Below != Unused) found[count++] = own.Below;
        }

        // From the side with fewer members: the ancestors, or the groups that scopes name.
        if (above.Count <= _groups.Count)
        {
            foreach (var ancestor in above.Items)
                if (_entities.TryGetValue(ancestor, out var keys) && keys.Below != Unused) found[count++] = keys.Below;
        }
        else
        {
            foreach (var (group, key) in CollectionsMarshal.AsSpan(_groups))
                if (above.Contains(group)) found[count++] = key;
        }

        return count;
    }

    private int Type(string type)
    {
        ref var key = ref CollectionsMarshal.GetValueRefOrAddDefault(_types, type, out _);
        return key == Unused ? key = ++_last : key;
    }

    private struct Keys
    {
        public int Exact;
        public int Below;
    }
}
