using Writ.Cedar.Authorization;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation;
using Writ.Domain;

namespace Writ.Decisions.Tests.ToolSchema;

public sealed class ToolSchemaGeneratorTests
{
    [Theory]
    [InlineData("""{"type":"boolean"}""", "Bool")]
    [InlineData("""{"type":"integer"}""", "Long")]
    [InlineData("""{"type":"number"}""", "decimal")]
    [InlineData("""{"type":"string"}""", "String")]
    [InlineData("""{"type":"string","format":"date-time"}""", "datetime")]
    [InlineData("""{"type":"string","format":"date"}""", "datetime")]
    [InlineData("""{"type":"string","format":"duration"}""", "duration")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "ipaddr")]
    [InlineData("""{"type":"string","format":"ipv6"}""", "ipaddr")]
    [InlineData("""{"type":"string","format":"uri"}""", "String")]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "String")]
    [InlineData("""{"enum":["a","b"]}""", "String")]
    [InlineData("""{"enum":[1,2]}""", "Long")]
    [InlineData("""{"enum":[1,2.5]}""", "decimal")]
    [InlineData("""{"enum":[1,"a"]}""", "Opaque")]
    [InlineData("""{"const":true}""", "Bool")]
    [InlineData("""{"type":"string","const":"only"}""", "String")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "Set<Long>")]
    [InlineData("""{"type":"array"}""", "Set<Opaque>")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"integer"},{"type":"number"}],"items":false}""", "Set<decimal>")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b c":{"type":"integer"}},"required":["a"]}""", "{ a: String, \"b c\"?: Long, }")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "{ a?: String, }")]
    [InlineData("""{"type":"object","additionalProperties":false}""", "{}")]
    [InlineData("""{"type":"object"}""", "Opaque")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", "Set<{ key: String, value: String, }>")]
    [InlineData("{}", "Opaque")]
    [InlineData("true", "Opaque")]
    [InlineData("""{"type":["string","null"]}""", "String")]
    [InlineData("""{"type":["string","integer"]}""", "Opaque")]
    [InlineData("""{"type":["integer","number"]}""", "decimal")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "String")]
    [InlineData("""{"oneOf":[{"type":"string","format":"ipv4"},{"type":"string","format":"ipv6"}]}""", "ipaddr")]
    [InlineData("""{"oneOf":[{"type":"string","format":"date"},{"type":"string"}]}""", "String")]
    [InlineData("""{"anyOf":[{"type":"object","properties":{"kind":{"const":"a"},"n":{"type":"integer"}},"required":["kind","n"]},{"type":"object","properties":{"kind":{"const":"b"}},"required":["kind"]}]}""", "{ kind: String, n?: Long, }")]
    [InlineData("""{"allOf":[{"type":"object","properties":{"a":{"type":"number"}}},{"properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]}]}""", "{ a: Long, b?: String, }")]
    [InlineData("""{"type":"string","minLength":1,"pattern":"^a"}""", "String")]
    public void Generate_OneArgument_IsTyped(string schema, string expected)
    {
        var vocabulary = Tools.Vocabulary(Tools.OfX(schema), out _);
        Assert.Contains($"input: {{ x?: {expected}, }},", OnOneLine(vocabulary.Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":["string","null"]}""", false)]
    [InlineData("""{"type":"string","nullable":true}""", false)]
    [InlineData("{}", false)]
    [InlineData("""{"type":"string"}""", true)]
    [InlineData("""{"enum":["a"]}""", true)]
    [InlineData("""{"enum":["a",null]}""", false)]
    [InlineData("""{"type":["string","null"],"enum":["a"]}""", true)]
    public void Generate_RequiredArgument_IsRequiredUnlessItMayBeNull(string schema, bool required)
    {
        var vocabulary = Tools.Vocabulary(Tools.One($"{{\"type\":\"object\",\"properties\":{{\"x\":{schema}}},\"required\":[\"x\"]}}"), out _);
        Assert.Contains(required ? "input: { x: " : "input: { x?: ", OnOneLine(vocabulary.Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"null"}""")]
    [InlineData("false")]
    public void Generate_ArgumentThatIsNeverThere_HasNoAttribute(string schema) =>
        Assert.Contains("input: {},", OnOneLine(Tools.Vocabulary(Tools.OfX(schema), out _).Text), StringComparison.Ordinal);

    [Fact]
    public void Generate_References_AreFollowed()
    {
        var vocabulary = Tools.Vocabulary(Tools.One("""
            {"type":"object","properties":{"a":{"$ref":"#/$defs/Address"},"b":{"$ref":"#/$defs/a~1b%20c"},"c":{"$ref":"#/properties/a"},"d":{"$ref":"#/$defs/Address","description":"x"}},
             "$defs":{"Address":{"type":"object","properties":{"city":{"type":"string"}}},"a/b c":{"type":"integer"}}}
            """), out var findings);
        Assert.Contains("additionalProperties", Assert.Single(findings).Message, StringComparison.Ordinal);
        Assert.Contains("input: { a?: { city?: String, }, b?: Long, c?: { city?: String, }, d?: { city?: String, }, },", OnOneLine(vocabulary.Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$ref":"https://example.com/schema"}""", "outside of its own schema")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "outside of its own schema")]
    [InlineData("""{"$ref":7}""", "no text")]
    [InlineData("""{"$dynamicRef":"#node"}""", "reference")]
    [InlineData("""{"type":"float"}""", "type that JSON schema does not have")]
    [InlineData("""{"type":["string","integer"]}""", "no common type")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"string"}}""", "further members")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"}]}""", "each place")]
    public void Generate_WhatNoTypeHolds_IsFound(string schema, string message)
    {
        Tools.Vocabulary(Tools.OfX(schema), out var findings);
        Assert.Contains(findings, f => !f.IsRefusal && f.Place.StartsWith("t #/properties/x", StringComparison.Ordinal) && f.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_RecursiveSchema_IsOpaqueWhereItCloses()
    {
        var vocabulary = Tools.Vocabulary(Tools.One("""
            {"type":"object","properties":{"root":{"$ref":"#/$defs/Node"}},"$defs":{"Node":{"type":"object","properties":{"name":{"type":"string"},"next":{"$ref":"#/$defs/Node"}}}}}
            """), out var findings);
        Assert.Contains("root?: { name?: String, next?: Opaque, },", OnOneLine(vocabulary.Text), StringComparison.Ordinal);
        Assert.Contains(findings, f => f.Message.Contains("contains itself", StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_SchemaThatGrowsExponentiallyByReferences_IsBounded()
    {
        var defs = string.Join(",", Enumerable.Range(0, 14).Select(i => $$$$""" "d{{{{i}}}}":{"type":"object","properties":{"a":{"$ref":"#/$defs/d{{{{i + 1}}}}"},"b":{"$ref":"#/$defs/d{{{{i + 1}}}}"},"c":{"$ref":"#/$defs/d{{{{i + 1}}}}"}}} """));
        var list = Tools.One($$$$"""{"type":"object","properties":{"x":{"$ref":"#/$defs/d0"}},"$defs":{{{{{defs}}}},"d14":{"type":"string"}}}""");
        var vocabulary = Tools.Vocabulary(list, out var findings);
        Assert.Contains(findings, f => f.Message.Contains("more than 1000 parts", StringComparison.Ordinal));
        Assert.True(vocabulary.Text.Length < 500_000);
    }

    [Theory]
    [InlineData("read-file")]
    [InlineData("a.b/c:d")]
    [InlineData("9lives")]
    [InlineData("if")]
    [InlineData("übung 日本 🐈")]
    [InlineData("quo\\\"te\\\\")]
    [InlineData("..")]
    public void Generate_AnyLegalName_IsTheActionItself(string escaped)
    {
        var vocabulary = Tools.Vocabulary(Tools.One("""{"type":"object"}""", escaped), out _);
        var name = System.Text.Json.JsonDocument.Parse($"\"{escaped}\"").RootElement.GetString()!;
        Assert.Contains(vocabulary.Schema.Actions.Keys, key => key.Type == "Writ::Action" && key.Id == $"files/{name}");
    }

    [Theory]
    [InlineData("[]x", "no JSON")]
    [InlineData("""{"a":1,"a":2,"tools":[]}""", "duplicate members")]
    [InlineData("""{"tools":[{"name":"t","inputSchema":{"type":"object","properties":{"a":{},"a":{}}}}]}""", "duplicate members")]
    [InlineData("""{"tools":7}""", "found no `tools`")]
    [InlineData("""{"tools":[],"nextCursor":"p2"}""", "nextCursor")]
    [InlineData("""{"tools":[{}]}""", "without a `name`")]
    [InlineData("""{"tools":[{"name":"a"}]}""", "without an `inputSchema`")]
    [InlineData("""{"tools":[{"name":"a","inputSchema":{"type":"string"}}]}""", "no object is a value")]
    [InlineData("""{"tools":[{"name":"","inputSchema":{"type":"object"}}]}""", "name that is empty")]
    [InlineData("""{"tools":[{"name":"*","inputSchema":{"type":"object"}}]}""", "name that is empty, `*`")]
    [InlineData("""{"tools":[{"name":"a\u200bb","inputSchema":{"type":"object"}}]}""", "print as nothing")]
    [InlineData("""{"tools":[{"name":"a\ud800","inputSchema":{"type":"object"}}]}""", "not Unicode")]
    [InlineData("""{"tools":[{"name":"a","inputSchema":{"type":"object","properties":{"\udc00":{"type":"string"}}}}]}""", "not Unicode")]
    [InlineData("""{"tools":[{"name":"a","inputSchema":{"type":"object"}},{"name":"a","inputSchema":{"type":"object"}}]}""", "twice")]
    [InlineData("""{"tools":[{"name":"delete","inputSchema":{"type":"object"}},{"name":"Delete","inputSchema":{"type":"object"}}]}""", "looks like")]
    [InlineData("""{"tools":[{"name":"pay","inputSchema":{"type":"object"}},{"name":"\u0440\u0430\u0443","inputSchema":{"type":"object"}}]}""", "looks like")]
    [InlineData("""{"tools":[{"name":"a","inputSchema":{"type":"object"}},{"name":"\uff41","inputSchema":{"type":"object"}}]}""", "looks like")]
    public void Generate_ListThatCannotBeTrusted_IsRefused(string list, string message)
    {
        Assert.Null(ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8(list), Tools.NoCatalogue, out var findings));
        Assert.Contains(message, Assert.Single(findings).ToString(), StringComparison.Ordinal);
        Assert.True(findings[0].IsRefusal);
    }

    // Three names of one skeleton: the last is held against each of the others, not against the first alone.
    [Theory]
    [InlineData("l1", "ll", "ll", "twice")]
    [InlineData("l1", "ll", "LL", "looks like that of another, `ll`")]
    [InlineData("l1", "ll", "L1", "looks like that of another, `l1`")]
    [InlineData("l1", "ll", "l\u0131", "looks like")]
    [InlineData("l1", "ll", "1l", null)]
    public void Generate_ThreeNamesThatPrintAlike_AreRefusedForTheSameNameAndForCase(string one, string two, string three, string? message)
    {
        var list = $"[{string.Join(',', new[] { one, two, three }.Select(static name => $"{{\"name\":\"{name}\",\"inputSchema\":{{\"type\":\"object\"}}}}"))}]";
        var tools = ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8(list), Tools.NoCatalogue, out var findings);
        Assert.Equal(message is null, tools is not null);
        if (message is not null) Assert.Contains(message, Assert.Single(findings).Message, StringComparison.Ordinal);
        else Assert.All(findings.Where(static f => f.Message.Contains("name", StringComparison.Ordinal)), static f => Assert.False(f.IsRefusal));
    }

    // Outside of the categories that say so themselves: fillers, joiners, variation selectors and blanks.
    [Theory]
    [InlineData("3164")]
    [InlineData("115f")]
    [InlineData("034f")]
    [InlineData("fe0f")]
    [InlineData("180b")]
    [InlineData("00a0")]
    [InlineData("2800")]
    public void Generate_NameWithACharacterThatPrintsAsNothing_IsRefused(string point)
    {
        Assert.Null(ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8(Tools.One("""{"type":"object"}""", $"a\\u{point}b")), Tools.NoCatalogue, out var findings));
        Assert.Contains("print as nothing", Assert.Single(findings).Message, StringComparison.Ordinal);
        Assert.Contains($"\\u{{{point.TrimStart('0')}}}", findings[0].Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_ListBeyondTheLimits_IsRefused()
    {
        var limits = new ToolSchemaLimits { MaxListLength = 100, MaxTools = 1 };
        Assert.Null(ToolSchemaGenerator.Generate(Tools.Server, new byte[101], Tools.NoCatalogue, out var findings, limits));
        Assert.Contains("expected at most 100", findings[0].Message, StringComparison.Ordinal);
        Assert.Null(ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8("""{"tools":[1,2]}"""), Tools.NoCatalogue, out findings, limits));
        Assert.Contains("expected at most 1", findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"name":"t","inputSchema":{"type":"object"}}]""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"type":"object"}}],"nextCursor":null}}""")]
    [InlineData("""{"name":"t","inputSchema":{"json":{"type":"object"}}}""")]
    public void Generate_OtherFormsOfTheList_AreRead(string list) => Tools.Vocabulary(list, out _);

    [Fact]
    public void Compose_ClassifiedTool_AppliesToItsResourceAndStandsInItsGroups()
    {
        var template = ResourceTemplate.Read("Case", "path", "customers/{customer}/cases/{case}/**", "case", out _);
        var vocabulary = Tools.Vocabulary(
            """{"tools":[{"name":"read","inputSchema":{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}},{"name":"other","inputSchema":{"type":"object"}}]}""",
            out _, [Given.Intent("resolve-ticket")], new ToolClass(Tools.Named("read"), Effects.Read, template));
        Assert.Contains("entity Case in [Writ::Server] = { customer: String, };", OnOneLine(vocabulary.Text), StringComparison.Ordinal);
        Assert.Contains("action \"files/read\" in [tools, read] appliesTo { principal: [Instance], resource: [Case, Unmatched],", OnOneLine(vocabulary.Text), StringComparison.Ordinal);
        Assert.Contains("action \"files/other\" in [tools, unclassified, destructive, egress] appliesTo { principal: [Instance], resource: [Tool],", OnOneLine(vocabulary.Text), StringComparison.Ordinal);
        Assert.Contains("type Intents = { resolve_ticket?: { customer: String, urgent?: Bool, weight?: Long, }, };", OnOneLine(vocabulary.Text), StringComparison.Ordinal);
        Assert.True(CedarSchema.TryParse(vocabulary.Text, out _, out _));
    }

    [Theory]
    [InlineData("permit(principal, action == Writ::Action::\"files/read\", resource is Case) when { context.intent has resolve_ticket && resource.customer == context.intent.resolve_ticket.customer && context.input.path like \"a*\" };", true)]
    [InlineData("permit(principal in Writ::Agent::\"a\", action in Writ::Action::\"read\", resource) when { context.input has depth && context.input.depth < 3 };", true)]
    [InlineData("forbid(principal, action == Writ::Action::\"files/read\", resource) when { context.input.pth == \"x\" };", false)]
    [InlineData("forbid(principal, action == Writ::Action::\"files/read\", resource) when { context.input.depth < 3 };", false)]
    [InlineData("forbid(principal, action == Writ::Action::\"files/read\", resource) when { context.input.path < 3 };", false)]
    [InlineData("forbid(principal, action == Writ::Action::\"files/raed\", resource);", false)]
    [InlineData("forbid(principal, action == Writ::Action::\"files/read\", resource) when { context.intent.resolve_ticket.customer == \"x\" };", false)]
    public void Compose_Policies_AreValidatedStrictly(string policy, bool valid)
    {
        var template = ResourceTemplate.Read("Case", "path", "customers/{customer}/cases/{case}/**", "case", out _);
        var vocabulary = Tools.Vocabulary(
            Tools.One("""{"type":"object","properties":{"path":{"type":"string"},"depth":{"type":"integer"}},"required":["path"]}""", "read"),
            out _, [Given.Intent("resolve-ticket")], new ToolClass(Tools.Named("read"), Effects.Read, template));
        var result = PolicyValidator.Validate(PolicySet.Parse(policy), vocabulary.Schema);
        Assert.True(result.Passed == valid, string.Join('\n', result.Errors));
    }

    [Fact]
    public void Compose_CatalogueTypeWithAnOwnName_IsRefused()
    {
        foreach (var type in new[] { "Task", "Opaque", "String", "datetime" })
        {
            var template = ResourceTemplate.Read(type, "path", "{id}", "id", out var problem);
            Assert.Null(problem);
            Assert.Null(Tools.Compose([], [new ToolClass(Tools.Named("t"), Effects.Read, template)], out var findings));
            Assert.Contains($"`{type}`", Assert.Single(findings).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Compose_ServerTwice_IsRefused()
    {
        var tools = ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8(Tools.One("""{"type":"object"}""")), Tools.NoCatalogue, out _)!;
        Assert.Null(Tools.Compose([], [], out var findings, tools, tools));
        Assert.Contains("files/t", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_FindingOfAHostileName_IsOnePlainLine()
    {
        Tools.Vocabulary(Tools.One("""{"type":"object","additionalProperties":false,"properties":{"a\n\u202eb/~c":{}}}"""), out var findings);
        Assert.Equal(2, findings.Length);
        Assert.All(findings, static f => Assert.Equal("t #/properties/a\\u{a}\\u{202e}b~1~0c", f.Place));
    }

    private static string OnOneLine(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
