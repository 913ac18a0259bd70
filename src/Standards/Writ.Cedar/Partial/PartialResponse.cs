using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;

namespace Writ.Cedar.Partial;

/// <summary>What is left of every policy, and what follows from it already.</summary>
public sealed class PartialResponse
{
    private readonly Lazy<PolicySet> _rest;

    internal PartialResponse(PartialRequest request, ImmutableArray<PolicyResidual> residuals)
    {
        Request = request;
        Residuals = residuals;
        var truePermits = ImmutableArray.CreateBuilder<PolicyResidual>(0);
        var trueForbids = ImmutableArray.CreateBuilder<PolicyResidual>(0);
        var permits = ImmutableArray.CreateBuilder<PolicyResidual>(0);
        var forbids = ImmutableArray.CreateBuilder<PolicyResidual>(0);
        var errors = ImmutableArray.CreateBuilder<PolicyError>(0);
        foreach (var residual in residuals)
        {
            var isPermit = residual.Policy.Effect == Effect.Permit;
            if (residual.Condition is Residual.Error error) errors.Add(new PolicyError(residual.Policy, error.Reason));
            else if (residual.IsTrue) (isPermit ? truePermits : trueForbids).Add(residual);
            else if (!residual.IsFalse) (isPermit ? permits : forbids).Add(residual);
        }

        (TruePermits, TrueForbids) = (truePermits.DrainToImmutable(), trueForbids.DrainToImmutable());
        (ResidualPermits, ResidualForbids) = (permits.DrainToImmutable(), forbids.DrainToImmutable());
        Errors = errors.DrainToImmutable();
        _rest = new Lazy<PolicySet>(Rest);
    }

    /// <summary>The request that was asked.</summary>
    public PartialRequest Request { get; }

    /// <summary>The residuals of all policies whose action constraint fits, in the order of the set; every other policy is false.</summary>
    public ImmutableArray<PolicyResidual> Residuals { get; }

    /// <summary>The permits that every completion satisfies.</summary>
    public ImmutableArray<PolicyResidual> TruePermits { get; }

    /// <summary>The forbids that every completion satisfies.</summary>
    public ImmutableArray<PolicyResidual> TrueForbids { get; }

    /// <summary>The permits that are undecided. One of which <see cref="Residual.MayBeTrue"/> is false can only be unsatisfied or error.</summary>
    public ImmutableArray<PolicyResidual> ResidualPermits { get; }

    /// <summary>The forbids that are undecided.</summary>
    public ImmutableArray<PolicyResidual> ResidualForbids { get; }

    /// <summary>The policies that error in every completion and are left out. Whoever asks should deny when there is any.</summary>
    public ImmutableArray<PolicyError> Errors { get; }

    /// <summary>
    /// The decision as far as it is known. Deny: a forbid is true, or no permit can become true. Allow: a permit is true, and no
    /// forbid can become true. An undecided policy that can only be false or error stands in the way of neither.
    /// </summary>
    public PartialDecision Decision
    {
        get
        {
            var mayPermit = TruePermits.Length > 0 || ResidualPermits.Any(permit => permit.Condition.MayBeTrue);
            if (TrueForbids.Length > 0 || !mayPermit) return PartialDecision.Deny;
            var mayForbid = ResidualForbids.Any(forbid => forbid.Condition.MayBeTrue);
            return TruePermits.Length > 0 && !mayForbid ? PartialDecision.Allow : PartialDecision.Undetermined;
        }
    }

    /// <summary>Whether no policy is undecided, so that decision, reasons and errors are final.</summary>
    public bool IsSettled => ResidualPermits.IsEmpty && ResidualForbids.IsEmpty;

    /// <summary>What is left of one policy; null when its action constraint does not fit, or there is none of this id.</summary>
    /// <param name="policyId">The id of the policy.</param>
    public PolicyResidual? Find(string policyId) => Residuals.FirstOrDefault(residual => residual.Policy.Id == policyId);

    /// <summary>
    /// Decides a completion from the residuals. Decision, ids of reasons and ids of errors are those of
    /// <see cref="Authorizer.Authorize"/> over the original policies, provided request and entities keep to the schema and agree
    /// with what was known. The policies named in the response are residuals under the ids of their originals.
    /// </summary>
    /// <param name="request">The request without gaps.</param>
    /// <param name="entities">The entities.</param>
    /// <exception cref="ArgumentException">The request differs from what was known of it.</exception>
    public CedarResponse Reauthorize(CedarRequest request, IEntitySource entities)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(entities);
        if (!Request.Admits(request)) throw new ArgumentException("the request differs from what was known of it", nameof(request));
        return Authorizer.Authorize(request, _rest.Value, entities);
    }

    // A policy that errors is taken as written, so that it errors in its own words.
    private PolicySet Rest() => PolicySet.Of(Residuals.Where(residual => !residual.IsFalse)
        .Select(residual => residual.Condition is Residual.Error ? residual.Policy : residual.ToPolicy()));
}
