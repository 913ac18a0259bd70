using Writ.Cedar.Ast;
using Writ.Cedar.Json;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Json;

public sealed class ExpressionJsonTests
{
    [Theory]
    [InlineData("true", """{"Value":true}""")]
    [InlineData("-9223372036854775808", """{"Value":-9223372036854775808}""")]
    [InlineData("\"a\\n\\\"\\u{1f600}\"", """{"Value":"a\n\"\uD83D\uDE00"}""")]
    [InlineData("N::U::\"a b\"", """{"Value":{"__entity":{"type":"N::U","id":"a b"}}}""")]
    [InlineData("principal", """{"Var":"principal"}""")]
    [InlineData("action", """{"Var":"action"}""")]
    [InlineData("resource", """{"Var":"resource"}""")]
    [InlineData("context", """{"Var":"context"}""")]
    [InlineData("!true", """{"!":{"arg":{"Value":true}}}""")]
    [InlineData("-(5)", """{"neg":{"arg":{"Value":5}}}""")]
    [InlineData("[].isEmpty()", """{"isEmpty":{"arg":{"Set":[]}}}""")]
    [InlineData("1 == 2", """{"==":{"left":{"Value":1},"right":{"Value":2}}}""")]
    [InlineData("1 != 2", """{"!=":{"left":{"Value":1},"right":{"Value":2}}}""")]
    [InlineData("1 < 2", """{"<":{"left":{"Value":1},"right":{"Value":2}}}""")]
    [InlineData("1 <= 2", """{"<=":{"left":{"Value":1},"right":{"Value":2}}}""")]
    [InlineData("1 > 2", """{">":{"left":{"Value":1},"right":{"Value":2}}}""")]
    [InlineData("1 >= 2", """{">=":{"left":{"Value":1},"right":{"Value":2}}}""")]
    [InlineData("1 + 2", """{"+":{"left":{"Value":1},"right":{"Value":2}}}""")]
    [InlineData("1 - 2", """{"-":{"left":{"Value":1},"right":{"Value":2}}}""")]
    [InlineData("1 * 2", """{"*":{"left":{"Value":1},"right":{"Value":2}}}""")]
    [InlineData("principal in resource", """{"in":{"left":{"Var":"principal"},"right":{"Var":"resource"}}}""")]
    [InlineData("context.contains(1)", """{"contains":{"left":{"Var":"context"},"right":{"Value":1}}}""")]
    [InlineData("context.containsAll([1])", """{"containsAll":{"left":{"Var":"context"},"right":{"Set":[{"Value":1}]}}}""")]
    [InlineData("context.containsAny([])", """{"containsAny":{"left":{"Var":"context"},"right":{"Set":[]}}}""")]
    [InlineData("principal.hasTag(\"t\")", """{"hasTag":{"left":{"Var":"principal"},"right":{"Value":"t"}}}""")]
    [InlineData("principal.getTag(\"t\")", """{"getTag":{"left":{"Var":"principal"},"right":{"Value":"t"}}}""")]
    [InlineData("true && false", """{"&&":{"left":{"Value":true},"right":{"Value":false}}}""")]
    [InlineData("true || false", """{"||":{"left":{"Value":true},"right":{"Value":false}}}""")]
    [InlineData("if true then 1 else 2", """{"if-then-else":{"if":{"Value":true},"then":{"Value":1},"else":{"Value":2}}}""")]
    [InlineData("principal[\"a b\"]", """{".":{"left":{"Var":"principal"},"attr":"a b"}}""")]
    [InlineData("principal has \"if\"", """{"has":{"left":{"Var":"principal"},"attr":"if"}}""")]
    [InlineData("principal has a.b.c", """{"has":{"left":{"Var":"principal"},"attr":["a","b","c"]}}""")]
    [InlineData("principal like \"a\\*😀**\"", """{"like":{"left":{"Var":"principal"},"pattern":[{"Literal":"a"},{"Literal":"*"},{"Literal":"\uD83D\uDE00"},"Wildcard","Wildcard"]}}""")]
    [InlineData("principal is N::U", """{"is":{"left":{"Var":"principal"},"entity_type":"N::U"}}""")]
    [InlineData("principal is U in [resource]", """{"is":{"left":{"Var":"principal"},"entity_type":"U","in":{"Set":[{"Var":"resource"}]}}}""")]
    [InlineData("{a: 1, \"b c\": {}}", """{"Record":{"a":{"Value":1},"b c":{"Record":{}}}}""")]
    [InlineData("ip(\"1.2.3.4\").isInRange(ip(\"x\"))", """{"isInRange":[{"ip":[{"Value":"1.2.3.4"}]},{"ip":[{"Value":"x"}]}]}""")]
    [InlineData("decimal()", """{"decimal":[]}""")]
    [InlineData("duration(1, 2).toDays(3)", """{"toDays":[{"duration":[{"Value":1},{"Value":2}]},{"Value":3}]}""")]
    public void TextAndJson_OfEveryNode_AreTheSame(string text, string json)
    {
        var expression = Parse(text);
        Assert.Equal(json, ExpressionJson.Write(expression));
        Assert.True(ExpressionJson.TryRead(json, out var read, out var error), error?.ToString());
        Assert.True(Alike.Nodes(expression, read));
        Assert.Equal(text.Replace("\\u{1f600}", "😀", StringComparison.Ordinal), CedarText.Write(read));
    }

    [Fact]
    public void Write_AnyExpression_ReadsBackToTheSame() => Always.Holds(ExpressionGen.Any, text =>
    {
        var expression = Parse(text);
        return ExpressionJson.TryRead(ExpressionJson.Write(expression), out var read, out _) && Alike.Nodes(expression, read);
    });

    [Theory]
    [InlineData("""{"Value":[1,["a"],{"__entity":{"type":"U","id":"x"}}]}""", "[1, [\"a\"], U::\"x\"]")]
    [InlineData("""{"Value":{"a":1,"b c":{"d":true}}}""", "{a: 1, \"b c\": {d: true}}")]
    [InlineData("""{"Value":{"type":"U","id":"x"}}""", "{type: \"U\", id: \"x\"}")]
    [InlineData("""{"Value":{"__extn":{"fn":"ip","arg":"not an address"}}}""", "ip(\"not an address\")")]
    [InlineData("""{"Value":{"__extn":{"fn":"offset","args":[{"__extn":{"fn":"datetime","arg":"2024-01-01"}},{"__extn":{"fn":"duration","arg":"1h"}}]}}}""", "datetime(\"2024-01-01\").offset(duration(\"1h\"))")]
    [InlineData("""{"has":{"left":{"Var":"principal"},"attr":["a"]}}""", "principal has a")]
    [InlineData("""{"like":{"left":{"Var":"principal"},"pattern":[{"Literal":"long one"},{"Literal":""},"Wildcard"]}}""", "principal like \"long one*\"")]
    [InlineData("""{"like":{"left":{"Var":"principal"},"pattern":[]}}""", "principal like \"\"")]
    [InlineData("""{"is":{"left":{"Var":"principal"},"entity_type":"U","in":null}}""", "principal is U")]
    public void TryRead_OtherWaysToSayIt_AreRead(string json, string text)
    {
        Assert.True(ExpressionJson.TryRead(json, out var expression, out var error), error?.ToString());
        Assert.Equal(text, CedarText.Write(expression));
    }

    [Fact]
    public void Write_ValuesBuiltInCode_AreWrittenAsWhatMakesThem()
    {
        CedarValue value = CedarSet.Of(
            CedarRecord.Of(("d", new DecimalValue(15_000)), ("e", new DurationValue(1))),
            new DatetimeValue(5),
            EntityUid.Of("U", "a"));
        var json = ExpressionJson.Write(new Expr.Literal(value, default));
        Assert.True(ExpressionJson.TryRead(json, out var read, out var error), error?.ToString());
        var result = Given.Evaluate($"{CedarText.Write(read)} == {value}");
        Assert.Equal(CedarValue.From(true), result.Value);
    }

    [Theory]
    [InlineData("{}", "found 0 keys, expected one")]
    [InlineData("""{"Value":1,"Var":"principal"}""", "found 2 keys, expected one")]
    [InlineData("[]", "found `[]`, expected an expression")]
    [InlineData("""{"Value":null}""", "Value: found `null`, expected a value")]
    [InlineData("""{"Value":[1,null]}""", "Value[1]: found `null`, expected a value")]
    [InlineData("""{"Value":1.5}""", "Value: found `1.5`, expected an integer of 64 bits")]
    [InlineData("""{"Value":{"__entity":{"type":"A","id":"a","more":{"deep":[1.5]}}}}""", "__entity.more.deep[0]: found `1.5`, expected an integer of 64 bits")]
    [InlineData("""{"Value":1e2}""", "Value: found `1e2`, expected an integer of 64 bits")]
    [InlineData("""{"Value":9223372036854775808}""", "expected an integer of 64 bits")]
    [InlineData("""{"Value":{"a":1,"a":2}}""", "Value: found a key twice: `a`")]
    [InlineData("""{"Value":{"__entity":{"type":"U"}}}""", "Value.__entity: found `{\"type\":\"U\"}`, expected an object of `type` and `id`")]
    [InlineData("""{"Value":{"__entity":{"type":"U b","id":""}}}""", "Value.__entity.type: found `U b`, expected an entity type")]
    [InlineData("""{"Value":{"__entity":{"type":"__cedar::U","id":""}}}""", "expected an entity type")]
    [InlineData("""{"Value":{"__entity":{"type":"U","id":""},"x":1}}""", "Value: found `__entity` beside other keys")]
    [InlineData("""{"Value":{"__extn":{"fn":"ip","arg":""},"x":1}}""", "Value: found `__extn` beside other keys")]
    [InlineData("""{"Value":{"__extn":{"fn":"nope","arg":""}}}""", "Value.__extn.fn: found the unknown function `nope`")]
    [InlineData("""{"Value":{"__extn":{"fn":"ip"}}}""", "expected an object of `fn` and `arg` or `args`")]
    [InlineData("""{"Value":{"__expr":"1"}}""", "Value: found `__expr`")]
    [InlineData("""{"Var":"x"}""", "Var: found `x`, expected `principal`, `action`, `resource` or `context`")]
    [InlineData("""{"Slot":"?principal"}""", "Slot: found a slot in a condition")]
    [InlineData("""{"Unknown":{"name":"x"}}""", "Unknown: found the unknown operator or function `Unknown`")]
    [InlineData("""{"!":{"arg":{"Value":true},"x":1}}""", "[\"!\"].x: found the unknown key `x`, expected `arg`")]
    [InlineData("""{"!":{}}""", "[\"!\"]: found no `arg`")]
    [InlineData("""{"neg":[{"Value":1}]}""", "neg: found `[{\"Value\":1}]`, expected an object of `arg`")]
    [InlineData("""{"&&":{"left":{"Value":1}}}""", "[\"&&\"]: found no `right`")]
    [InlineData("""{"in":{"left":{"Value":1},"right":{"Value":2},"x":1}}""", "in.x: found the unknown key `x`")]
    [InlineData("""{".":{"left":{"Var":"principal"},"attr":["a"]}}""", "[\".\"].attr: found `[\"a\"]`, expected a string")]
    [InlineData("""{"has":{"left":{"Var":"principal"},"attr":[]}}""", "has.attr: found no attribute")]
    [InlineData("""{"has":{"left":{"Var":"principal"},"attr":["a",1]}}""", "has.attr[1]: found `1`, expected a string")]
    [InlineData("""{"like":{"left":{"Var":"principal"},"pattern":"a*"}}""", "like.pattern: found `\"a*\"`, expected an array")]
    [InlineData("""{"like":{"left":{"Var":"principal"},"pattern":["wildcard"]}}""", "like.pattern[0]: found `\"wildcard\"`")]
    [InlineData("""{"like":{"left":{"Var":"principal"},"pattern":[{"Literal":"a","x":1}]}}""", "like.pattern[0].x: found the unknown key `x`")]
    [InlineData("""{"is":{"left":{"Var":"principal"},"entity_type":"__cedar"}}""", "is.entity_type: found `__cedar`, expected an entity type")]
    [InlineData("""{"if-then-else":{"if":{"Value":true},"then":{"Value":1}}}""", "if-then-else: found no `else`")]
    [InlineData("""{"Set":{}}""", "Set: found `{}`, expected an array")]
    [InlineData("""{"Record":{"a b":1}}""", "Record[\"a b\"]: found `1`, expected an expression")]
    [InlineData("""{"ip":{"Value":""}}""", "ip: found `{\"Value\":\"\"}`, expected an array")]
    [InlineData("""{"isInRange":[]}""", "isInRange: found no argument of `isInRange`")]
    [InlineData("""{"nope":[]}""", "nope: found the unknown operator or function `nope`")]
    [InlineData("""{"Value":"\ud800"}""", "no Unicode text")]
    public void TryRead_WrongJson_SaysWhereAndWhat(string json, string part)
    {
        Assert.False(ExpressionJson.TryRead(json, out var expression, out var error));
        Assert.Null(expression);
        Assert.Contains(part, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_Depth_IsBoundedAsInText()
    {
        var deepest = string.Join(" && ", Enumerable.Repeat("true", ParseOptions.Default.MaxExpressionDepth));
        Assert.True(ExpressionJson.TryRead(ExpressionJson.Write(Parse(deepest)), out var read, out var error), error?.ToString());
        Assert.Equal(ParseOptions.Default.MaxExpressionDepth, read.Depth);

        Assert.False(ExpressionJson.TryRead(Nested(ParseOptions.Default.MaxExpressionDepth), out _, out error));
        Assert.Equal("found an expression deeper than 1000 levels", error.Message);
        Assert.False(ExpressionJson.TryRead(Nested(100_000), out _, out error));
        Assert.Equal("found more than 2016 levels", error.Message);
        Assert.True(error.Path.Length < 400);
        Assert.False(ExpressionJson.TryRead(string.Concat(Enumerable.Repeat("{\"!\":{\"arg\":", 100_000)), out _, out _));
    }

    [Fact]
    public void TryRead_LongPathAndLongText_AreRefused()
    {
        var names = string.Join(',', Enumerable.Repeat("\"a\"", 1_001));
        Assert.False(ExpressionJson.TryRead($$$"""{"has":{"left":{"Var":"principal"},"attr":[{{{names}}}]}}""", out _, out var error));
        Assert.Contains("deeper than 1000 levels", error.Message, StringComparison.Ordinal);
        Assert.False(ExpressionJson.TryRead("""{"Value":"long"}""", out _, out error, new ParseOptions { MaxJsonLength = 10 }));
        Assert.Equal("found a text of 16 characters, expected at most 10", error.Message);
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{\"!\":{\"arg\":", depth)) + "{\"Value\":true}" + string.Concat(Enumerable.Repeat("}}", depth));

    private static Expr Parse(string text)
    {
        Assert.True(Expr.TryParse(text, out var expression, out var errors), string.Join('\n', errors));
        return expression;
    }
}
