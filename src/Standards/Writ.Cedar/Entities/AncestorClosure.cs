using System.Collections.Immutable;
using Writ.Cedar.Values;

namespace Writ.Cedar.Entities;

/// <summary>Computes everything above each entity once, so that <c>in</c> is one probe.</summary>
internal sealed class AncestorClosure
{
    private readonly Dictionary<EntityUid, Entity> _entities;
    private readonly IEntitySource? _below;
    private readonly Dictionary<EntityUid, int> _numbers;
    private readonly List<EntityUid> _names;

    /// <param name="entities">The entities.</param>
    /// <param name="below">The store that they are laid over; null for none.</param>
    public AncestorClosure(Dictionary<EntityUid, Entity> entities, IEntitySource? below)
    {
        (_entities, _below) = (entities, below);
        _numbers = new Dictionary<EntityUid, int>(entities.Count);
        _names = new List<EntityUid>(entities.Count);
    }

    /// <exception cref="EntityStoreException">Parents run in a circle, or there are too many pairs of entity and ancestor, or steps to find them.</exception>
    public Dictionary<EntityUid, EntityUidSet> Compute()
    {
        var parents = Parents();
        if (Reachability.Of(parents, out var tooMany) is not { } found)
            throw new EntityStoreException($"`{_names[tooMany]}` makes more than {Reachability.MaxPairs} pairs of entity and ancestor, or more than {Reachability.MaxSteps} steps to find them", _names[tooMany]);
        if (found.OnCircle >= 0) throw new EntityStoreException($"`{_names[found.OnCircle]}` is its own ancestor", _names[found.OnCircle]);
        var closure = new Dictionary<EntityUid, EntityUidSet>(_entities.Count);
        foreach (var uid in _entities.Keys)
        {
            var number = _numbers[uid];
            if (parents[number].IsEmpty)
            {
                closure.Add(uid, EntityUidSet.Empty);
                continue;
            }

            var above = new EntityUid[found.CountAbove(number)];
            var next = 0;
            foreach (var ancestor in found.Above(number)) above[next++] = _names[ancestor];
            closure.Add(uid, EntityUidSet.OfDistinct(above));
        }

        return closure;
    }

    // Entities declared together share their list of parents, and it is read once.
    private ImmutableArray<int>[] Parents()
    {
        foreach (var uid in _entities.Keys) NumberOf(uid);
        var lists = new Dictionary<ImmutableArray<EntityUid>, ImmutableArray<int>>();
        var parents = new List<ImmutableArray<int>>(_entities.Count);
        foreach (var entity in _entities.Values)
        {
            if (!lists.TryGetValue(entity.Parents, out var list)) lists.Add(entity.Parents, list = Numbers(entity.Parents));
            parents.Add(list);
        }

        // The other parents are not here. The store below knows all that is above them, and a circle may run through it: entity -> shared -> entity.
        var direct = _names.Count;
        for (var number = parents.Count; number < direct; number++)
            parents.Add(_below is null ? [] : Numbers(_below.AncestorsOf(_names[number]).Items));
        while (parents.Count < _names.Count) parents.Add([]);
        return [.. parents];
    }

    private ImmutableArray<int> Numbers(ImmutableArray<EntityUid> uids) => Numbers(uids.AsSpan());

    private ImmutableArray<int> Numbers(ReadOnlySpan<EntityUid> uids)
    {
        if (uids.IsEmpty) return [];
        var numbers = new HashSet<int>(uids.Length);
        foreach (var uid in uids) numbers.Add(NumberOf(uid));
        return [.. numbers];
    }

    private int NumberOf(EntityUid uid)
    {
        if (_numbers.TryGetValue(uid, out var number)) return number;
        number = _names.Count;
        _numbers.Add(uid, number);
        _names.Add(uid);
        return number;
    }
}
