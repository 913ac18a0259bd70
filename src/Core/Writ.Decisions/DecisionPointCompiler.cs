using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Json;
using Writ.Cedar.Values;
using Writ.Domain;

namespace Writ.Decisions;

/// <summary>Compiles a release's Cedar policies into its decision point. Thread-safe.</summary>
/// <param name="vocabulary">
/// The whole vocabulary, when it is known: arguments of the tools it declares are read by their types. Null reads all arguments as they come.
/// </param>
public sealed class DecisionPointCompiler(VocabularySchema? vocabulary = null) : IDecisionPointCompiler
{
    /// <inheritdoc />
    public IDecisionPoint? Compile(Release release, out ImmutableArray<ReleaseProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(release);
        return Parse(release.Policies, out problems) is var (policies, names) ? new ReleaseDecisionPoint(release.Id, policies, names, Shared(release), vocabulary) : null;
    }

    /// <inheritdoc />
    public ImmutableArray<ReleaseProblem> Check(ImmutableArray<PolicyFile> policies)
    {
        _ = Parse(policies, out var problems);
        return problems;
    }

    /// <inheritdoc />
    public ImmutableArray<PolicyOutline> Outline(ImmutableArray<PolicyFile> policies) =>
        Parse(policies, out _) is var (read, names) ? [.. read.Policies.Select(p => new PolicyOutline(names[p.Id], Effects(p.Effect), PolicyJson.Write(p), Removal(p)))] : [];

    private static PolicyEffect Effects(Effect effect) => effect == Effect.Permit ? PolicyEffect.Permit : PolicyEffect.Forbid;

    // A permit that fails denies, and one with an obligation binds what others permit: only one that can do neither is sure to permit less when it is gone.
    private static ReleaseWeight Removal(Policy policy) => policy.Effect == Effect.Forbid ? ReleaseWeight.Loosens
        : policy.Conditions.IsEmpty && policy.Annotation(Annotations.Obligation) is null ? ReleaseWeight.Tightens
        : ReleaseWeight.Undecided;

    private static (PolicySet Policies, ImmutableDictionary<string, string> Names)? Parse(ImmutableArray<PolicyFile> files, out ImmutableArray<ReleaseProblem> problems)
    {
        if (!PolicySet.TryParse(files.Select(static f => new PolicySource(f.Name, f.Text)), out var policies, out var errors))
        {
            problems = [.. errors.Select(static e => new ReleaseProblem("W1040", e.Position.File ?? "", e.Position.Line, e.Position.Column, e.Message, e.Hint ?? "see the policy language's grammar"))];
            return null;
        }

        var found = ImmutableArray.CreateBuilder<ReleaseProblem>();
        var names = Names(policies, found);
        foreach (var template in policies.Templates)
        {
            found.Add(Problem("W1043", template, "a template has no effect until it is linked, and a release links none", "write the entity in place of the slot"));
        }

        // The shipped guardrails permit nothing, so they do not count.
        if (policies.Policies.All(static p => p.Effect != Effect.Permit))
        {
            found.Add(new ReleaseProblem("W1044", "policies", 0, 0, "no policy permits anything, so everything would be denied", "add a file `policies/NAME.cedar` with at least one permit"));
        }

        problems = found.ToImmutable();
        return problems.IsEmpty ? (policies, names) : null;
    }

    // A policy is known by its `@id`; one without is known by its place, so that a reason always names something a person can find.
    private static ImmutableDictionary<string, string> Names(PolicySet policies, ImmutableArray<ReleaseProblem>.Builder problems)
    {
        var names = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var policy in policies.Policies)
        {
            var name = policy.Annotation(Annotations.Id) ?? policy.Position.ToString();
            if (name.Length is 0 or > 128 || name.Any(char.IsControl))
            {
                problems.Add(Problem("W1041", policy, "the `@id` is empty, longer than 128 characters, or holds control characters", "give the policy a short name"));
            }
            else if (!taken.Add(name))
            {
                problems.Add(Problem("W1041", policy, $"the id `{name}` stands twice", "give each policy its own `@id`"));
            }

            if (policy.Effect == Effect.Permit && policy.Annotation(Annotations.Approval) is not null)
            {
                problems.Add(Problem("W1042", policy, "`@approval` on a permit does nothing", "put it on a forbid, which an approval then discharges"));
            }

            if (policy.Annotation(Annotations.Obligation) is { } duty && string.IsNullOrWhiteSpace(duty))
            {
                problems.Add(Problem("W1042", policy, "`@obligation` names nothing", "write the kind of obligation, as in `@obligation(\"single-use\")`"));
            }

            names[policy.Id] = name;
        }

        return names.ToImmutable();
    }

    private static EntityStore Shared(Release release) => EntityStore.Of(
    [
        .. release.Agents.Values.Select(static a => new Entity(
            EntityUid.Of(WritNames.Agent, a.Name.ToString()),
            CedarRecord.Of(("owner", a.Owner), ("tier", a.Tier.ToString().ToLowerInvariant())))),
        .. release.Servers.Keys.Select(static s => new Entity(EntityUid.Of(WritNames.Server, s.ToString()))),
        .. release.Intents.Values.Select(static i => new Entity(
            EntityUid.Of(WritNames.Intent, i.Name.ToString()),
            CedarRecord.Of(("owner", i.Owner), ("tier", i.Tier.ToString().ToLowerInvariant())))),
    ]);

    private static ReleaseProblem Problem(string code, Policy policy, string text, string fix) =>
        new(code, policy.Position.File ?? "", policy.Position.Line, policy.Position.Column, text, fix);
}
