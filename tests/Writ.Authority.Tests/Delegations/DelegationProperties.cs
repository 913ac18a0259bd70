using System.Collections.Immutable;
using Writ.Authority.Tasks;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tests.Delegations;

/// <summary>T5's law, by real openings: whatever intents say and whoever asks for whatever, a delegated task is never more than the one that delegated it.</summary>
public sealed class DelegationProperties : IDisposable
{
    private const int Seed = 20261201;
    private static readonly int Chains = Environment.GetEnvironmentVariable("WRIT_TEST_FULL") is null ? 1_000 : 10_000;

    private static readonly string[] Actions = ["files/read", "files/write", "files/*", "mail/send", "mail/*"];
    private static readonly string[] Resources = ["*", "Case", "Case::42", "Case::43"];

    private readonly World world = new();
    private readonly Random random = new(Seed);

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task OpenAsync_RandomChainsOfDelegation_OnlyNarrow()
    {
        var (opened, refused, deepest) = (0, 0, 0);
        for (var chain = 0; chain < Chains; chain++)
        {
            if (await OpenAsync("a0", null) is not { } parent)
            {
                refused++;
                continue;
            }

            for (var hop = 1; hop < 7 && parent.Hops > 0; hop++)
            {
                if (await OpenAsync($"a{hop}", Handed(parent)) is not { } child)
                {
                    refused++;
                    break;
                }

                Assert.True(child.Scope.IsSubsetOf(parent.Scope));
                Assert.True(child.Deadline <= parent.Deadline);
                Assert.True(child.Budget.IsWithin(parent.Budget));
                Assert.True(child.Hops < parent.Hops);
                Assert.Equal([parent.Id, .. parent.Ancestors], child.Ancestors);
                Assert.Equal([parent.Actor.Instance, .. parent.Actor.Chain], child.Actor.Chain);
                Assert.Equal(parent.Subject, child.Subject);
                Assert.True(parent.Actor.Assurance > Assurance.SameUid || child.Actor.Assurance <= parent.Actor.Assurance);
                (opened, parent, deepest) = (opened + 1, child, Math.Max(deepest, hop));
            }
        }

        // The cases were neither all refused nor all shallow.
        Assert.True(opened > Chains / 2 && refused > Chains / 20 && deepest > 3, $"{opened} opened, {refused} refused, at most {deepest} deep");
    }

    private async Task<AgentTask?> OpenAsync(string name, DelegatedTask? delegated)
    {
        var slug = Slug.Parse(name);
        world.Current = new ReleaseInForce(
            world.Release with
            {
                Agents = world.Release.Agents.SetItem(slug, new AgentRegistration(slug, "tests", "x", Tier.Low, [slug])),
                Intents = world.Release.Intents.SetItem(slug, Intent(slug)),
            },
            world.Decisions);
        var instance = world.Instance() with { Agent = slug, Id = SpiffeId.FromSegments(world.Release.TrustDomain, "agent", name, world.Ids.Next().ToString()), Assurance = (Assurance)random.Next(1, 5) };
        var result = await world.Tasks.OpenAsync(
            new TaskOpening
            {
                Agent = name,
                Intent = name,
                Parameters = ImmutableDictionary<string, string>.Empty,
                Instance = instance,
                InstanceIsNew = true,
                Channel = TaskChannel.Launcher,
                Subject = delegated?.Parent.Subject ?? new Subject("https://idp.example", $"{random.Next(3)}"),
                Scope = random.Next(2) == 0 ? null : Scope(),
                Lifetime = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(1, 4000)),
                Depth = random.Next(2) == 0 ? null : random.Next(0, 8),
                Delegated = delegated,
            },
            TestContext.Current.CancellationToken);
        return result is TaskOpeningResult.Opened { Task: var task } ? task : null;
    }

    private DelegatedTask Handed(AgentTask parent) => new(
        parent, random.Next(2) == 0 ? [parent.Scope] : [parent.Scope, Scope()], parent.Deadline - TimeSpan.FromSeconds(random.Next(0, 2)), parent.Hops - 1, FanOut: 8);

    private Intent Intent(Slug name) => world.Release.Intents.Values.First() with
    {
        Name = name,
        Parameters = [],
        Deadline = TimeSpan.FromSeconds(random.Next(10, 3600)),
        Budget = new Budget(random.Next(1, 1000), random.Next(0, 100), random.Next(0, 10)),
        Ceiling = Scope(),
        Delegation = random.Next(5) == 0 ? null : new DelegationRule([name], random.Next(1, 8), 8),
    };

    private Scope Scope() => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new ScopeEntry(
        [.. Some(Actions).Select(static a => ActionPattern.TryParse(a, out var pattern) ? pattern : throw new FormatException(a))],
        [.. Some(Resources).Select(static r => ResourcePattern.TryParse(r, out var pattern) ? pattern : throw new FormatException(r))],
        random.Next(2) == 0
            ? ImmutableSortedDictionary<string, Constraint>.Empty
            : ImmutableSortedDictionary<string, Constraint>.Empty.Add("n", Constraint.Between.AtMost(random.Next(0, 10)))))]);

    private IEnumerable<string> Some(string[] of) => random.GetItems(of, random.Next(1, 3)).Distinct(StringComparer.Ordinal);
}
