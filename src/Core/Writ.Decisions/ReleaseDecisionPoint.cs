using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;
using Writ.Domain;

namespace Writ.Decisions;

/// <summary>The PDP of one release: laws, then Cedar, then the verdict, in one pass.</summary>
internal sealed class ReleaseDecisionPoint(
    ReleaseId release, PolicySet policies, ImmutableDictionary<string, string> names, EntityStore shared, VocabularySchema? vocabulary = null) : IDecisionPoint
{
    public ReleaseId Release => release;

    public Decision Decide(DecisionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Laws.FirstBroken(request) is { } broken)
        {
            return Decision.Deny(release, [broken], []);
        }

        var action = request.Action;
        var verb = EntityUid.Of(WritNames.Action, action.Name.ToString());
        var type = vocabulary?.InputOf(verb);
        var member = "";
        if ((type is null ? ArgumentRecord.Read(action.Arguments.Span, out member) : ArgumentRecord.Read(action.Arguments.Span, type, out member)) is not { } input)
        {
            return Decision.Deny(release, [type is null ? Inexact(PlainText.Of(member)) : Mistyped(PlainText.Of(member))], []);
        }

        var thing = WritNames.Resource(action.Resource);
        var principal = Instance(request.Actor);
        var resource = new Entity(
            thing,
            CedarRecord.Of([.. action.Resource.Attributes.Select(static a => (a.Key, CedarValue.From(a.Value)))]),
            [EntityUid.Of(WritNames.Server, action.Name.Server.ToString())]);
        var entities = shared.Overlay(principal, new Entity(verb, parents: [.. WritNames.GroupsOf(action.Effects, request.Facts.Classified)]), resource);

        var response = Authorizer.Authorize(new CedarRequest(principal.Uid, verb, thing, ContextBuilder.ForAction(request, input)), policies, entities);
        return Verdict(response, request.Actor.Assurance, $"`{action.Name}` on this {action.Resource.Type}");
    }

    public Decision DecideOpening(AgentTask candidate, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var principal = Instance(candidate.Actor);
        var intent = EntityUid.Of(WritNames.Intent, candidate.Intent.ToString());
        var response = Authorizer.Authorize(
            new CedarRequest(principal.Uid, WritNames.OpenTask, intent, ContextBuilder.ForOpening(candidate, now)), policies, shared.Overlay(principal));
        return Verdict(response, candidate.Actor.Assurance, $"opening a task for `{candidate.Intent}`");
    }

    public Decision DecideDelegation(AgentTask task, Actor actor, Slug to, Slug intent, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(actor);
        var principal = Instance(actor);
        var response = Authorizer.Authorize(
            new CedarRequest(principal.Uid, WritNames.DelegateTask, EntityUid.Of(WritNames.Intent, intent.ToString()), ContextBuilder.ForDelegation(task, actor, to, now)),
            policies,
            shared.Overlay(principal));
        return Verdict(response, actor.Assurance, $"delegating `{intent}` to `{to}`");
    }

    private static Reason Inexact(string member) =>
        new("W3105", "law/arguments", $"the argument `{member}` is a number or a text that policy and server might not read alike", "use whole numbers up to 2^53, or at most four decimal places, and whole characters");

    private static Reason Mistyped(string member) =>
        new("W3105", "law/arguments", $"the argument `{member}` is not what its tool declared, or cannot be shown to policy exactly", "keep to the tool's `inputSchema`; whole numbers up to 2^53, at most four decimal places, instants to the millisecond");

    private static Entity Instance(Actor actor) =>
        new(EntityUid.Of(WritNames.Instance, actor.Instance.ToString()), parents: [EntityUid.Of(WritNames.Agent, actor.Agent.ToString())]);

    // Allow when a permit holds and no forbid does; step-up when a permit holds and every satisfied forbid is dischargeable; deny otherwise.
    // Cedar leaves an erroring policy out; here one error denies, because the one left out may be a forbid.
    private Decision Verdict(CedarResponse response, Assurance assurance, string what)
    {
        var determining = response.Reasons.Select(p => names[p.Id]).ToImmutableArray();
        if (!response.Errors.IsEmpty)
        {
            return Decision.Deny(release, [.. response.Errors.Select(Failed)], determining);
        }

        var standing = response.Forbids.Where(static f => f.Annotation(Annotations.Approval) is null).ToImmutableArray();
        if (!standing.IsEmpty)
        {
            return Decision.Deny(release, [.. standing.Select(f => Forbidden(f, what))], determining);
        }

        if (response.Permits.IsEmpty)
        {
            return Decision.Deny(release, [NothingPermits(response, what)], determining);
        }

        var obligations = Annotations.Obligations(response.Permits.AddRange(response.Forbids), names);
        if (response.Forbids.IsEmpty)
        {
            return Decision.Allow(release, determining, obligations);
        }

        return assurance < Assurance.SeparateUid
            ? Decision.Deny(release, [new Reason("W3122", "law/assurance", $"{what} needs an approval, and an agent under Writ's own uid is advisory: it could approve itself", "run the agent under its own uid or in a sandbox")], determining)
            : Decision.StepUp(release, [.. response.Forbids.Select(f => Pending(f, what))], determining, obligations);
    }

    private Reason Failed(PolicyError error) =>
        new("W3106", names[error.Policy.Id], "a policy could not be evaluated, so nothing is allowed", "ask an operator to correct the policy");

    private Reason Forbidden(Policy policy, string what) =>
        new("W3108", names[policy.Id], policy.Annotation(Annotations.Reason) ?? $"{what} is forbidden", policy.Annotation(Annotations.Fix) ?? "do without it, or ask the rule's owner");

    private Reason Pending(Policy policy, string what) =>
        new("W3120", names[policy.Id], policy.Annotation(Annotations.Reason) ?? $"{what} needs an approval by `{policy.Annotation(Annotations.Approval)}`", "ask for the approval, then send the identical call again");

    private Reason NothingPermits(CedarResponse response, string what) => response.Unmet.IsEmpty
        ? new Reason("W3107", "default-deny", $"no policy permits {what}", "ask an operator for a policy, or do without it")
        : new Reason(
            "W3107",
            names[response.Unmet[0].Id],
            response.Unmet[0].Annotation(Annotations.Reason) ?? $"no policy permits {what}; what came nearest did not hold",
            response.Unmet[0].Annotation(Annotations.Fix) ?? "keep to what this task is about");
}
