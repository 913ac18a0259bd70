using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Authorization;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public void Authorize_AnswersGivenBefore_AllocatesNothing(int count)
    {
        const int rounds = 1_000;
        Assert.True(PolicySet.TryParse(
            "permit(principal in Group::\"staff\", action in Action::\"read\", resource is Photo) when { principal.age > 18 && principal.name like \"A*\" && ![1, 2].contains(context.n) };"
            + "forbid(principal, action, resource) unless { context.mfa && resource has private && !resource.private };"
            + "permit(principal is User in Group::\"all\", action, resource in Album::\"a1\") when { principal.getTag(\"team\") == \"red\" && ip(\"10.0.0.1\").isInRange(ip(\"10.0.0.0/8\")) };"
            + "permit(principal, action, resource) when { context.n > 100 };"
            + string.Concat(Enumerable.Range(0, count).Select(i => $"permit(principal == User::\"u{i}\", action, resource) when {{ context.n > {i} }};")), out var policies, out _, new ParseOptions { MaxTextLength = int.MaxValue }));
        for (var i = 0; i < rounds; i++) Assert.Equal(2, Authorizer.Authorize(Given.Request, policies, Given.Store).Permits.Length);

        Assert.Equal(0, Steady(rounds, () => Authorizer.Authorize(Given.Request, policies, Given.Store)));
    }

    [Theory]
    [InlineData(65, 61)]
    [InlineData(2_000, 10)]
    [InlineData(10, 3_000)]
    [InlineData(5_000, 5_000)]
    public void Authorize_ManyPoliciesBearAndHierarchiesAreWide_AllocatesNothing(int bearing, int groups)
    {
        var (user, photo) = (EntityUid.Of("User", "u"), EntityUid.Of("Photo", "p"));
        var entities = EntityStore.Of(
            new Entity(user, parents: [.. Enumerable.Range(0, groups).Select(i => EntityUid.Of("Group", $"g{i}"))]),
            new Entity(photo, parents: [.. Enumerable.Range(0, groups).Select(i => EntityUid.Of("Album", $"a{i}"))]));
        var request = new CedarRequest(user, Given.View, photo, CedarRecord.Of(("n", 1L)));
        var policies = PolicySet.Parse(
            string.Concat(Enumerable.Range(0, bearing).Select(i => $"permit(principal, action, resource) when {{ context.n == {i % 3} }};"))
            + string.Concat(Enumerable.Range(0, groups).Select(i => $"permit(principal in Group::\"g{i}\", action, resource in Album::\"a{groups - i - 1}\");")));
        for (var i = 0; i < 20; i++) Assert.InRange(Authorizer.Authorize(request, policies, entities).Permits.Length, groups + (bearing / 3), groups + bearing);

        Assert.Equal(0, Steady(20, () => Authorizer.Authorize(request, policies, entities)));
    }

    // What every pass allocates. A collection that another test causes in between ends this thread's place in the heap, and what is left of that place counts as
    // allocated: such a pass says nothing, and the least of several is what decisions took.
    private static long Steady(int rounds, Action decide)
    {
        var least = long.MaxValue;
        for (var pass = 0; pass < 10; pass++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < rounds; i++) decide();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
