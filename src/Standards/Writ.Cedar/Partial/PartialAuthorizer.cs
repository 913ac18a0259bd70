using Writ.Cedar.Authorization;

namespace Writ.Cedar.Partial;

/// <summary>
/// Decides requests with gaps (typed partial evaluation, RFC 95). A pure function: no clock, no I/O.
/// Sound for every policy, validated or not, over completions that keep to the schema: what is unknown may change an answer only
/// where the response says so. A policy that strict validation refuses may keep residuals without a type.
/// </summary>
public static class PartialAuthorizer
{
    /// <summary>Evaluates every policy whose action fits as far as what is known allows.</summary>
    /// <param name="request">The request with its gaps.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="entities">What is known of the entities; it keeps to the schema of the request.</param>
    public static PartialResponse Evaluate(PartialRequest request, PolicySet policies, PartialEntities entities)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(entities);
        var evaluator = new PartialEvaluator(request, entities);
        var fitting = ActionPolicies.Of(policies).For(request.Action, request.Schema.ActionEntities);
        return new PartialResponse(request, [.. fitting.Select(policy => new PolicyResidual(policy, evaluator.Evaluate(policy)))]);
    }

    /// <summary>Goes on from residuals when more has become known of the entities.</summary>
    /// <param name="response">The residuals so far.</param>
    /// <param name="entities">What is known now: all that was known before, and more.</param>
    public static PartialResponse Continue(PartialResponse response, PartialEntities entities)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(entities);
        var evaluator = new PartialEvaluator(response.Request, entities);
        return new PartialResponse(response.Request, [.. response.Residuals.Select(residual => residual.Condition is Residual.Value or Residual.Error
            ? residual
            : new PolicyResidual(residual.Policy, evaluator.Evaluate(residual.Condition)))]);
    }
}
