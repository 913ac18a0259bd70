using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Partial;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Partial;

public sealed class BatchedAuthorizerTests
{
    [Fact]
    public void AuthorizeAsync_NothingLookedInto_LoadsNothing()
    {
        var (response, loader) = Ask("permit(principal, action in Action::\"read\", resource) when { context.mfa && principal != resource };");
        Assert.Equal(PartialDecision.Allow, response.Decision);
        Assert.Empty(loader.Batches);
    }

    [Fact]
    public void AuthorizeAsync_ChainOfAttributes_LoadsOneStepABatch()
    {
        var (response, loader) = Ask("permit(principal, action, resource) when { resource.owner.age > 1 && principal.age > 1 };");
        Assert.Equal(PartialDecision.Allow, response.Decision);
        Assert.Equal(2, response.Iterations);
        Assert.Equal(["Doc::\"plan\"", "User::\"alice\"", "User::\"bob\""], loader.Asked);
        Assert.Equal(3, response.EntitiesLoaded);
    }

    [Fact]
    public void AuthorizeAsync_In_LoadsParentsOnlyUntilOneFits()
    {
        var (response, loader) = Ask("permit(principal in Team::\"staff\", action, resource);");
        Assert.Equal(PartialDecision.Allow, response.Decision);
        Assert.Equal(["User::\"alice\""], loader.Asked);
        (response, loader) = Ask("permit(principal in Team::\"guests\", action, resource);");
        Assert.Equal(PartialDecision.Deny, response.Decision);
        Assert.Equal(["Team::\"all\"", "Team::\"staff\"", "User::\"alice\""], loader.Asked);
        Assert.Equal(3, response.Iterations);
    }

    [Fact]
    public void AuthorizeAsync_LoaderAddsAncestors_SavesTheirRounds()
    {
        var (response, _) = Ask("permit(principal in Team::\"guests\", action, resource);", new Generous());
        Assert.Equal(PartialDecision.Deny, response.Decision);
        Assert.Equal(1, response.Iterations);
    }

    [Fact]
    public void AuthorizeAsync_Decided_StopsWhereExplainedGoesOn()
    {
        const string policies = "permit(principal, action, resource); permit(principal, action, resource) when { principal.boss.boss.age > 1 }; forbid(principal, action, resource) when { 1 == 2 };";
        var (decided, loader) = Ask(policies);
        Assert.Equal(PartialDecision.Allow, decided.Decision);
        Assert.Empty(loader.Batches);
        var (explained, _) = Ask(policies, until: BatchedUntil.Explained);
        Assert.Equal("policy1", Assert.Single(explained.Response.Errors).Policy.Id);
        Assert.True(explained.Response.IsSettled);
    }

    [Fact]
    public void AuthorizeAsync_IterationsRunOut_IsUndetermined()
    {
        var (response, _) = Ask("permit(principal, action, resource) when { resource.owner.age > 1 };", maxIterations: 1);
        Assert.Equal(PartialDecision.Undetermined, response.Decision);
        Assert.Equal("User::\"bob\".age > 1", Assert.Single(response.Response.ResidualPermits).Condition.ToString());
    }

    [Fact]
    public void AuthorizeAsync_EntityMissing_IsKnownNotToExist()
    {
        var (response, loader) = Ask("permit(principal, action, resource) when { User::\"nobody\" has age }; forbid(principal, action, resource) when { User::\"nobody\".age > 1 };");
        Assert.Equal(PartialDecision.Deny, response.Decision);
        Assert.Equal("policy1", Assert.Single(response.Response.Errors).Policy.Id);
        Assert.Equal(["User::\"nobody\""], loader.Asked);
    }

    [Fact]
    public void AuthorizeAsync_RequestDiffersFromTheSchema_IsRefused()
    {
        var request = new CedarRequest(TypedExample.Plan, TypedExample.View, TypedExample.Plan, TypedExample.Context);
        Assert.Throws<ArgumentException>(() => StoreLoader.Now(BatchedAuthorizer.AuthorizeAsync(
            request, PolicySet.Empty, TypedExample.Schema, new StoreLoader(TypedExample.Store), 1, BatchedUntil.Decided, CancellationToken.None)));
    }

    [Fact]
    public void AuthorizeAsync_EntityDiffersFromTheSchema_IsRefused()
    {
        var wrong = new StoreLoader(EntityStore.Of(new Entity(TypedExample.Alice, CedarRecord.Of(("age", "old")))));
        var refused = Assert.Throws<EntityLoadException>(() => Ask("permit(principal, action, resource) when { principal.age > 1 };", wrong));
        Assert.Contains("User::\"alice\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AuthorizeAsync_ParentsRunInACircle_IsRefused()
    {
        var circle = new StoreLoader(EntityStore.Of(new Entity(TypedExample.Alice, TypedExample.User(1, null), [TypedExample.Staff])));
        var refused = Assert.Throws<EntityLoadException>(() => Ask("permit(principal in Team::\"guests\", action, resource);", new Circle(circle)));
        Assert.Contains("its own ancestor", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2_000)]
    public void AuthorizeAsync_LongChainOfParents_TakesAFewStepsForEach(int length)
    {
        var chain = new Chain(length);
        var (response, _) = Ask("permit(principal in Team::\"none\", action, resource); permit(principal, action, resource) when { principal in [Team::\"other\", Team::\"none\"] };", chain, maxIterations: int.MaxValue);
        Assert.Equal(PartialDecision.Deny, response.Decision);
        Assert.Equal(length + 1, response.Iterations);
        Assert.InRange(response.Steps, length, 8 * (length + 2));
    }

    // The teams stay open for a batch, and each policy asks for the way up.
    [Theory]
    [InlineData(50, 400)]
    [InlineData(400, 50)]
    [InlineData(400, 400)]
    public void AuthorizeAsync_ManyParentsAndManyPolicies_TakesStepsForTheParentsOnce(int parents, int policies)
    {
        var text = string.Concat(Enumerable.Range(0, policies).Select(static i => $"permit(principal in Team::\"none{i}\", action, resource);"));
        var (response, _) = Ask(text, new Wide(parents), maxIterations: int.MaxValue);
        Assert.Equal(PartialDecision.Deny, response.Decision);
        Assert.Equal(parents + 1, response.EntitiesLoaded);
        Assert.InRange(response.Steps, parents, 4 * (parents + 2));
    }

    [Fact]
    public void AuthorizeAsync_CircleClosedManyBatchesLater_IsRefused() =>
        Assert.Contains("its own ancestor", Assert.Throws<EntityLoadException>(() => Ask("permit(principal in Team::\"none\", action, resource);", new Chain(50, backTo: 20), maxIterations: int.MaxValue)).Message, StringComparison.Ordinal);

    [Fact]
    public void AuthorizeAsync_ManyWaysToOneAncestor_AreNoCircle()
    {
        // Every team stands below the next two.
        var (response, _) = Ask("permit(principal in Team::\"none\", action, resource);", new Chain(300, width: 2), maxIterations: int.MaxValue);
        Assert.Equal(PartialDecision.Deny, response.Decision);
        Assert.Equal(301, response.EntitiesLoaded);
    }

    private static (BatchedResponse Response, StoreLoader Loader) Ask(string policies, IEntityLoader? loader = null, int maxIterations = 10, BatchedUntil until = BatchedUntil.Decided)
    {
        var counted = new StoreLoader(TypedExample.Store);
        return (StoreLoader.Now(BatchedAuthorizer.AuthorizeAsync(
            TypedExample.Whole, PolicySet.Parse(policies), TypedExample.Schema, loader ?? counted, maxIterations, until, CancellationToken.None)), counted);
    }

    private sealed class Generous : IEntityLoader
    {
        public ValueTask<IReadOnlyCollection<Entity>> LoadAsync(IReadOnlyCollection<EntityUid> uids, CancellationToken cancellationToken)
        {
            var found = uids.Concat(uids.SelectMany(uid => TypedExample.Store.AncestorsOf(uid))).Distinct()
                .Select(uid => TypedExample.Store.TryFind(uid, out var entity) ? entity : new Entity(uid));
            return ValueTask.FromResult<IReadOnlyCollection<Entity>>([.. found]);
        }
    }

    private sealed class Circle(IEntityLoader inner) : IEntityLoader
    {
        public ValueTask<IReadOnlyCollection<Entity>> LoadAsync(IReadOnlyCollection<EntityUid> uids, CancellationToken cancellationToken) => uids.Contains(TypedExample.Staff)
            ? ValueTask.FromResult<IReadOnlyCollection<Entity>>([new Entity(TypedExample.Staff, parents: [TypedExample.All]), new Entity(TypedExample.All, parents: [TypedExample.Staff])])
            : inner.LoadAsync(uids, cancellationToken);
    }

    /// <summary>Alice below many teams, which stand below none.</summary>
    private sealed class Wide(int parents) : IEntityLoader
    {
        public ValueTask<IReadOnlyCollection<Entity>> LoadAsync(IReadOnlyCollection<EntityUid> uids, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyCollection<Entity>>([.. uids.Select(uid => uid.Equals(TypedExample.Alice)
                ? new Entity(uid, TypedExample.User(1, null), [.. Enumerable.Range(0, parents).Select(static i => EntityUid.Of("Team", $"{i}"))])
                : new Entity(uid))]);
    }

    /// <summary>Alice below team 1, each team below the next; the last below none, or back to one before.</summary>
    private sealed class Chain(int length, int width = 1, int? backTo = null) : IEntityLoader
    {
        public ValueTask<IReadOnlyCollection<Entity>> LoadAsync(IReadOnlyCollection<EntityUid> uids, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyCollection<Entity>>([.. uids.Select(Of)]);

        private Entity Of(EntityUid uid)
        {
            if (uid.Equals(TypedExample.Alice)) return new Entity(uid, TypedExample.User(1, null), [EntityUid.Of("Team", "1")]);
            var at = int.Parse(uid.Id);
            if (at == length) return new Entity(uid, parents: backTo is { } back ? [EntityUid.Of("Team", $"{back}")] : []);
            return new Entity(uid, parents: [.. Enumerable.Range(at + 1, width).Where(next => next <= length).Select(next => EntityUid.Of("Team", $"{next}"))]);
        }
    }
}
