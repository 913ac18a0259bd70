using FsCheck.Fluent;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Authorization;

public sealed class PolicySetUpdateTests
{
    [Fact]
    public void With_IdInUse_IsRefused()
    {
        var set = PolicySet.Parse("permit(principal, action, resource);permit(principal == ?principal, action, resource);");
        foreach (var policy in set.Policies.Concat(set.Templates)) Assert.Throws<ArgumentException>(() => set.With(policy));
    }

    [Fact]
    public void Without_UnknownId_IsRefused() => Assert.Throws<ArgumentException>(() => PolicySet.Empty.Without("policy0"));

    [Fact]
    public void Without_Template_ItCanNoLongerBeLinked()
    {
        var set = PolicySet.Parse("permit(principal == ?principal, action, resource);").Without("policy0");
        Assert.Empty(set.Templates);
        Assert.Throws<ArgumentException>(() => set.Link("policy0", "link", Given.Alice));
    }

    [Fact]
    public void With_OriginalSet_StaysAsItWas()
    {
        var original = PolicySet.Parse("permit(principal, action, resource);");
        var forbid = PolicySet.Parse("forbid(principal, action, resource);").Policies[0];
        var first = original.Without("policy0").With(forbid);
        var second = original.With(Renamed(forbid, "other"));
        Assert.Equal(CedarDecision.Allow, Authorizer.Authorize(Given.Request, original, Given.Store).Decision);
        Assert.Equal(["policy0"], Given.Ids(Authorizer.Authorize(Given.Request, first, Given.Store).Forbids));
        Assert.Equal(["other"], Given.Ids(Authorizer.Authorize(Given.Request, second, Given.Store).Forbids));
        Assert.Equal(["policy0"], Given.Ids(original.Policies));
    }

    [Fact]
    public void Update_AnySteps_AnswersLikeASetMadeAtOnce() => Always.Holds(
        from policies in PolicyGen.Policies
        from seed in Gen.Choose(0, int.MaxValue)
        select (policies, seed),
        given =>
        {
            var all = PolicySet.Parse(string.Concat(given.policies.Select(policy => policy.Scoped))).Policies;
            var random = new Random(given.seed);
            var updated = PolicySet.Empty;
            var kept = new List<Policy>();
            foreach (var policy in all)
            {
                updated = updated.With(policy);
                kept.Add(policy);
                if (random.Next(2) == 0) Authorizer.Authorize(Given.Request, updated, Given.Store);
                while (kept.Count > 0 && random.Next(3) == 0)
                {
                    var gone = kept[random.Next(kept.Count)];
                    updated = updated.Without(gone.Id);
                    kept.Remove(gone);
                }
            }

            return Answer(updated) == Answer(PolicySet.Of(kept)) && updated.Policies.SequenceEqual(kept);
        });

    [Fact]
    public async Task Change_FromManyThreads_LosesNone()
    {
        const int threads = 8;
        const int each = 50;
        var current = new CurrentPolicies(PolicySet.Empty);
        var policy = PolicySet.Parse("permit(principal, action, resource);").Policies[0];
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                var id = $"p{thread}-{i}";
                current.Change(set => set.With(Renamed(policy, id)));
                Assert.NotEmpty(Authorizer.Authorize(Given.Request, current.Value, Given.Store).Permits);
            }
        })));
        Assert.Equal(threads * each, current.Value.Policies.Length);
        Assert.Equal(threads * each, Authorizer.Authorize(Given.Request, current.Value, Given.Store).Permits.Length);
    }

    private static Policy Renamed(Policy policy, string id) =>
        new(id, policy.Effect, policy.Principal, policy.Action, policy.Resource, policy.Conditions);

    private static string Answer(PolicySet set)
    {
        var response = Authorizer.Authorize(Given.Request, set, Given.Store);
        return string.Join('|', [.. Given.Ids(response.Permits), "-", .. Given.Ids(response.Forbids), "-", .. Given.Ids(response.Unmet), "-", .. response.Errors.Select(error => error.ToString())]);
    }
}
