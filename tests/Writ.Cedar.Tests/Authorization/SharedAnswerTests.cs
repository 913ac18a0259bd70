using System.Globalization;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Authorization;

/// <summary>Answers are shared between requests, and tables between sets: neither may show.</summary>
public sealed class SharedAnswerTests
{
    // More than the answers that are kept, so that they are let go of once at least.
    private const int Answers = 20_000;
    private const int Bits = 15;

    [Fact]
    public void Authorize_MoreAnswersThanAreKept_EachIsTheRightOne()
    {
        var policies = PolicySet.Parse(string.Concat(Enumerable.Range(0, Bits).Select(bit => $"permit(principal, action, resource) when {{ context.on.contains({bit}) }};")));
        for (var answer = 0; answer < Answers; answer++)
        {
            var on = Enumerable.Range(0, Bits).Where(bit => (answer >> bit & 1) != 0).ToArray();
            var request = new CedarRequest(Given.Alice, Given.View, Given.Photo, CedarRecord.Of(("on", CedarSet.Of([.. on.Select(bit => (CedarValue)(long)bit)]))));
            var first = Authorizer.Authorize(request, policies, Given.Store);
            Assert.Equal(on.Length, first.Permits.Length);
            for (var i = 0; i < on.Length; i++) Assert.Equal(on[i].ToString(CultureInfo.InvariantCulture), first.Permits[i].Id["policy".Length..]);
            Assert.Equal(Bits - on.Length, first.Unmet.Length);
            Assert.Same(first, Authorizer.Authorize(request, policies, Given.Store));
        }
    }

    [Fact]
    public void Authorize_AnswersOfOneHash_AreToldApart()
    {
        // Found by search: under the hash of today these two answers of eighteen policies fall together.
        var policies = PolicySet.Parse(string.Concat(Enumerable.Range(0, 18).Select(bit => $"permit(principal, action, resource) when {{ context.on.contains({bit}) }};")));
        foreach (var answer in (int[])[12_307, 39_848, 12_307])
        {
            var on = Enumerable.Range(0, 18).Where(bit => (answer >> bit & 1) != 0).ToArray();
            var request = new CedarRequest(Given.Alice, Given.View, Given.Photo, CedarRecord.Of(("on", CedarSet.Of([.. on.Select(bit => (CedarValue)(long)bit)]))));
            Assert.Equal(on.Select(bit => $"policy{bit}"), Given.Ids(Authorizer.Authorize(request, policies, Given.Store).Permits));
        }
    }

    [Fact]
    public void Authorize_RequestsThatNoAnswerFitsTwice_KeepNoMoreThanTheLimit()
    {
        var policies = PolicySet.Parse(string.Concat(Enumerable.Range(0, 2_000).Select(i => $"permit(principal, action, resource) when {{ context.n == {i} }};")));
        var most = 0;
        for (var n = 0; n < 1_200; n++)
        {
            var request = new CedarRequest(Given.Alice, Given.View, Given.Photo, CedarRecord.Of(("n", (long)n)));
            Assert.Equal([$"policy{n}"], Given.Ids(Authorizer.Authorize(request, policies, Given.Store).Permits));
            most = Math.Max(most, policies.Responses.Kept);
        }

        Assert.InRange(most, ResponseCache.MostOutcomes / 2, ResponseCache.MostOutcomes);
        Assert.InRange(policies.Responses.Kept, 1, ResponseCache.MostOutcomes / 2);
    }

    [Fact]
    public void Authorize_SetLargerThanTheStackHolds_RemembersNothingOfTheRequestBefore()
    {
        var policies = PolicySet.Parse(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"permit(principal==User::\"u{i}\",action,resource);")));
        foreach (var user in (int[])[3, 19_999, 500])
        {
            // What the pool gives may be full of others' bits.
            var dirty = System.Buffers.ArrayPool<ulong>.Shared.Rent(policies.Words);
            Array.Fill(dirty, ulong.MaxValue);
            System.Buffers.ArrayPool<ulong>.Shared.Return(dirty);
            var id = string.Create(CultureInfo.InvariantCulture, $"{user}");
            Assert.Equal([$"policy{id}"], Given.Ids(Authorizer.Authorize(new CedarRequest(EntityUid.Of("User", $"u{id}"), Given.View, Given.Photo), policies, Given.Store).Reasons));
            Assert.Empty(Authorizer.Authorize(Given.Request, policies, Given.Store).Reasons);
        }
    }

    [Fact]
    public void With_TwoSetsMadeOfOne_DoNotSeeEachOther()
    {
        var policies = PolicySet.Parse(string.Concat(Enumerable.Repeat("permit(principal == User::\"alice\", action, resource);", 9)) + "permit(principal == User::\"bob\", action, resource);").Policies;
        for (var shared = 1; shared < 8; shared++)
        {
            var original = PolicySet.Of(policies.Take(shared));
            var (one, other) = (original.With(policies[7]), original.With(policies[9], policies[8]));
            Assert.Equal(Given.Ids(policies.Take(shared).Append(policies[7])), Given.Ids(Authorizer.Authorize(Given.Request, one, Given.Store).Reasons));
            Assert.Equal(Given.Ids(policies.Take(shared).Append(policies[8])), Given.Ids(Authorizer.Authorize(Given.Request, other, Given.Store).Reasons));
            Assert.Equal(Given.Ids(policies.Take(shared)), Given.Ids(Authorizer.Authorize(Given.Request, original, Given.Store).Reasons));
        }
    }

    [Fact]
    public void Authorize_EntitiesBelowManyGroups_FindsEveryPolicy()
    {
        foreach (var groups in (int[])[1, 59, 60, 61, 62, 63, 64, 65, 300])
        {
            var above = Enumerable.Range(0, groups).Select(i => EntityUid.Of("Group", $"g{i}")).ToArray();
            var actions = Enumerable.Range(0, groups).Select(i => EntityUid.Of("Action", $"a{i}")).ToArray();
            var store = EntityStore.Of(new Entity(Given.Alice, parents: [.. above]), new Entity(Given.Photo, parents: [.. above]), new Entity(Given.View, parents: [.. actions]));
            var policies = PolicySet.Parse(string.Concat(Enumerable.Range(0, groups).Select(i => $"permit(principal in Group::\"g{i}\", action in Action::\"a{i}\", resource in Group::\"g{groups - 1 - i}\");")));
            Assert.Equal(groups, Authorizer.Authorize(Given.Request, policies, store).Permits.Length);
        }
    }

    [Theory]
    [InlineData("principal is User in Group::\"all\"", "resource", true)]
    [InlineData("principal is Photo in Group::\"all\"", "resource", false)]
    [InlineData("principal", "resource is Photo in Album::\"a1\"", true)]
    [InlineData("principal", "resource is User in Album::\"a1\"", false)]
    [InlineData("principal is Photo in User::\"alice\"", "resource", false)]
    public void Authorize_TypeInAGroup_AsksForBoth(string principal, string resource, bool fits)
    {
        var response = Given.Decide($"permit({principal}, action, {resource});");
        Assert.Equal(fits, response.Decision == CedarDecision.Allow);
        Assert.Empty(response.Unmet);
    }
}
