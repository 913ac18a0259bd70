using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Partial;

namespace Writ.Cedar.Tests.Partial;

public sealed class EntitySliceTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "Action::\"read\" Action::\"view\" Doc::\"plan\" Folder::\"f\" Team::\"all\" Team::\"staff\" User::\"alice\"")]
    [InlineData(2, "Action::\"read\" Action::\"view\" Doc::\"plan\" Folder::\"f\" Team::\"all\" Team::\"staff\" User::\"alice\" User::\"bob\"")]
    [InlineData(9, "Action::\"read\" Action::\"view\" Doc::\"plan\" Folder::\"f\" Team::\"all\" Team::\"staff\" User::\"alice\" User::\"bob\"")]
    public void LoadAsync_Level_LoadsWhatSoManyStepsReach(int level, string expected)
    {
        var loader = new StoreLoader(TypedExample.Store);
        var slice = Slice(level, loader);
        Assert.Equal(expected, string.Join(' ', slice.Entities.Select(entity => entity.ToString()).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(1, "permit(principal in Team::\"all\", action in Action::\"read\", resource) when { principal.home.city == \"Oslo\" && resource.owner == principal.boss };")]
    [InlineData(2, "permit(principal, action, resource) when { resource.owner.age == 40 && resource.owner in Team::\"all\" };")]
    public void LoadAsync_PoliciesOfTheLevel_DecideAsOverAllEntities(int level, string policies)
    {
        var slice = Slice(level, new StoreLoader(TypedExample.Store));
        Assert.Equal(CedarDecision.Allow, Authorizer.Authorize(TypedExample.Whole, PolicySet.Parse(policies), TypedExample.Store).Decision);
        Assert.Equal(CedarDecision.Allow, Authorizer.Authorize(TypedExample.Whole, PolicySet.Parse(policies), slice).Decision);
    }

    private static EntityStore Slice(int level, StoreLoader loader) =>
        StoreLoader.Now(EntitySlice.LoadAsync(TypedExample.Whole, level, loader, CancellationToken.None));
}
