using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Authorization;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>
/// A request with gaps that keeps to its schema: the action is known, principal and resource are known at least by type, the
/// context is known whole or not at all (RFC 95). It is made only by <see cref="TryCreate"/>, so everything the schema promises
/// about the missing parts may be relied upon.
/// </summary>
public sealed class PartialRequest
{
    private PartialRequest(CedarSchema schema, PartialUid principal, SchemaAction action, PartialUid resource, CedarRecord? context) =>
        (Schema, Principal, Declared, Resource, Context) = (schema, principal, action, resource, context);

    /// <summary>The schema the request keeps to.</summary>
    public CedarSchema Schema { get; }

    /// <summary>Who asks.</summary>
    public PartialUid Principal { get; }

    /// <summary>What is asked.</summary>
    public EntityUid Action => Declared.Uid;

    /// <summary>What it is asked of.</summary>
    public PartialUid Resource { get; }

    /// <summary>What else is known; null when the context is unknown.</summary>
    public CedarRecord? Context { get; }

    internal SchemaAction Declared { get; }

    /// <summary>Makes a request; false, with the first difference, when it does not keep to the schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="principal">Who asks.</param>
    /// <param name="action">What is asked.</param>
    /// <param name="resource">What it is asked of.</param>
    /// <param name="context">What else is known; null when the context is unknown, which differs from an empty one.</param>
    /// <param name="request">The request.</param>
    /// <param name="violation">How it differs from the schema.</param>
    public static bool TryCreate(
        CedarSchema schema,
        PartialUid principal,
        EntityUid action,
        PartialUid resource,
        CedarRecord? context,
        [NotNullWhen(true)] out PartialRequest? request,
        [NotNullWhen(false)] out SchemaViolation? violation)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(resource);
        request = null;
        if (!schema.Actions.TryGetValue(action, out var declared))
        {
            violation = new SchemaViolation("action", $"found `{action}`, which is not declared");
            return false;
        }

        violation = Check(schema, principal, "principal", declared, declared.PrincipalTypes.Contains(principal.Type))
            ?? Check(schema, resource, "resource", declared, declared.ResourceTypes.Contains(resource.Type))
            ?? (context is null ? null : SchemaConformance.CheckRecord(schema, context, declared.Context, "context"));
        if (violation is null) request = new PartialRequest(schema, principal, declared, resource, context);
        return violation is null;
    }

    /// <summary>Whether a request without gaps agrees with everything that is known here.</summary>
    /// <param name="request">The request without gaps.</param>
    public bool Admits(CedarRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Action.Equals(Action)
            && Principal.Admits(request.Principal)
            && Resource.Admits(request.Resource)
            && (Context is null || Context.Equals(request.Context));
    }

    private static SchemaViolation? Check(CedarSchema schema, PartialUid part, string path, SchemaAction action, bool applies) => applies
        ? part.Uid is null ? null : SchemaConformance.CheckId(schema, part.Uid, path)
        : new SchemaViolation(path, $"found `{part}`, to whose type `{action.Uid}` does not apply");
}
