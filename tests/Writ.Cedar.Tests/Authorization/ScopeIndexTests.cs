using Writ.Cedar.Authorization;
using Writ.Cedar.Compilation;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Authorization;

public sealed class ScopeIndexTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public void Mark_BothHierarchiesWide_LooksAtNoMoreThanThereIs(int width)
    {
        var policies = PolicySet.Parse(string.Concat(Enumerable.Range(0, width).Select(i => $"permit(principal in Group::\"g{i}\", action, resource in Album::\"a{i}\");")));
        var (request, entities) = Wide(width, width);
        var (probes, found) = Mark(policies, request, entities);
        Assert.Equal(width, found);

        // One for the principal's edge, one to see that the resource has the key behind it, one for the edge itself.
        Assert.InRange(probes, width, (4 * width) + 20);
    }

    [Fact]
    public void Mark_WideHierarchiesThatNoScopeNames_AreNotWalked()
    {
        var policies = PolicySet.Parse("permit(principal in Group::\"g7\", action, resource in Album::\"a9\"); permit(principal in Group::\"other\", action, resource);");
        var (request, entities) = Wide(2_000, 2_000);
        var (probes, found) = Mark(policies, request, entities);
        Assert.Equal(1, found);
        Assert.InRange(probes, 1, 20);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 40)]
    [InlineData(40, 3)]
    [InlineData(40, 40)]
    [InlineData(300, 300)]
    public void Authorize_HierarchiesOfAnyWidth_FindsWhatTheConditionsFind(int groups, int albums)
    {
        string[] principals = ["principal", "principal in Group::\"g0\"", "principal in Group::\"g2\"", "principal in Group::\"g39\"", "principal in Group::\"g299\"", "principal in Group::\"none\"", "principal == User::\"u\"", "principal in User::\"u\"", "principal is User", "principal is User in Group::\"g1\""];
        string[] resources = ["resource", "resource in Album::\"a0\"", "resource in Album::\"a2\"", "resource in Album::\"a39\"", "resource in Album::\"a299\"", "resource in Album::\"none\"", "resource == Photo::\"p\"", "resource is Photo", "resource is Album"];
        var (request, entities) = Wide(groups, albums);
        var pairs = principals.SelectMany(_ => resources, (principal, resource) => (principal, resource)).ToArray();
        var scoped = PolicySet.Parse(string.Concat(pairs.Select(pair => $"permit({pair.principal}, action, {pair.resource});")));
        var written = PolicySet.Parse(string.Concat(pairs.Select(pair => $"permit(principal, action, resource) when {{ {Written(pair.principal)} && {Written(pair.resource)} }};")));
        var expected = Authorizer.Authorize(request, written, entities).Permits.Select(policy => policy.Id).ToArray();
        Assert.Equal(expected, Authorizer.Authorize(request, scoped, entities).Permits.Select(policy => policy.Id));
        Assert.InRange(expected.Length, 12, pairs.Length - 12);

        static string Written(string scope) => scope.Contains(' ') ? scope : "true";
    }

    private static (int Probes, int Found) Mark(PolicySet policies, CedarRequest request, EntityStore entities)
    {
        var frame = new Frame(request, entities);
        var candidates = new ulong[policies.Words];
        var probes = policies.Index.Mark(ref frame, candidates);
        return (probes, candidates.Sum(word => System.Numerics.BitOperations.PopCount(word)));
    }

    private static (CedarRequest, EntityStore) Wide(int groups, int albums)
    {
        var (user, photo) = (EntityUid.Of("User", "u"), EntityUid.Of("Photo", "p"));
        var entities = EntityStore.Of(
            new Entity(user, parents: [.. Enumerable.Range(0, groups).Select(i => EntityUid.Of("Group", $"g{i}"))]),
            new Entity(photo, parents: [.. Enumerable.Range(0, albums).Select(i => EntityUid.Of("Album", $"a{i}"))]));
        return (new CedarRequest(user, EntityUid.Of("Action", "view"), photo), entities);
    }
}
