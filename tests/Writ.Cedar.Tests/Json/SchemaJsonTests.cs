using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Json;

public sealed class SchemaJsonTests
{
    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"":{"entityTypes":{"A":{"memberOfTypes":["A","N::B"],"shape":{"type":"Record","attributes":{"x":{"type":"Long"}}},"tags":{"type":"String"}}},"actions":{}},"N":{"entityTypes":{"B":{}},"actions":{}}}""")]
    [InlineData("""{"N":{"entityTypes":{"A":{"enum":["a","\" é"],"annotations":{"doc":"d","if":null}}},"actions":{},"annotations":{"n":""}}}""")]
    [InlineData("""{"":{"commonTypes":{"T":{"type":"Set","element":{"type":"Record","attributes":{"a b":{"type":"Boolean","required":false,"annotations":{"q":"r"}}}},"annotations":{"t":""}}},"entityTypes":{},"actions":{}}}""")]
    [InlineData("""{"":{"entityTypes":{"A":{"tags":{"type":"Entity","name":"A"}}},"actions":{}}}""")]
    [InlineData("""{"":{"entityTypes":{"A":{"tags":{"type":"EntityOrCommon","name":"__cedar::Long"}}},"actions":{}}}""")]
    [InlineData("""{"":{"entityTypes":{"A":{"tags":{"type":"Extension","name":"datetime"}}},"actions":{}}}""")]
    [InlineData("""{"":{"commonTypes":{"T":{"type":"Record","attributes":{}}},"entityTypes":{"A":{"shape":{"type":"T"}}},"actions":{}}}""")]
    [InlineData("""{"":{"entityTypes":{"A":{}},"actions":{"a b":{"appliesTo":{"principalTypes":["A"],"resourceTypes":["A"],"context":{"type":"Record","attributes":{"x":{"type":"ipaddr"}}}},"memberOf":[{"id":"g"},{"id":"g","type":"Action"}],"annotations":{"k":"v"}},"g":{}}}}""")]
    public void Write_WhatWasRead_IsTheTextItself(string json)
    {
        Assert.True(SchemaJson.TryRead(json, out var document, out var error), error?.ToString());
        Assert.Equal(json, SchemaJson.Write(document));
        Assert.True(document.TryResolve(out _, out var wrong), wrong?.ToString());
    }

    [Fact]
    public void TryParseJson_EveryKindOfType_IsResolved()
    {
        const string json = """
            {"N":{
              "commonTypes":{"C":{"type":"Record","attributes":{"deep":{"type":"EntityOrCommon","name":"E"}}},"Also":{"type":"C"}},
              "entityTypes":{"E":{"memberOfTypes":["N::E"],"shape":{"type":"Record","attributes":{
                "l":{"type":"Long"},"s":{"type":"String","required":false},"b":{"type":"Boolean"},"b2":{"type":"Bool"},"x":{"type":"Extension","name":"decimal"},
                "set":{"type":"Set","element":{"type":"Entity","name":"E"}},"c":{"type":"C"},"also":{"type":"EntityOrCommon","name":"Also"},"a":{"type":"Entity","name":"Action"}},"additionalAttributes":false}}},
              "actions":{"act":{"attributes":null,"appliesTo":{"principalTypes":["E"],"resourceTypes":["N::E"],"context":{"type":"EntityOrCommon","name":"C"}},"memberOf":[{"id":"group","type":null}]},"group":{"appliesTo":null}}}}
            """;
        Assert.True(CedarSchema.TryParseJson(json, out var schema, out var error), error?.ToString());
        var shape = schema.EntityTypes["N::E"].Shape.Attributes;
        Assert.Equal(new SchemaAttribute(new SchemaType.Scalar(ValueKind.Long), IsRequired: true), shape["l"]);
        Assert.Equal(new SchemaAttribute(new SchemaType.Scalar(ValueKind.String), IsRequired: false), shape["s"]);
        Assert.Equal(new SchemaType.Scalar(ValueKind.Bool), shape["b"].Type);
        Assert.Equal(new SchemaType.Scalar(ValueKind.Bool), shape["b2"].Type);
        Assert.Equal(new SchemaType.Scalar(ValueKind.Decimal), shape["x"].Type);
        Assert.Equal(new SchemaType.Set(new SchemaType.Entity("N::E")), shape["set"].Type);
        Assert.Equal(new SchemaType.Entity("N::Action"), shape["a"].Type);
        Assert.Equal(new SchemaType.Entity("N::E"), Assert.IsType<SchemaType.Record>(shape["also"].Type).Attributes["deep"].Type);
        var act = schema.Actions[EntityUid.Of("N::Action", "act")];
        Assert.Equal([EntityUid.Of("N::Action", "group")], act.Groups);
        Assert.Equal(["N::E"], act.ResourceTypes);
        Assert.True(act.Context.Attributes.ContainsKey("deep"));
    }

    [Theory]
    [InlineData("[]", "found `[]`, expected an object")]
    [InlineData("""{"":{}}""", "[\"\"]: found no `entityTypes`")]
    [InlineData("""{"":{"entityTypes":{}}}""", "[\"\"]: found no `actions`")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{},"foo":1}}""", "N.foo: found the unknown key `foo`, expected `commonTypes`, `entityTypes`, `actions`, `annotations`")]
    [InlineData("""{"":{"entityTypes":{},"actions":{},"annotations":{"a":""}}}""", "[\"\"].annotations: found annotations on the empty namespace")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{},"annotations":{"a b":""}}}""", "N.annotations[\"a b\"]: found the annotation `a b`")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{},"annotations":{"a":1}}}""", "N.annotations.a: found `1`, expected a string")]
    [InlineData("""{"A b":{"entityTypes":{},"actions":{}}}""", "found `A b`, expected the name of a namespace")]
    [InlineData("""{"__cedar":{"entityTypes":{},"actions":{}}}""", "expected the name of a namespace")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{},"commonTypes":null}}""", "N.commonTypes: found `null`, expected an object")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{},"commonTypes":{"Boolean":{"type":"Long"}}}}""", "N.commonTypes.Boolean: found the common type `Boolean`")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{},"commonTypes":{"T":{"type":"Long","required":true}}}}""", "N.commonTypes.T.required: found the unknown key")]
    [InlineData("""{"N":{"entityTypes":{"A::B":{}},"actions":{}}}""", "N.entityTypes[\"A::B\"]: found `A::B`, expected an identifier")]
    [InlineData("""{"N":{"entityTypes":{"Action":{}},"actions":{}}}""", "N.entityTypes.Action: found the entity type `Action`")]
    [InlineData("""{"N":{"entityTypes":{"A":null},"actions":{}}}""", "N.entityTypes.A: found `null`, expected an entity type")]
    [InlineData("""{"N":{"entityTypes":{"A":{"enum":[]}},"actions":{}}}""", "N.entityTypes.A.enum: found no id")]
    [InlineData("""{"N":{"entityTypes":{"A":{"enum":["a"],"shape":{"type":"Record","attributes":{}}}},"actions":{}}}""", "N.entityTypes.A.shape: found `shape` beside `enum`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"memberOfTypes":["B "]}},"actions":{}}}""", "N.entityTypes.A.memberOfTypes[0]: found `B `, expected the name of a type")]
    [InlineData("""{"N":{"entityTypes":{"A":{"memberOfTypes":["A","B"]}},"actions":{}}}""", "N.entityTypes.A.memberOfTypes[1]: found the unknown entity type `B`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"shape":{"type":"Long"}}},"actions":{}}}""", "N.entityTypes.A.shape: found a type that is no record")]
    [InlineData("""{"N":{"entityTypes":{"A":{"shape":{"type":"Record"}}},"actions":{}}}""", "N.entityTypes.A.shape: found no `attributes`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"shape":{"type":"Record","attributes":{"x":{"type":"Set","element":{"type":"Nope"}}}}}},"actions":{}}}""", "N.entityTypes.A.shape.attributes.x.element: found the unknown common type `Nope`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"shape":{"type":"Record","attributes":{"x":{"type":"Long","required":null}}}}},"actions":{}}}""", "attributes.x.required: found `null`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"tags":{"type":"Record","attributes":{},"additionalAttributes":true}}},"actions":{}}}""", "A.tags.additionalAttributes: found `true`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"tags":{"type":"Long","name":"x"}}},"actions":{}}}""", "A.tags.name: found the unknown key `name`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"tags":{"name":"x"}}},"actions":{}}}""", "A.tags: found no `type`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"tags":{"type":"Entity"}}},"actions":{}}}""", "A.tags: found no `name`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"tags":{"type":"Entity","name":"Long"}}},"actions":{}}}""", "A.tags: found the unknown entity type `Long`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"tags":{"type":"A"}}},"actions":{}}}""", "A.tags: found the unknown common type `A`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"tags":{"type":"EntityOrCommon","name":"Boolean"}}},"actions":{}}}""", "it is called `Bool` here")]
    [InlineData("""{"N":{"entityTypes":{"A":{"tags":{"type":"Extension","name":"Long"}}},"actions":{}}}""", "A.tags.name: found the unknown extension type `Long`")]
    [InlineData("""{"":{"entityTypes":{"ipaddr":{},"A":{"tags":{"type":"ipaddr"}}},"actions":{}}}""", "A.tags: found the unknown common type `ipaddr`")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{"a":{"attributes":{}}}}}""", "N.actions.a.attributes: found attributes of an action")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{"a":{"appliesTo":{"principalTypes":[]}}}}}""", "N.actions.a.appliesTo: found no `resourceTypes`")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{"a":{"appliesTo":{"principalTypes":["A"],"resourceTypes":[]}}}}}""", "N.actions.a.appliesTo.principalTypes[0]: found the unknown entity type `A`")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{"a":{"appliesTo":{"principalTypes":[],"resourceTypes":[],"context":{"type":"Long"}}}}}}""", "N.actions.a.appliesTo.context: found a type that is no record")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{"a":{"memberOf":[{"id":"b"}]}}}}""", "N.actions.a.memberOf[0]: found the unknown action group `b`")]
    [InlineData("""{"N":{"entityTypes":{},"actions":{"a":{"memberOf":[{"id":"a"}]}}}}""", "is its own ancestor")]
    [InlineData("""{"N":{"entityTypes":{"A":{},"A":{}},"actions":{}}}""", "N.entityTypes: found a key twice: `A`")]
    [InlineData("""{"N":{"entityTypes":{"A":{"memberOfTypes":[1,{"x":{"y":1,"y":2}}]}},"actions":{}}}""", "N.entityTypes.A.memberOfTypes[1].x: found a key twice: `y`")]
    [InlineData("""{"N":{"entityTypes":{"A":{,}},"actions":{}}}""", "N.entityTypes.A: found malformed JSON in line 1, byte")]
    [InlineData("""{"N":{"entityTypes":{"A":{"enum":["\ud800"]}},"actions":{}}}""", "no Unicode text")]
    [InlineData("""{"":{"entityTypes":{"A":{}},"actions":{}},"N":{"entityTypes":{"A":{}},"actions":{}}}""", "N.entityTypes.A: found `N::A`, which hides `A` of the empty namespace")]
    public void TryParseJson_WrongSchema_SaysWhereAndWhat(string json, string part)
    {
        Assert.False(CedarSchema.TryParseJson(json, out var schema, out var error));
        Assert.Null(schema);
        Assert.Contains(part, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_EndlessNesting_IsRefused()
    {
        Assert.False(SchemaJson.TryRead(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), out _, out var error));
        Assert.Contains("levels", error.Message, StringComparison.Ordinal);
        Assert.False(SchemaJson.TryRead(Nested(200), out _, out error));
        Assert.Contains("more than 128 nested types", error.Message, StringComparison.Ordinal);
        Assert.True(SchemaJson.TryRead(Nested(127), out _, out error), error?.ToString());
    }

    [Fact]
    public void TryRead_LongText_IsRefused()
    {
        var options = new ParseOptions { MaxJsonLength = 20 };
        Assert.False(SchemaJson.TryRead("""{"N":{"entityTypes":{},"actions":{}}}""", out _, out var error, options));
        Assert.Equal("found a text of 37 characters, expected at most 20", error.Message);
        Assert.False(SchemaJson.TryRead("""{"N":{"entityTypes":{},"actions":{}}}"""u8.ToArray(), out _, out error, options));
        Assert.Equal("found a text of 37 characters, expected at most 20", error.Message);
    }

    private static string Nested(int depth) =>
        "{\"N\":{\"commonTypes\":{\"T\":" + string.Concat(Enumerable.Repeat("{\"type\":\"Set\",\"element\":", depth)) + "{\"type\":\"Long\"}" + new string('}', depth) + "},\"entityTypes\":{},\"actions\":{}}}";
}
