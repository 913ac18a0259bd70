using Writ.Cedar.Authorization;
using Writ.Cedar.Json;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Json;

public sealed class PolicyJsonTests
{
    [Theory]
    [InlineData("permit(principal, action, resource);", """{"effect":"permit","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[]}""")]
    [InlineData("@id(\"x\") @bare @empty(\"\") forbid(principal, action, resource) when { true } unless { 1 };",
        """{"effect":"forbid","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[{"kind":"when","body":{"Value":true}},{"kind":"unless","body":{"Value":1}}],"annotations":{"bare":null,"empty":"","id":"x"}}""")]
    [InlineData("permit(principal == U::\"a\", action == Action::\"x\", resource in R::\"r\");",
        """{"effect":"permit","principal":{"op":"==","entity":{"type":"U","id":"a"}},"action":{"op":"==","entity":{"type":"Action","id":"x"}},"resource":{"op":"in","entity":{"type":"R","id":"r"}},"conditions":[]}""")]
    [InlineData("permit(principal is N::U, action in Action::\"x\", resource is R in R::\"r\");",
        """{"effect":"permit","principal":{"op":"is","entity_type":"N::U"},"action":{"op":"in","entity":{"type":"Action","id":"x"}},"resource":{"op":"is","entity_type":"R","in":{"entity":{"type":"R","id":"r"}}},"conditions":[]}""")]
    [InlineData("permit(principal, action in [Action::\"x\", N::Action::\"y\"], resource);",
        """{"effect":"permit","principal":{"op":"All"},"action":{"op":"in","entities":[{"type":"Action","id":"x"},{"type":"N::Action","id":"y"}]},"resource":{"op":"All"},"conditions":[]}""")]
    [InlineData("permit(principal, action in [], resource);",
        """{"effect":"permit","principal":{"op":"All"},"action":{"op":"in","entities":[]},"resource":{"op":"All"},"conditions":[]}""")]
    [InlineData("permit(principal == ?principal, action, resource in ?resource);",
        """{"effect":"permit","principal":{"op":"==","slot":"?principal"},"action":{"op":"All"},"resource":{"op":"in","slot":"?resource"},"conditions":[]}""")]
    [InlineData("permit(principal is U in ?principal, action, resource == ?resource);",
        """{"effect":"permit","principal":{"op":"is","entity_type":"U","in":{"slot":"?principal"}},"action":{"op":"All"},"resource":{"op":"==","slot":"?resource"},"conditions":[]}""")]
    public void TextAndJson_OfEveryScope_AreTheSame(string text, string json)
    {
        var set = PolicySet.Parse(text);
        var policy = set.Policies.Concat(set.Templates).Single();
        Assert.Equal(json, PolicyJson.Write(policy));
        Assert.True(PolicyJson.TryRead(json, "p", out var read, out var error), error?.ToString());
        Assert.Equal("p", read.Id);
        Assert.True(Alike.Same(policy, read));
    }

    [Fact]
    public void Write_ListOfOneAction_IsThatAction() =>
        Assert.Contains("""{"op":"in","entity":{"type":"Action","id":"x"}}""", PolicyJson.Write(PolicySet.Parse("permit(principal, action in [Action::\"x\"], resource);").Policies[0]), StringComparison.Ordinal);

    [Theory]
    [InlineData("principal", """{"op":"all"}""", "principal")]
    [InlineData("principal", """{"op":"==","entity":{"__entity":{"type":"U","id":"a"}}}""", "principal == U::\"a\"")]
    [InlineData("resource", """{"op":"is","entity_type":"U","in":null}""", "resource is U")]
    [InlineData("action", """{"op":"in","entities":[{"type":"Action","id":"x"}]}""", "action in [Action::\"x\"]")]
    public void TryRead_OtherWaysToSayIt_AreRead(string part, string json, string text)
    {
        Assert.True(PolicyJson.TryRead(With(part, json), "p", out var policy, out var error), error?.ToString());
        Assert.Contains(text, Syntax(policy), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("effect", "\"allow\"", "effect: found `allow`, expected `permit` or `forbid`")]
    [InlineData("foo", "1", "foo: found the unknown key `foo`")]
    [InlineData("principal", "null", "principal: found `null`, expected a constraint")]
    [InlineData("principal", "{}", "principal: found no `op`")]
    [InlineData("principal", """{"op":"like"}""", "principal.op: found `like`, expected `All`, `==`, `in` or `is`")]
    [InlineData("principal", """{"op":"All","entity":{"type":"U","id":"a"}}""", "principal.entity: found the unknown key `entity`, expected `op`")]
    [InlineData("principal", """{"op":"=="}""", "principal: expected either `entity` or `slot`")]
    [InlineData("principal", """{"op":"==","entity":{"type":"U","id":"a"},"slot":"?principal"}""", "principal: expected either `entity` or `slot`")]
    [InlineData("principal", """{"op":"==","slot":"?resource"}""", "principal.slot: found `?resource`, expected `?principal`")]
    [InlineData("principal", """{"op":"==","entity":{"type":"U::","id":"a"}}""", "principal.entity.type: found `U::`, expected an entity type")]
    [InlineData("principal", """{"op":"in","entities":[]}""", "principal.entities: found the unknown key `entities`")]
    [InlineData("principal", """{"op":"is"}""", "principal: found no `entity_type`")]
    [InlineData("principal", """{"op":"is","entity_type":"U","in":{}}""", "principal.in: expected either `entity` or `slot`")]
    [InlineData("principal", """{"op":"is","entity_type":"U","foo":1}""", "principal.foo: found the unknown key `foo`")]
    [InlineData("action", """{"op":"is","entity_type":"Action"}""", "action.op: found `is`, expected `All`, `==` or `in`")]
    [InlineData("action", """{"op":"==","slot":"?action"}""", "action.slot: found the unknown key `slot`")]
    [InlineData("action", """{"op":"==","entity":{"type":"U","id":"a"}}""", "action.entity: found `U::\"a\"`, expected an entity of type `Action`")]
    [InlineData("action", """{"op":"in"}""", "action: expected either `entity` or `entities`")]
    [InlineData("action", """{"op":"in","entities":[{"type":"Action","id":"x"},{"type":"U","id":"a"}]}""", "action.entities[1]: found `U::\"a\"`")]
    [InlineData("conditions", "null", "conditions: found `null`, expected an array")]
    [InlineData("conditions", """[{"kind":"when"}]""", "conditions[0]: found no `body`")]
    [InlineData("conditions", """[{"kind":"if","body":{"Value":true}}]""", "conditions[0].kind: found `if`, expected `when` or `unless`")]
    [InlineData("conditions", """[{"kind":"when","body":{"Value":true},"x":1}]""", "conditions[0].x: found the unknown key `x`")]
    [InlineData("conditions", """[{"kind":"when","body":{"!":{"arg":{"Slot":"?principal"}}}}]""", "conditions[0].body[\"!\"].arg.Slot: found a slot")]
    [InlineData("annotations", "null", "annotations: found `null`, expected an object")]
    [InlineData("annotations", """{"a b":""}""", "annotations[\"a b\"]: found the annotation `a b`, expected an identifier")]
    [InlineData("annotations", """{"a":1}""", "annotations.a: found `1`, expected a string")]
    public void TryRead_WrongPart_SaysWhereAndWhat(string part, string json, string message)
    {
        Assert.False(PolicyJson.TryRead(With(part, json), "p", out var policy, out var error));
        Assert.Null(policy);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("effect")]
    [InlineData("principal")]
    [InlineData("action")]
    [InlineData("resource")]
    [InlineData("conditions")]
    public void TryRead_MissingPart_IsRefused(string part)
    {
        Assert.False(PolicyJson.TryRead(With(part, null), "p", out _, out var error));
        Assert.Equal($"found no `{part}`", error.ToString());
    }

    [Fact]
    public void TryRead_Utf8AndEmptyId_AsDocumented()
    {
        Assert.True(PolicyJson.TryRead(System.Text.Encoding.UTF8.GetBytes(With("effect", "\"forbid\"")), "p", out var policy, out _));
        Assert.Equal(Cedar.Ast.Effect.Forbid, policy.Effect);
        Assert.Throws<ArgumentException>(() => PolicyJson.TryRead("{}", "", out _, out _));
    }

    [Fact]
    public void Write_Indented_IsTheSameOverSeveralLines()
    {
        var policy = PolicySet.Parse("permit(principal, action, resource) when { 1 == 2 };").Policies[0];
        var indented = PolicyJson.Write(policy, indented: true);
        Assert.Contains("\n  \"effect\": \"permit\",\n", indented, StringComparison.Ordinal);
        Assert.True(PolicyJson.TryRead(indented, "p", out var read, out _));
        Assert.True(Alike.Same(policy, read));
    }

    private static string Syntax(Cedar.Ast.Policy policy) => Cedar.Syntax.CedarText.Write(policy);

    private static string With(string part, string? json)
    {
        var parts = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["effect"] = "\"permit\"",
            ["principal"] = """{"op":"All"}""",
            ["action"] = """{"op":"All"}""",
            ["resource"] = """{"op":"All"}""",
            ["conditions"] = "[]",
            [part] = json,
        };
        return $"{{{string.Join(',', parts.Where(pair => pair.Value is not null).Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }
}
