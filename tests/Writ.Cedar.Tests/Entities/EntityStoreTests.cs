using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Entities;

public sealed class EntityStoreTests
{
    [Fact]
    public void Of_LongChain_KnowsEveryAncestor()
    {
        const int length = 3_000;
        var store = EntityStore.Of(Enumerable.Range(0, length).Select(i => new Entity(Node(i), parents: [Node(i + 1)])));
        Assert.Equal(length, store.AncestorsOf(Node(0)).Count);
        Assert.Contains(Node(length), store.AncestorsOf(Node(0)));
        Assert.Empty(store.AncestorsOf(Node(length)));
    }

    [Fact]
    public void Of_Cycle_IsRefused() =>
        Assert.Throws<EntityStoreException>(() => EntityStore.Of(
            new Entity(Node(0), parents: [Node(1)]), new Entity(Node(1), parents: [Node(2)]), new Entity(Node(2), parents: [Node(0)])));

    [Fact]
    public void Of_Diamond_IsNoCycle() =>
        Assert.Equal(3, EntityStore.Of(
            new Entity(Node(0), parents: [Node(1), Node(2)]), new Entity(Node(1), parents: [Node(3)]), new Entity(Node(2), parents: [Node(3)])).AncestorsOf(Node(0)).Count);

    [Fact]
    public void Overlay_NewEntity_StandsBelowSharedOnes()
    {
        var overlay = Shared().Overlay(new Entity(Node(10), parents: [Node(11)]), new Entity(Node(11), parents: [Node(0)]));
        Assert.Equal([Node(0), Node(1), Node(11), Node(2)], overlay.AncestorsOf(Node(10)).OrderBy(uid => uid.Id, StringComparer.Ordinal));
        Assert.True(overlay.TryFind(Node(1), out _));
        Assert.False(overlay.TryFind(Node(12), out _));
    }

    [Fact]
    public void Overlay_SharedEntityWithNewAttributes_IsSeenInstead()
    {
        var overlay = Shared().Overlay(new Entity(Node(1), CedarRecord.Of(("new", true)), [Node(2)]));
        Assert.True(overlay.TryFind(Node(1), out var found) && found.Attributes.Has("new"));
        Assert.Contains(Node(2), overlay.AncestorsOf(Node(0)));
    }

    [Fact]
    public void Overlay_ChangesAncestorsOthersRelyOn_IsRefused()
    {
        Assert.Throws<EntityStoreException>(() => Shared().Overlay(new Entity(Node(1))));
        Assert.Throws<EntityStoreException>(() => Shared().Overlay(new Entity(Node(2), parents: [Node(9)])));
        Assert.Throws<EntityStoreException>(() => Shared().Overlay(new Entity(Node(2), parents: [Node(0)])));
    }

    [Fact]
    public void Overlay_Nothing_IsTheStoreItself()
    {
        var shared = Shared();
        Assert.Same(shared, shared.Overlay());
    }

    [Fact]
    public void Overlay_OfEntitiesThatDoNotNameEachOther_TakesNoGraph()
    {
        var over = Given(new Entity(Node(10), parents: [Node(0), Node(1), Node(0)]), new Entity(Node(11), parents: [Node(2)]), new Entity(Node(12)));
        var direct = DirectAncestors.Of(over, Shared());
        Assert.NotNull(direct);
        Assert.Equal([3, 1, 0], direct.Values.Select(above => above.Count));

        // One names another, itself, or what stands below it in the store.
        Assert.Null(DirectAncestors.Of(Given(new Entity(Node(10), parents: [Node(11)]), new Entity(Node(11))), Shared()));
        Assert.Null(DirectAncestors.Of(Given(new Entity(Node(10), parents: [Node(10)])), Shared()));
        Assert.Null(DirectAncestors.Of(Given(new Entity(Node(2), parents: [Node(0)])), Shared()));
        Assert.Null(DirectAncestors.Of(Given(new Entity(Node(10), parents: [Node(0)]), new Entity(Node(1), parents: [Node(2)])), Shared()));
    }

    [Fact]
    public void DirectAncestors_RandomOverlays_AgreeWithTheClosure()
    {
        var chance = new Random(20261201);
        var taken = 0;
        for (var round = 0; round < 2_000; round++)
        {
            // Each below later ones only, so that none is above itself; the overlay from anywhere.
            var store = EntityStore.Of(Enumerable.Range(0, 40).Select(i => new Entity(Node(i), parents: [.. Enumerable.Range(0, chance.Next(3)).Select(_ => Node(chance.Next(i + 1, 45)))])));
            var over = Enumerable.Range(0, chance.Next(1, 5)).Select(_ => chance.Next(60)).Distinct()
                .ToDictionary(Node, i => new Entity(Node(i), parents: [.. Enumerable.Range(0, chance.Next(5)).Select(_ => Node(chance.Next(60)))]));
            if (DirectAncestors.Of(over, store) is not { } direct) continue;
            taken++;
            var closure = new AncestorClosure(over, store).Compute();
            Assert.Equal(closure.Count, direct.Count);
            foreach (var (uid, above) in closure)
            {
                Assert.Equal(above.Count, direct[uid].Items.ToArray().Distinct().Count());
                Assert.True(above.SetEquals(direct[uid]));
            }
        }

        Assert.InRange(taken, 200, 1_900);
    }

    private static Dictionary<EntityUid, Entity> Given(params Entity[] entities) => entities.ToDictionary(entity => entity.Uid);

    private static EntityStore Shared() => EntityStore.Of(new Entity(Node(0), parents: [Node(1)]), new Entity(Node(1), parents: [Node(2)]));

    private static EntityUid Node(int i) => EntityUid.Of("Node", i.ToString());
}
