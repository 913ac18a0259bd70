using Writ.Cedar.Json;
using Writ.Cedar.Schema;

namespace Writ.Decisions.Tests.ToolSchema;

public sealed class McpSchemaExportTests
{
    private const string Stub = "namespace N { @mcp_principal entity User; @mcp_resource entity Server; @mcp_context(\"session\") type Session = { ip: ipaddr }; @mcp_action action call; @note(\"kept\") entity Note; }";

    [Fact]
    public void Export_ForAgentCore_NamesActionsByTheirTarget()
    {
        var schema = Exported("""{"tools":[{"name":"pay","inputSchema":{"type":"object","properties":{"amount":{"type":"number"},"to":{"type":"object","properties":{"iban":{"type":"string"}}}}}}]}""", McpSchemaOptions.AgentCore("Bank"));
        Assert.Contains("action \"Bank___pay\" in [Action::\"call\"] appliesTo {", schema.Text, StringComparison.Ordinal);
        Assert.Contains("amount?: decimal", schema.Text, StringComparison.Ordinal);
        Assert.Contains("entity Bank___pay_Input_to = {", schema.Text, StringComparison.Ordinal);
        Assert.Contains("output?: Bank___payOutput", schema.Text, StringComparison.Ordinal);
        Assert.Contains("@note(\"kept\")", schema.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("mcp_", schema.Text, StringComparison.Ordinal);
        Assert.Single(schema.Document.Namespaces);
    }

    [Theory]
    [InlineData("read-file")]
    [InlineData("a.b/c:d")]
    [InlineData("9lives")]
    [InlineData("if")]
    [InlineData("日本 🐈")]
    public void Export_NameThatIsNoIdentifier_IsTheActionAllTheSame(string name)
    {
        var schema = Exported($$$$$"""{"name":"{{{{{name}}}}}","inputSchema":{"type":"object","properties":{"b c":{"type":"string","enum":["x"]},"in":{"type":"object"}}}}""");
        Assert.True(schema.Document.TryResolve(out var resolved, out _));
        Assert.Contains(resolved.Actions.Keys, key => key.Id == name);
        Assert.True(SchemaText.TryRead(schema.Text, out _, out var errors), string.Join('\n', errors));
    }

    [Theory]
    [InlineData("entity User;", "found a stub of")]
    [InlineData("namespace A { @mcp_principal @mcp_resource entity U; } namespace B {}", "2 namespaces")]
    [InlineData("namespace A { @mcp_resource entity R; }", "mcp_principal")]
    [InlineData("namespace A { @mcp_principal entity U; }", "mcp_resource")]
    [InlineData("namespace A {", "does not parse")]
    public void Export_StubThatIsNone_IsRefused(string stub, string message)
    {
        Assert.Null(McpSchemaExport.Export(stub, Tools.Utf8(Tools.One("""{"type":"object"}""")), out var findings));
        Assert.Contains(message, Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tools":[{"name":"t","inputSchema":{"type":"object","properties":{"a":{"$ref":"#/$defs/none"}}}}]}""", "not defined")]
    [InlineData("""{"tools":[{"name":"t","inputSchema":{"type":"object"}},{"name":"t","inputSchema":{"type":"object"}}]}""", "two types of the name `N::tInput`")]
    [InlineData("""{"tools":[{"name":"call","inputSchema":{"type":"object"}}]}""", "an action of this name already")]
    [InlineData("""{"tools":[{"name":"a-b","inputSchema":{"type":"object"}},{"name":"a_u002d_b","inputSchema":{"type":"object"}}]}""", "two types of the name")]
    [InlineData("""{"tools":[{"name":"t","inputSchema":{"type":"object","properties":{"a":{"$ref":"#/$defs/L"}},"$defs":{"L":{"type":"array","items":{"$ref":"#/$defs/L"}}}}}]}""", "no meaning together")]
    [InlineData("""{"tools":[{"name":"t","inputSchema":{"type":"object","$defs":{"A":{"type":"string"}},"definitions":{"A":{"type":"string"}}}}]}""", "in `$defs` and in `definitions`")]
    [InlineData("""{"tools":[{"name":"t","name":"u","inputSchema":{"type":"object"}}]}""", "duplicate members")]
    public void Export_ListWithoutASchema_IsRefused(string list, string message)
    {
        Assert.Null(McpSchemaExport.Export(Stub, Tools.Utf8(list), out var findings));
        Assert.Contains(message, Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"allOf":[{"properties":{"b":{}}}]}""", "t #/allOf")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","patternProperties":{"x":{}}}}}""", "t #/properties/a/patternProperties")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","properties":{},"anyOf":[{}]}}}""", "t #/properties/a/anyOf")]
    [InlineData("""{"type":"object","properties":{"a":{"properties":{"b":{}}}}}""", "t #/properties/a/properties")]
    [InlineData("""{"type":"object","additionalProperties":true,"properties":{"a":{"type":"string"}}}""", "t #/additionalProperties")]
    [InlineData("""{"type":"object","$ref":"#/$defs/A","$defs":{"A":{"type":"object"}}}""", "t #/$ref")]
    public void Export_WhatTheConventionPassesOver_IsTold(string schema, string place)
    {
        Assert.NotNull(McpSchemaExport.Export(Stub, Tools.Utf8(Tools.One(schema)), out var findings));
        Assert.Contains(findings, f => !f.IsRefusal && f.Place == place);
        Assert.NotNull(McpSchemaExport.Export(Stub, Tools.Utf8(Tools.One("""{"type":"object","properties":{"a":{"type":"string"}}}""")), out findings));
        Assert.Empty(findings);
    }

    [Fact]
    public void Export_LongNamesNestedDeep_AreRefusedBeforeTheyAreAllPutTogether()
    {
        var leaves = string.Join(",", Enumerable.Range(0, 5_000).Select(static i => $"\"e{i}\":{{\"enum\":[\"x\"]}}"));
        var schema = $"{{\"type\":\"object\",\"properties\":{{{leaves}}}}}";
        for (var i = 0; i < 20; i++) schema = $"{{\"type\":\"object\",\"properties\":{{\"{new string('x', 250)}\":{schema}}}}}";
        Assert.Null(McpSchemaExport.Export(Stub, Tools.Utf8(Tools.One(schema)), out var findings));
        Assert.Contains("longer than", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_AnyToolAndOptions_ResolvesAndReadsBackTheSame()
    {
        var chance = new Random(20260404);
        var tools = new RandomTool(chance);
        var exported = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var options = new McpSchemaOptions
            {
                IncludeOutputs = chance.Next(2) == 0,
                ObjectsAsRecords = chance.Next(2) == 0,
                FlattenNamespaces = chance.Next(2) == 0,
                NumbersAsDecimal = chance.Next(2) == 0,
                DeduplicateEntityTypes = chance.Next(2) == 0,
            };
            var list = $"{{\"tools\":[{{\"name\":\"a\",\"inputSchema\":{tools.Next().Schema}}},{{\"name\":\"b\",\"inputSchema\":{tools.Next().Schema},\"outputSchema\":{tools.Next().Schema}}}]}}";
            var schema = McpSchemaExport.Export(Stub, Tools.Utf8(list), out var findings, options);
            if (schema is null)
            {
                Assert.Single(findings);
                continue;
            }

            exported++;
            Assert.True(SchemaText.TryRead(schema.Text, out var read, out var errors), $"case {i}: {string.Join("; ", errors)}\n{schema.Text}");
            Assert.True(read.TryResolve(out _, out var error), $"case {i}: {error}\n{schema.Text}");
            Assert.True(SchemaJson.TryRead(schema.Json, out var fromJson, out var refused), $"case {i}: {refused}\n{schema.Json}");
            Assert.True(fromJson.TryResolve(out _, out error), $"case {i}: {error}\n{schema.Json}");
        }

        Assert.InRange(exported, 2_950, 3_000);
    }

    private static McpSchema Exported(string list, McpSchemaOptions? options = null)
    {
        var schema = McpSchemaExport.Export(Stub, Tools.Utf8(list), out var findings, options);
        Assert.True(schema is not null, string.Join('\n', findings));
        return schema;
    }
}
