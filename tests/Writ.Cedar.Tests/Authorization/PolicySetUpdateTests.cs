using FsCheck.Fluent;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Authorization;

public sealed class PolicySetUpdateTests
{
    [Fact]
    public void With_IdInUse_IsRefused()
    {
        var set = PolicySet.Parse("permit(principal, action, resource);permit(principal == ?principal, action, resource);");
        foreach (var policy in set.Policies.Concat(set.Templates))
        {
            Assert.Throws<ArgumentException>(() => set.With(policy));
            Assert.Throws<ArgumentException>(() => PolicySet.Of(policy, policy));
        }
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
    public void Without_MostOfASet_KeepsTemplatesPlacesAndIds()
    {
        var set = PolicySet.Parse(string.Concat(Enumerable.Repeat("permit(principal, action, resource);", 100)) + "permit(principal == ?principal, action, resource);");
        for (var removed = 0; removed < 99; removed++)
        {
            set = set.Without($"policy{removed}");
            Assert.Equal(99 - removed, Authorizer.Authorize(Given.Request, set, Given.Store).Permits.Length);
        }

        Assert.Equal(["policy100"], Given.Ids(set.Templates));
        Assert.InRange(set.Words, 1, 1);
        Assert.Throws<ArgumentException>(() => set.With(Renamed(set.Policies[0], "policy100")));
        var linked = set.Link("policy100", "link", Given.Alice);
        Assert.Equal(["policy99", "link"], Given.Ids(Authorizer.Authorize(Given.Request, linked, Given.Store).Reasons));
        Assert.Throws<ArgumentException>(() => linked.Without("policy100").Link("policy100", "again", Given.Alice));
    }

    [Fact]
    public void Words_OfASet_AreOneForSixtyFourPolicies()
    {
        var policies = PolicySet.Parse(string.Concat(Enumerable.Repeat("permit(principal, action, resource);", 65))).Policies;
        Assert.Equal(0, PolicySet.Empty.Words);
        Assert.Equal(1, PolicySet.Of(policies.Take(64)).Words);
        Assert.Equal(2, PolicySet.Of(policies).Words);
    }

    [Fact]
    public void Changes_ThatCannotBe_SayWhy()
    {
        var set = PolicySet.Parse("permit(principal == ?principal, action, resource);permit(principal, action, resource);permit(principal, action, resource == ?resource);");
        Assert.Equal("the policy id `policy1` is in use", Assert.Throws<ArgumentException>(() => set.With(set.Policies[0])).Message);
        Assert.Equal("the policy id `policy0` is in use", Assert.Throws<ArgumentException>(() => set.With(set.Templates[0])).Message);
        Assert.Equal("there is no policy `none`", Assert.Throws<ArgumentException>(() => set.Without("none")).Message);
        Assert.StartsWith("`policy1` is no template", Assert.Throws<ArgumentException>(() => set.Link("policy1", "x")).Message, StringComparison.Ordinal);
        Assert.StartsWith("`?principal` of `policy0` does not fit the values", Assert.Throws<ArgumentException>(() => set.Link("policy0", "x")).Message, StringComparison.Ordinal);
        Assert.StartsWith("`?resource` of `policy2` does not fit the values", Assert.Throws<ArgumentException>(() => set.Link("policy2", "x")).Message, StringComparison.Ordinal);
        Assert.StartsWith("the change made no set", Assert.Throws<ArgumentException>(() => new CurrentPolicies(set).Change(_ => null!)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_ThatAreNull_AreNamed()
    {
        Assert.Equal("policies", Assert.Throws<ArgumentNullException>(() => PolicySet.Of((IEnumerable<Policy>)null!)).ParamName);
        Assert.Equal("policy", Assert.Throws<ArgumentNullException>(() => PolicySet.Of([null!])).ParamName);
        Assert.Equal("sources", Assert.Throws<ArgumentNullException>(() => PolicySet.TryParse((IEnumerable<PolicySource>)null!, out _, out _)).ParamName);
        Assert.Equal("policies", Assert.Throws<ArgumentNullException>(() => PolicySet.Empty.With((IEnumerable<Policy>)null!)).ParamName);
        Assert.Equal("ids", Assert.Throws<ArgumentNullException>(() => PolicySet.Empty.Without((IEnumerable<string>)null!)).ParamName);
        Assert.Equal("policies", Assert.Throws<ArgumentNullException>(() => new CurrentPolicies(null!)).ParamName);
        Assert.Equal("change", Assert.Throws<ArgumentNullException>(() => new CurrentPolicies(PolicySet.Empty).Change(null!)).ParamName);
        Assert.Equal("request", Assert.Throws<ArgumentNullException>(() => Authorizer.Authorize(null!, PolicySet.Empty, Given.Store)).ParamName);
        Assert.Equal("policies", Assert.Throws<ArgumentNullException>(() => Authorizer.Authorize(Given.Request, null!, Given.Store)).ParamName);
        Assert.Equal("entities", Assert.Throws<ArgumentNullException>(() => Authorizer.Authorize(Given.Request, PolicySet.Empty, null!)).ParamName);
        Assert.Equal("principal", Assert.Throws<ArgumentNullException>(() => new CedarRequest(null!, Given.View, Given.Photo)).ParamName);
        Assert.Equal("action", Assert.Throws<ArgumentNullException>(() => new CedarRequest(Given.Alice, null!, Given.Photo)).ParamName);
        Assert.Equal("resource", Assert.Throws<ArgumentNullException>(() => new CedarRequest(Given.Alice, Given.View, null!)).ParamName);
    }

    [Fact]
    public void Context_OfARequest_IsTheOneGivenOrEmpty()
    {
        var context = CedarRecord.Of(("a", 1L));
        Assert.Same(context, new CedarRequest(Given.Alice, Given.View, Given.Photo, context).Context);
        Assert.Same(CedarRecord.Empty, new CedarRequest(Given.Alice, Given.View, Given.Photo).Context);
    }

    [Fact]
    public void TryParse_TextWithErrors_MakesNoSet()
    {
        Assert.False(PolicySet.TryParse("permit(principal, action, resource); nothing", out var policies, out _));
        Assert.Null(policies);
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
