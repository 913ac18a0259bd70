using System.Globalization;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Schema;

public sealed class CedarSchemaTests
{
    private const string Sample = """
        type Name = String;
        @doc("a namespace")
        namespace Acme {
          type Address = { city: Name, "zip code"?: Long };
          entity Group;
          @doc("a user")
          entity User in [Group] = { address: Address, ip?: ipaddr, friends: Set<User>, "when": __cedar::datetime } tags Set<decimal>;
          entity Color enum ["red", "green"];
          action read, "read all";
          action view in [read, Action::"read all"] appliesTo { principal: [User], resource: [Group, Color], context: { limit: decimal, by: User } };
        }
        """;

    [Fact]
    public void TryParse_EveryDeclaration_IsResolved()
    {
        var schema = Parse(Sample);
        var user = schema.EntityTypes["Acme::User"];
        Assert.Equal(["Acme::Group"], user.ParentTypes);
        Assert.Equal(new SchemaAttribute(new SchemaType.Scalar(ValueKind.IpAddress), IsRequired: false), user.Shape.Attributes["ip"]);
        Assert.Equal(new SchemaType.Set(new SchemaType.Entity("Acme::User")), user.Shape.Attributes["friends"].Type);
        var address = Assert.IsType<SchemaType.Record>(user.Shape.Attributes["address"].Type);
        Assert.Equal(new SchemaType.Scalar(ValueKind.String), address.Attributes["city"].Type);
        Assert.False(address.Attributes["zip code"].IsRequired);
        Assert.Equal(new SchemaType.Set(new SchemaType.Scalar(ValueKind.Decimal)), user.Tags);
        Assert.Equal(["red", "green"], schema.EntityTypes["Acme::Color"].Ids);
        var view = schema.Actions[EntityUid.Of("Acme::Action", "view")];
        Assert.Equal(["Acme::User"], view.PrincipalTypes);
        Assert.Equal(2, schema.ActionEntities.AncestorsOf(view.Uid).Count);
        Assert.Empty(schema.Actions[EntityUid.Of("Acme::Action", "read all")].PrincipalTypes);
    }

    [Fact]
    public void EntityJson_ShortFormsWithSchema_AreRead()
    {
        const string json = """
            [{"uid": {"type": "Acme::User", "id": "a"}, "parents": [], "tags": {"t": ["1.5"]},
              "attrs": {"address": {"city": "Oslo"}, "ip": "::1", "friends": [{"type": "Acme::User", "id": "b"}], "when": {"fn": "datetime", "arg": "1970-01-01"}}}]
            """;
        Assert.True(EntityJson.TryRead(json, out var store, out var error, Parse(Sample)), error?.ToString());
        Assert.True(store.TryFind(EntityUid.Of("Acme::User", "a"), out var user));
        Assert.Equal(
            "{address: {city: \"Oslo\"}, friends: [Acme::User::\"b\"], ip: ip(\"0:0:0:0:0:0:0:1\"), when: datetime(\"1970-01-01\").offset(duration(\"0ms\"))}",
            user.Attributes.ToString());
        Assert.True(user.Tags.TryGet("t", out var tag) && tag == CedarSet.Of(new DecimalValue(15_000)));
        Assert.True(store.TryFind(EntityUid.Of("Acme::Action", "view"), out _));
    }

    [Fact]
    public void EntityJson_ActionOtherThanInSchema_IsRefused()
    {
        const string json = """[{"uid": {"type": "Acme::Action", "id": "read"}, "attrs": {}, "parents": [{"type": "Acme::Action", "id": "view"}]}]""";
        Assert.False(EntityJson.TryRead(json, out _, out var error, Parse(Sample)));
        Assert.Equal("Acme::Action::\"read\": found an action that differs from its declaration", error.ToString());
    }

    [Theory]
    [InlineData("entity A { x: Nope };", "1:15: found the unknown type `Nope`")]
    [InlineData("entity A { x: Boolean };", "it is called `Bool` here")]
    [InlineData("entity A in [B];", "1:14: found the unknown entity type `B`")]
    [InlineData("entity A; entity A;", "1:18: found `A` declared twice")]
    [InlineData("type A = B; type B = Set<A>;", "within itself")]
    [InlineData("action a in [a];", "is its own ancestor")]
    [InlineData("action a in [b];", "found the unknown action group `b`")]
    [InlineData("action a appliesTo { principal: [] , resource: [] };", "without a principal or without a resource")]
    [InlineData("entity A; action a appliesTo { principal: A };", "without a principal or without a resource")]
    [InlineData("entity A; action a appliesTo { principal: A, principal: A };", "`principal` stands twice")]
    [InlineData("entity A; action a appliesTo { principal: A, resource: A, context: Long };", "expected a record")]
    [InlineData("entity A enum [];", "expected an id in double quotes")]
    [InlineData("entity if;", "`if` is reserved")]
    [InlineData("entity A { x: Long, x: Long };", "found the attribute `x` twice")]
    [InlineData("namespace A {} namespace A {}", "found the namespace `A` twice")]
    [InlineData("namespace A { namespace B {} }", "namespaces do not nest")]
    [InlineData("entity A { if: Long };", "`if` is reserved; write it in double quotes")]
    [InlineData("entity A in [B,]; entity B;", "found `]`, expected an entity type")]
    [InlineData("action a in [];", "leave `in` out for an action in no group")]
    [InlineData("type Set = Long;", "the names of the built-in types are taken")]
    [InlineData("entity Action;", "`Action` is the type of the actions")]
    [InlineData("entity A; namespace N { type A = Long; }", "found `N::A`, which hides `A` of the empty namespace")]
    [InlineData("entity A", "found the end of the text, expected `;`")]
    public void TryParse_WrongSchema_SaysWhereAndWhat(string text, string part)
    {
        Assert.False(CedarSchema.TryParse(text, out _, out var errors));
        Assert.Contains(part, errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_EndlessNesting_IsRefused()
    {
        Assert.False(CedarSchema.TryParse($"type A = {string.Concat(Enumerable.Repeat("Set<", 50_000))}", out _, out var errors));
        Assert.Contains("nested levels", errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(256, true, true)]
    [InlineData(256, false, true)]
    [InlineData(257, true, false)]
    [InlineData(257, false, false)]
    [InlineData(20_000, true, false)]
    [InlineData(20_000, false, false)]
    public void TryParse_ChainOfTypes_IsReadToALimitThatNoStackDecides(int length, bool innermostFirst, bool isRead)
    {
        foreach (var link in (string[])["Set<T{0}>", "{{ a?: T{0} }}"])
        {
            var types = Enumerable.Range(0, length).Select(i => $"type T{i} = {string.Format(CultureInfo.InvariantCulture, link, i + 1)};");
            var chain = string.Concat(innermostFirst ? types.Reverse() : types);
            Assert.Equal(isRead, CedarSchema.TryParse(chain + $"type T{length} = Long;", out _, out var errors));
            if (!isRead) Assert.Contains("nested deeper than 256 levels", errors[0].Message, StringComparison.Ordinal);
        }
    }

    private static CedarSchema Parse(string text)
    {
        Assert.True(CedarSchema.TryParse(text, out var schema, out var errors), string.Join('\n', errors));
        return schema;
    }
}
