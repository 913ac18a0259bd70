using Writ.Cedar.Entities;
using Writ.Cedar.Partial;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Partial;

public sealed class PartialEntitiesTests
{
    [Fact]
    public void Of_KnownParentWithUnknownParents_IsRefused()
    {
        Refused("the parents of `User::\"alice\"` are known, and those of its parent `Team::\"staff\"` are not", new PartialEntity(TypedExample.Alice, parents: [TypedExample.Staff]));
        Refused("the parents of `User::\"alice\"` are known, and those of its parent `Team::\"staff\"` are not",
            new PartialEntity(TypedExample.Alice, parents: [TypedExample.Staff]), new PartialEntity(TypedExample.Staff, attributes: CedarRecord.Empty));
    }

    [Fact]
    public void Of_PartThatDiffersFromTheSchema_IsRefused()
    {
        Refused("User::\"alice\": found no `age`, which is required", new PartialEntity(TypedExample.Alice, attributes: CedarRecord.Empty));
        Refused("User::\"alice\".getTag(k): found `Long`, expected `String`", new PartialEntity(TypedExample.Alice, tags: CedarRecord.Of(("k", 1L))));
        Refused("Team::\"staff\": found the tag `k`, expected none", new PartialEntity(TypedExample.Staff, tags: CedarRecord.Of(("k", "v"))));
        Refused("User::\"alice\": found the parent `User::\"bob\"`, whose type is not declared as one", new PartialEntity(TypedExample.Alice, parents: [TypedExample.Bob]));
        Refused("Nope::\"x\": found the entity type `Nope`, which is not declared", new PartialEntity(EntityUid.Of("Nope", "x")));
        Refused("Action::\"view\": found an action, which only the schema describes", new PartialEntity(TypedExample.View));
    }

    [Fact]
    public void Of_NameTwiceOrParentsInACircle_IsRefused()
    {
        Refused("`Team::\"staff\"` stands twice", new PartialEntity(TypedExample.Staff), new PartialEntity(TypedExample.Staff));
        Refused("`Team::\"staff\"` is its own ancestor", new PartialEntity(TypedExample.Staff, parents: [TypedExample.All]), new PartialEntity(TypedExample.All, parents: [TypedExample.Staff]));
    }

    [Fact]
    public void TryCreate_RequestThatDiffersFromTheSchema_SaysWhereAndWhat()
    {
        Violates("action: found `Action::\"fly\"`, which is not declared", PartialUid.OfType("User"), EntityUid.Of("Action", "fly"), PartialUid.OfType("Doc"));
        Violates("principal: found `Doc::?`, to whose type `Action::\"view\"` does not apply", PartialUid.OfType("Doc"), TypedExample.View, PartialUid.OfType("Doc"));
        Violates("resource: found `User::\"bob\"`, to whose type `Action::\"view\"` does not apply", TypedExample.Alice, TypedExample.View, TypedExample.Bob);
        Violates("context: found no `mfa`, which is required", TypedExample.Alice, TypedExample.View, TypedExample.Plan, CedarRecord.Of(("n", 1L), ("at", new DatetimeValue(0))));
    }

    [Fact]
    public void Reauthorize_RequestThatDiffersFromWhatWasKnown_IsRefused()
    {
        var response = PartialAuthorizer.Evaluate(TypedExample.Request(TypedExample.Alice, PartialUid.OfType("Doc")), Cedar.Authorization.PolicySet.Empty, PartialEntities.Unknown);
        Assert.Throws<ArgumentException>(() => response.Reauthorize(new(TypedExample.Bob, TypedExample.View, TypedExample.Plan, TypedExample.Context), TypedExample.Store));
    }

    private static void Refused(string message, params PartialEntity[] entities) =>
        Assert.StartsWith(message, Assert.Throws<EntityStoreException>(() => PartialEntities.Of(TypedExample.Schema, entities)).Message, StringComparison.Ordinal);

    private static void Violates(string message, PartialUid principal, EntityUid action, PartialUid resource, CedarRecord? context = null)
    {
        Assert.False(PartialRequest.TryCreate(TypedExample.Schema, principal, action, resource, context, out var request, out var violation));
        Assert.Null(request);
        Assert.StartsWith(message, violation.ToString(), StringComparison.Ordinal);
    }
}
