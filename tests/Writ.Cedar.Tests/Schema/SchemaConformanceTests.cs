using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Schema;

public sealed class SchemaConformanceTests
{
    private static readonly CedarSchema Sample = Parse("""
        entity Top; entity Group in [Top]; entity Color enum ["red"];
        entity User in [Group] = { age: Long, likes?: Set<Color>, home?: { city: String } } tags String;
        action view appliesTo { principal: [User], resource: [Group, Color], context: { now: datetime } };
        action idle;
        """);

    private static readonly EntityUid Alice = EntityUid.Of("User", "a");
    private static readonly EntityUid View = EntityUid.Of("Action", "view");
    private static readonly EntityUid Group = EntityUid.Of("Group", "g");
    private static readonly CedarRecord Now = CedarRecord.Of(("now", new DatetimeValue(0)));

    [Fact]
    public void Check_EntityThatKeepsToTheSchema_HasNoViolation() => Assert.Null(SchemaConformance.Check(Sample, new Entity(
        Alice,
        CedarRecord.Of(("age", 1L), ("likes", CedarSet.Of(EntityUid.Of("Color", "red"))), ("home", CedarRecord.Of(("city", "Oslo")))),
        [Group, EntityUid.Of("Top", "t")],
        CedarRecord.Of(("k", "v")))));

    [Fact]
    public void Check_EntityThatDiffers_SaysWhereAndWhat()
    {
        CedarValue blue = EntityUid.Of("Color", "blue");
        var age = ("age", CedarValue.From(1));
        Refused("User::\"a\": found no `age`, which is required", new Entity(Alice));
        Refused("User::\"a\".age: found `String`, expected `Long`", new Entity(Alice, CedarRecord.Of(("age", "1"))));
        Refused("User::\"a\".getTag(k): found half a surrogate pair in a string, which no text can carry", new Entity(Alice, CedarRecord.Of(age), tags: CedarRecord.Of(("k", "a\ud800"))));
        Refused("User::\"a\": found `size`, which is not declared", new Entity(Alice, CedarRecord.Of(age, ("size", 1L))));
        Refused("User::\"a\".home: found no `city`, which is required", new Entity(Alice, CedarRecord.Of(age, ("home", CedarRecord.Empty))));
        Refused("User::\"a\".likes: found `Color::\"blue\"`, which is not among the ids of its type", new Entity(Alice, CedarRecord.Of(age, ("likes", CedarSet.Of(blue)))));
        Refused("User::\"a\".likes: found `User`, expected `Color`", new Entity(Alice, CedarRecord.Of(age, ("likes", CedarSet.Of(Alice)))));
        Refused("User::\"a\".getTag(k): found `Long`, expected `String`", new Entity(Alice, CedarRecord.Of(age), tags: CedarRecord.Of(("k", 1L))));
        Refused("User::\"a\": found the parent `User::\"a\"`, whose type is not declared as one", new Entity(Alice, CedarRecord.Of(age), [Alice]));
        Refused("Group::\"g\": found the tag `k`, expected none", new Entity(Group, tags: CedarRecord.Of(("k", 1L))));
        Refused("Color::\"blue\": found `Color::\"blue\"`, which is not among the ids of its type", new Entity(EntityUid.Of("Color", "blue")));
        Refused("Nope::\"x\": found the entity type `Nope`, which is not declared", new Entity(EntityUid.Of("Nope", "x")));
        Refused("Action::\"view\": found an action that differs from its declaration", new Entity(View, parents: [EntityUid.Of("Action", "idle")]));
    }

    [Fact]
    public void Check_RequestThatKeepsToTheSchema_HasNoViolation() =>
        Assert.Null(SchemaConformance.Check(Sample, new CedarRequest(Alice, View, Group, Now)));

    [Fact]
    public void Check_RequestThatDiffers_SaysWhereAndWhat()
    {
        Refused("action: found `Action::\"nope\"`, which is not declared", new CedarRequest(Alice, EntityUid.Of("Action", "nope"), Group, Now));
        Refused("principal: found `Group::\"g\"`, to whose type `Action::\"view\"` does not apply", new CedarRequest(Group, View, Group, Now));
        Refused("principal: found `User::\"a\"`, to whose type `Action::\"idle\"` does not apply", new CedarRequest(Alice, EntityUid.Of("Action", "idle"), Group, Now));
        Refused("resource: found `User::\"a\"`, to whose type `Action::\"view\"` does not apply", new CedarRequest(Alice, View, Alice, Now));
        Refused("resource: found `Color::\"blue\"`, which is not among the ids of its type", new CedarRequest(Alice, View, EntityUid.Of("Color", "blue"), Now));
        Refused("context: found no `now`, which is required", new CedarRequest(Alice, View, Group));
        Refused("context.now: found `Long`, expected `datetime`", new CedarRequest(Alice, View, Group, CedarRecord.Of(("now", 1L))));
    }

    private static void Refused(string violation, Entity entity) => Assert.Equal(violation, SchemaConformance.Check(Sample, entity)?.ToString());

    private static void Refused(string violation, CedarRequest request) => Assert.Equal(violation, SchemaConformance.Check(Sample, request)?.ToString());

    private static CedarSchema Parse(string text)
    {
        Assert.True(CedarSchema.TryParse(text, out var schema, out var errors), string.Join('\n', errors));
        return schema;
    }
}
