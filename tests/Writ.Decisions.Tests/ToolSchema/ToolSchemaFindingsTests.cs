using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Decisions.Tests.ToolSchema;

/// <summary>What a tool may take and the type does not show is told, with the tool and the place in its schema.</summary>
public sealed class ToolSchemaFindingsTests
{
    private const string A = "\"a\":{\"type\":\"string\"}";

    [Theory]
    [InlineData("""{"type":"object","properties":{$A}}""", "#", "`additionalProperties: false`")]
    [InlineData("""{"type":"object","properties":{$A},"additionalProperties":true}""", "#/additionalProperties", "further members")]
    [InlineData("""{"type":"object","properties":{$A},"additionalProperties":{}}""", "#/additionalProperties", "further members")]
    [InlineData("""{"type":"object","properties":{$A},"additionalProperties":{"type":"string"}}""", "#/additionalProperties", "further members")]
    [InlineData("""{"type":"object","properties":{$A},"unevaluatedProperties":{"type":"string"}}""", "#/unevaluatedProperties", "further members")]
    [InlineData("""{"type":"object","properties":{$A},"patternProperties":{"^x":{}},"additionalProperties":false}""", "#/patternProperties", "further members")]
    [InlineData("""{"patternProperties":{"^x":{}},"allOf":[{"properties":{$A}}],"additionalProperties":false}""", "#/patternProperties", "further members")]
    [InlineData("""{"type":"object","properties":{$A},"allOf":[{"additionalProperties":{"type":"string"}}]}""", "#/allOf/0/additionalProperties", "further members")]
    [InlineData("""{"type":"object","properties":{$A},"required":["b"]}""", "#/required", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"if":{"properties":{"a":{"const":"x"}}},"then":{"properties":{"b":{}}}}""", "#/then", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"if":{"required":["b"]}}""", "#/if", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"else":{"allOf":[{"properties":{"b":{"type":"string"}}}]}}""", "#/else", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"then":{"anyOf":[{"properties":{"b":{}}},{"required":["c"]}]}}""", "#/then", "names `b`, `c`")]
    [InlineData("""{"type":"object","properties":{$A},"then":{"$ref":"#/$defs/B"},"$defs":{"B":{"properties":{"b":{}}}}}""", "#/then", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"then":{"patternProperties":{"^x":{}}}}""", "#/then/patternProperties", "further members")]
    [InlineData("""{"type":"object","properties":{$A,"o":{"type":"object","properties":{$A}}},"then":{"properties":{"o":{"properties":{"b":{}}}}}}""", "#/then", "names `o.b`")]
    [InlineData("""{"type":"object","properties":{$A},"not":{"required":["b"]}}""", "#/not", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"anyOf":[{"properties":{"b":{}}},{"minProperties":1}]}""", "#/anyOf/0", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"oneOf":[{"required":["b"]},{"required":["a"]}]}""", "#/oneOf/0/required", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"dependentSchemas":{"a":{"properties":{"b":{}}}}}""", "#/dependentSchemas/a", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"dependentSchemas":{"b":true}}""", "#/dependentSchemas/b", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"dependentRequired":{"a":["b"]}}""", "#/dependentRequired/a", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"dependencies":{"a":{"properties":{"b":{}}}}}""", "#/dependencies/a", "names `b`")]
    [InlineData("""{"type":"object","properties":{$A},"$ref":"https://example.com/s"}""", "#/$ref", "does not see")]
    [InlineData("""{"type":"object","properties":{$A},"$dynamicRef":"#n"}""", "#/$dynamicRef", "does not see")]
    [InlineData("""{"type":"object","properties":{$A},"$recursiveRef":"#"}""", "#/$recursiveRef", "does not see")]
    [InlineData("""{"type":"object","properties":{$A},"json":{"type":"object","properties":{"b":{}}}}""", "#/json", "no keyword")]
    [InlineData("""{"type":"object","properties":{"l":{"type":"array","items":{"type":"object","properties":{$A},"additionalProperties":false},"contains":{"properties":{"b":{}}}}}}""", "#/properties/l/contains", "names `b`")]
    [InlineData("""{"type":"object","properties":{"l":{"type":"array","prefixItems":[{"type":"string"}]}}}""", "#/properties/l/prefixItems", "each place")]
    [InlineData("""{"type":"object","properties":{"c":{"const":{"b":1}}}}""", "#/properties/c/const", "no common type")]
    [InlineData("""{"type":"object","properties":{"n":{"$ref":"#/$defs/N"}},"$defs":{"N":{"type":"object","properties":{"n":{"$ref":"#/$defs/N"}}}}}""", "#/$defs/N/properties/n/$ref", "contains itself")]
    [InlineData("""{"type":"object","properties":{"n":{"$id":"other","type":"string"}}}""", "#/properties/n/$id", "references")]
    [InlineData("""{"type":"object","properties":{"path":{"type":"string"},"Path":{"type":"string"}}}""", "#/properties/Path", "looks like that of `path`")]
    [InlineData("""{"type":"object","properties":{"path":{"type":"string"},"p\u0430th":{"type":"string"}}}""", "#/properties/p\u0430th", "looks like that of `path`")]
    [InlineData("""{"type":"object","properties":{"path":{"type":"string"},"pa\u200bth":{"type":"string"}}}""", "#/properties/pa\\u{200b}th", "looks like that of `path`")]
    [InlineData("""{"type":"object","properties":{"path":{"type":"string"},"\uff50\uff41\uff54\uff48":{"type":"string"}}}""", "#/properties/\uff50\uff41\uff54\uff48", "looks like that of `path`")]
    [InlineData("""{"type":"object","properties":{"pa\u202eth":{"type":"string"}}}""", "#/properties/pa\\u{202e}th", "reorder")]
    [InlineData("""{"type":"object","properties":{"p\u0430th":{"type":"string"}}}""", "#/properties/p\u0430th", "mixes scripts")]
    public void Generate_WhatTheTypeDoesNotShow_IsToldWithItsPlace(string schema, string pointer, string message)
    {
        var findings = Findings(schema);
        Assert.True(findings.Any(f => !f.IsRefusal && f.Place == $"t {pointer}" && f.Message.Contains(message, StringComparison.Ordinal)), string.Join('\n', findings));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{$A},"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{$A},"unevaluatedProperties":false,"allOf":[{"properties":{"b":{"type":"integer"}}}]}""")]
    [InlineData("""{"type":"object","properties":{$A,"b":{"type":"string"}},"additionalProperties":false,"anyOf":[{"required":["a"]},{"required":["b"]}]}""")]
    [InlineData("""{"type":"object","properties":{$A},"additionalProperties":false,"if":{"properties":{"a":{"const":"x"}}},"then":{"required":["a"]}}""")]
    [InlineData("""{"type":"object","properties":{$A},"additionalProperties":false,"not":{"properties":{"a":{"const":"x"}}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","anyOf":[{"minLength":1},{"pattern":"x"}]}},"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"json":{"type":"string"}},"additionalProperties":false}""")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{$A},"additionalProperties":false},{"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":false}]}""")]
    [InlineData("""{"type":"object","properties":{"o":{"$ref":"#/$defs/O"},"p":{"$ref":"#/$defs/O"}},"additionalProperties":false,"$defs":{"O":{"type":"object","properties":{$A},"additionalProperties":false}}}""")]
    public void Generate_WhatTheTypeShows_IsNotToldOf(string schema) => Assert.Empty(Findings(schema));

    [Fact]
    public void Generate_MemberNamedJson_DoesNotHideTheOthers()
    {
        var vocabulary = Tools.Vocabulary(Tools.One("""{"type":"object","properties":{"path":{"type":"string"}},"json":{"type":"object","properties":{}}}"""), out _);
        Assert.Contains("path?: String", vocabulary.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_FindingsOfOneTool_DoNotBuryThoseOfAnother()
    {
        var many = string.Join(",", Enumerable.Range(0, 500).Select(static i => $"\"x{i:d4}{new string('y', i % 7)}\":{{}}"));
        var list = $"{{\"tools\":[{{\"name\":\"noisy\",\"inputSchema\":{{\"type\":\"object\",\"properties\":{{{many}}}}}}},{{\"name\":\"quiet\",\"inputSchema\":{{\"type\":\"object\",\"properties\":{{\"z\":{{}}}}}}}}]}}";
        Tools.Vocabulary(list, out var findings);
        Assert.Equal(100, findings.Count(static f => f.Place.StartsWith("noisy #", StringComparison.Ordinal)));
        Assert.Contains(findings, static f => f.Place == "noisy" && f.Message.Contains("more findings", StringComparison.Ordinal));
        Assert.Contains(findings, static f => f.Place == "quiet #/properties/z");
    }

    [Theory]
    [InlineData("dependentRequired", "{\"a\":[$MANY]}")]
    [InlineData("dependencies", "{\"a\":[$MANY]}")]
    [InlineData("dependentSchemas", "{$MEMBERS}")]
    public void Generate_DependentsBeyondTheSteps_AreTold(string keyword, string dependents)
    {
        var many = string.Join(",", Enumerable.Range(0, 50).Select(static _ => "\"a\""));
        var members = string.Join(",", Enumerable.Range(0, 50).Select(static i => $"\"m{i}\":[]"));
        var written = dependents.Replace("$MANY", many, StringComparison.Ordinal).Replace("$MEMBERS", members, StringComparison.Ordinal);
        var list = Tools.Utf8(Tools.One($"{{\"type\":\"object\",\"properties\":{{{A}}},\"{keyword}\":{written}}}"));
        Assert.NotNull(ToolSchemaGenerator.Generate(Tools.Server, list, Tools.NoCatalogue, out var findings, new ToolSchemaLimits { MaxSteps = 30 }));
        Assert.Single(findings, static f => f.Message.Contains("work allowed", StringComparison.Ordinal));
        Assert.NotNull(ToolSchemaGenerator.Generate(Tools.Server, list, Tools.NoCatalogue, out findings, new ToolSchemaLimits { MaxSteps = 300 }));
        Assert.DoesNotContain(findings, static f => f.Message.Contains("work allowed", StringComparison.Ordinal));
    }

    [Fact]
    public void All_ThingsToldAgain_AreNoMoreFindings()
    {
        var found = new ToolFindings("t", 2);
        for (var i = 0; i < 10; i++)
        {
            found.Add(SchemaPointer.Root.To("a"), "is one");
            found.Add(SchemaPointer.Root.To("b"), "is two");
        }

        Assert.Equal(["t #/a", "t #/b"], found.All().Select(static f => f.Place));
        for (var i = 0; i < 10; i++) found.Add(SchemaPointer.Root.To("c"), "is three");
        Assert.Equal("has 1 more finding, not listed", found.All().Last().Message);
        for (var i = 0; i < 100; i++) found.Add(SchemaPointer.Root.To(i), "is many");
        Assert.Equal("has at least 18 more findings, not listed", found.All().Last().Message);
    }

    [Theory]
    [InlineData("to", "t0")]
    [InlineData("list", "1ist")]
    [InlineData("form", "forrn")]
    public void Generate_PlainNamesThatPrintAlike_AreFoundAndNotRefused(string one, string other)
    {
        Tools.Vocabulary($"{{\"tools\":[{{\"name\":\"{one}\",\"inputSchema\":{{\"type\":\"object\"}}}},{{\"name\":\"{other}\",\"inputSchema\":{{\"type\":\"object\"}}}}]}}", out var findings);
        Assert.Contains(findings, f => f.Place == $"{other} #" && f.Message.Contains($"looks like that of another, `{one}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_ToolThatLooksLikeAClassifiedOne_IsFound()
    {
        ImmutableDictionary<ActionName, ToolClass> catalogue = ImmutableDictionary<ActionName, ToolClass>.Empty.Add(Tools.Named("pay"), new ToolClass(Tools.Named("pay"), Effects.Read, null));
        Assert.NotNull(ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8(Tools.One("""{"type":"object"}""", "\\u0440\\u0430\\u0443")), catalogue, out var findings));
        Assert.Contains(findings, static f => f.Message.Contains("is not classified, and looks like `pay`", StringComparison.Ordinal));
        Assert.Contains(findings, static f => f.Message.Contains("another script", StringComparison.Ordinal));
    }

    [Fact]
    public void Compose_ServersThatLookAlike_AreFound()
    {
        var one = ToolSchemaGenerator.Generate(Slug.Parse("mail1"), Tools.Utf8(Tools.One("""{"type":"object"}""")), Tools.NoCatalogue, out _)!;
        var other = ToolSchemaGenerator.Generate(Slug.Parse("maill"), Tools.Utf8(Tools.One("""{"type":"object"}""")), Tools.NoCatalogue, out _)!;
        Assert.NotNull(Tools.Compose([], [], out var findings, one, other));
        Assert.Contains("looks like that of another, `mail1`", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_ResultBesideTools_IsRefused()
    {
        Assert.Null(ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8("""{"tools":[{"name":"a","inputSchema":{"type":"object"}}],"result":{"tools":[]}}"""), Tools.NoCatalogue, out var findings));
        Assert.Contains("beside `result`", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<ToolSchemaFinding> Findings(string schema)
    {
        Tools.Vocabulary(Tools.One(schema.Replace("$A", A, StringComparison.Ordinal)), out var findings);
        return findings;
    }
}
