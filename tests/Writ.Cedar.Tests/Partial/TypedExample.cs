using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Partial;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Partial;

/// <summary>A small world for tests of partial evaluation: teams, users with bosses, documents in folders.</summary>
internal static class TypedExample
{
    public static CedarSchema Schema { get; } = Parse("""
        entity Team in [Team];
        entity User in [Team] = { age: Long, boss?: User, "e f": String, home: { city: String, zip?: Long } } tags String;
        entity Folder in [Folder];
        entity Doc in [Folder] = { owner: User, open: Bool, readers: Set<User> };
        action "read";
        action view in ["read"] appliesTo { principal: [User], resource: [Doc], context: { mfa: Bool, n: Long, at: datetime, who?: User } };
        action edit appliesTo { principal: [User], resource: [Doc, Folder] };
        action idle;
        """);

    public static EntityUid Alice { get; } = EntityUid.Of("User", "alice");

    public static EntityUid Bob { get; } = EntityUid.Of("User", "bob");

    public static EntityUid View { get; } = EntityUid.Of("Action", "view");

    public static EntityUid Plan { get; } = EntityUid.Of("Doc", "plan");

    public static EntityUid Staff { get; } = EntityUid.Of("Team", "staff");

    public static EntityUid All { get; } = EntityUid.Of("Team", "all");

    public static EntityStore Store { get; } = EntityStore.Of(
    [
        new Entity(Alice, User(30, Bob), [Staff], CedarRecord.Of(("k", "v"))),
        new Entity(Bob, User(40, null), [Staff]),
        new Entity(Staff, parents: [All]),
        new Entity(All),
        new Entity(Plan, CedarRecord.Of(("owner", Bob), ("open", true), ("readers", CedarSet.Of(Alice))), [EntityUid.Of("Folder", "f")]),
        new Entity(EntityUid.Of("Folder", "f")),
        .. Schema.ActionEntities.Entities,
    ]);

    public static CedarRecord Context { get; } = CedarRecord.Of(("mfa", true), ("n", 7L), ("at", new DatetimeValue(0)));

    public static CedarRequest Whole { get; } = new(Alice, View, Plan, Context);

    public static CedarRecord User(long age, EntityUid? boss)
    {
        var user = new CedarRecord.Builder().Add("age", age).Add("e f", "x").Add("home", CedarRecord.Of(("city", "Oslo")));
        return (boss is null ? user : user.Add("boss", boss)).Build();
    }

    public static CedarSchema Parse(string text)
    {
        Assert.True(CedarSchema.TryParse(text, out var schema, out var errors), string.Join('\n', errors));
        return schema;
    }

    public static PartialRequest Request(PartialUid principal, PartialUid resource, CedarRecord? context = null, EntityUid? action = null)
    {
        Assert.True(PartialRequest.TryCreate(Schema, principal, action ?? View, resource, context, out var request, out var violation), violation?.ToString());
        return request;
    }

    /// <summary>What is left of an expression when alice, and all entities but the resource, are known, and the context is not.</summary>
    public static Residual Residual(string expression, PartialEntities? entities = null)
    {
        var request = Request(Alice, PartialUid.OfType("Doc"));
        var policies = PolicySet.Parse($"permit(principal, action, resource) when {{ {expression} }};");
        return Assert.Single(PartialAuthorizer.Evaluate(request, policies, entities ?? PartialEntities.Complete(Store)).Residuals).Condition;
    }
}
