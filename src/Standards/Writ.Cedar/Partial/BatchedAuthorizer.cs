using Writ.Cedar.Authorization;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>
/// Decides a request whose entities must be loaded, in batches and no more of them than the policies ask for (RFC 95): what is known
/// is put into the policies, the entities that what is left looks into are loaded in one batch, and again.
/// </summary>
public static class BatchedAuthorizer
{
    /// <summary>Decides one request. The decision is that of <see cref="Authorizer.Authorize"/> over all entities.</summary>
    /// <param name="request">The request, which keeps to the schema.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="schema">The schema; it knows the actions, so these are never loaded.</param>
    /// <param name="loader">Where the entities come from.</param>
    /// <param name="maxIterations">How many batches are loaded at most; zero or more. Each step along a chain of attributes or parents takes one.</param>
    /// <param name="until">When enough has been loaded.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The request differs from the schema.</exception>
    /// <exception cref="EntityLoadException">The loader gave entities that differ from the schema or cannot stand together.</exception>
    public static async ValueTask<BatchedResponse> AuthorizeAsync(
        CedarRequest request,
        PolicySet policies,
        CedarSchema schema,
        IEntityLoader loader,
        int maxIterations,
        BatchedUntil until,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentOutOfRangeException.ThrowIfNegative(maxIterations);
        if (!PartialRequest.TryCreate(schema, request.Principal, request.Action, request.Resource, request.Context, out var known, out var violation))
            throw new ArgumentException(violation.ToString(), nameof(request));

        var entities = new LoadedEntities(schema, loader);
        var response = PartialAuthorizer.Evaluate(known, policies, entities);
        var iterations = 0;
        while (iterations < maxIterations && !IsEnough(response, until) && Needed(response, entities) is { Count: > 0 } needed)
        {
            await entities.LoadAsync(needed, cancellationToken).ConfigureAwait(false);
            iterations++;
            response = PartialAuthorizer.Continue(response, entities);
        }

        return new BatchedResponse(response, iterations, entities.Count, entities.Steps);
    }

    private static bool IsEnough(PartialResponse response, BatchedUntil until) =>
        response.IsSettled || (until == BatchedUntil.Decided && response.Decision != PartialDecision.Undetermined);

    private static HashSet<EntityUid> Needed(PartialResponse response, LoadedEntities entities)
    {
        var needed = new HashSet<EntityUid>();
        var below = new HashSet<EntityUid>();
        foreach (var residual in response.ResidualPermits.Concat(response.ResidualForbids))
            NeededEntities.Collect(residual.Condition, entities, response.Request.Schema, needed, below);
        return needed;
    }
}
