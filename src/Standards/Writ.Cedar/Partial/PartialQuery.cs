using System.Collections.Immutable;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>Questions with a gap: for which principals, resources or actions does the answer come out as allow (RFC 95)?</summary>
public static class PartialQuery
{
    /// <summary>
    /// Whether a request with gaps is permitted under some circumstances: what a list of tools is made from. Never is certain.
    /// Perhaps is said too often rather than too seldom: residuals of one policy are not compared with those of another.
    /// It evaluates only the policies whose action constraint fits.
    /// </summary>
    /// <param name="request">The request with its gaps.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="entities">What is known of the entities.</param>
    public static Permissibility MayBePermitted(PartialRequest request, PolicySet policies, PartialEntities entities) =>
        new(PartialAuthorizer.Evaluate(request, policies, entities));

    /// <summary>The actions that apply to the types of principal and resource and may be permitted, each with its reasons; in ordinal order of type and id.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="principal">Who asks.</param>
    /// <param name="resource">What it is asked of.</param>
    /// <param name="context">What else is known; null for unknown. Actions whose context it does not fit cannot be asked for, and are left out.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="entities">What is known of the entities.</param>
    public static ImmutableArray<KeyValuePair<EntityUid, Permissibility>> Actions(
        CedarSchema schema,
        PartialUid principal,
        PartialUid resource,
        CedarRecord? context,
        PolicySet policies,
        PartialEntities entities)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var permitted = new List<KeyValuePair<EntityUid, Permissibility>>();
        foreach (var action in schema.Actions.Keys)
        {
            if (!PartialRequest.TryCreate(schema, principal, action, resource, context, out var request, out _)) continue;
            var answer = MayBePermitted(request, policies, entities);
            if (answer.Possibility != Possibility.Never) permitted.Add(new(action, answer));
        }

        permitted.Sort((x, y) => string.CompareOrdinal(x.Key.Type, y.Key.Type) is var byType and not 0 ? byType : string.CompareOrdinal(x.Key.Id, y.Key.Id));
        return [.. permitted];
    }

    /// <summary>Which of some principals are allowed.</summary>
    /// <param name="request">A request in which only the id of the principal is unknown.</param>
    /// <param name="candidates">The principals to choose from; those of another type than the request's are passed over.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="entities">All entities.</param>
    /// <exception cref="ArgumentException">Resource or context of the request are unknown.</exception>
    public static ImmutableArray<EntityUid> Principals(PartialRequest request, IEnumerable<EntityUid> candidates, PolicySet policies, IEntitySource entities)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Resource.Uid is not { } resource || request.Context is not { } context) throw new ArgumentException("resource or context are unknown, expected only the principal to be", nameof(request));
        return Allowed(request, request.Principal, candidates, principal => new CedarRequest(principal, request.Action, resource, context), policies, entities);
    }

    /// <summary>Which of some resources are allowed.</summary>
    /// <param name="request">A request in which only the id of the resource is unknown.</param>
    /// <param name="candidates">The resources to choose from; those of another type than the request's are passed over.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="entities">All entities.</param>
    /// <exception cref="ArgumentException">Principal or context of the request are unknown.</exception>
    public static ImmutableArray<EntityUid> Resources(PartialRequest request, IEnumerable<EntityUid> candidates, PolicySet policies, IEntitySource entities)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Principal.Uid is not { } principal || request.Context is not { } context) throw new ArgumentException("principal or context are unknown, expected only the resource to be", nameof(request));
        return Allowed(request, request.Resource, candidates, resource => new CedarRequest(principal, request.Action, resource, context), policies, entities);
    }

    // What is known is put into the policies once; each candidate is then decided exactly, from what is left.
    private static ImmutableArray<EntityUid> Allowed(
        PartialRequest request,
        PartialUid gap,
        IEnumerable<EntityUid> candidates,
        Func<EntityUid, CedarRequest> complete,
        PolicySet policies,
        IEntitySource entities)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var response = PartialAuthorizer.Evaluate(request, policies, PartialEntities.Complete(entities));
        if (response.Decision == PartialDecision.Deny) return [];
        var fitting = candidates.Where(gap.Admits);
        return response.Decision == PartialDecision.Allow
            ? [.. fitting]
            : [.. fitting.Where(candidate => response.Reauthorize(complete(candidate), entities).Decision == CedarDecision.Allow)];
    }
}
