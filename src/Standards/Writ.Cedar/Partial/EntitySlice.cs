using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>
/// Loads everything that policies of a level can look at, without looking at the policies (RFC 76): simpler than
/// <see cref="BatchedAuthorizer"/>, needs no schema, and loads more.
/// </summary>
public static class EntitySlice
{
    /// <summary>
    /// Loads the entities that a chain of so many dereferences reaches from the request, each with its ancestors. Policies that pass
    /// validation at the level decide over the slice as over all entities.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="level">The level: the rounds of loading, not counting those in which ancestors are loaded. At 0 nothing is.</param>
    /// <param name="loader">Where the entities come from, the actions among them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EntityLoadException">The loader gave entities that cannot stand together.</exception>
    public static async ValueTask<EntityStore> LoadAsync(CedarRequest request, int level, IEntityLoader loader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        var entities = new LoadedEntities(schema: null, loader);
        HashSet<EntityUid> frontier = [request.Principal, request.Action, request.Resource];
        AddUids(request.Context, frontier);
        for (var round = 0; round < level && frontier.Count > 0; round++)
        {
            await LoadMissingAsync(entities, frontier, cancellationToken).ConfigureAwait(false);
            var reached = new HashSet<EntityUid>();
            foreach (var uid in frontier)
            {
                if (entities.Find(uid) is not { } entity) continue;
                AddUids(entity.Attributes, reached);
                AddUids(entity.Tags, reached);
            }

            await LoadAncestorsAsync(entities, frontier, cancellationToken).ConfigureAwait(false);
            frontier = reached;
        }

        return entities.ToStore();
    }

    // `in` looks past parents without counting them as steps.
    private static async ValueTask LoadAncestorsAsync(LoadedEntities entities, HashSet<EntityUid> uids, CancellationToken cancellationToken)
    {
        while (true)
        {
            var unsettled = new HashSet<EntityUid>();
            foreach (var uid in uids) entities.AddUnsettled(uid, unsettled);
            if (unsettled.Count == 0) return;
            await entities.LoadAsync(unsettled, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask LoadMissingAsync(LoadedEntities entities, HashSet<EntityUid> uids, CancellationToken cancellationToken)
    {
        var missing = uids.Where(uid => !entities.IsSettled(uid)).ToHashSet();
        if (missing.Count > 0) await entities.LoadAsync(missing, cancellationToken).ConfigureAwait(false);
    }

    private static void AddUids(CedarRecord record, HashSet<EntityUid> uids)
    {
        var rest = new Stack<CedarValue>([record]);
        while (rest.TryPop(out var value))
        {
            if (value.TryGetEntity(out var uid)) uids.Add(uid);
            else if (value.TryGetSet(out var items)) foreach (var item in items) rest.Push(item);
            else if (value.TryGetRecord(out var fields)) foreach (var (_, field) in fields) rest.Push(field);
        }
    }
}
