using System.Diagnostics;
using System.Text;
using Writ.Cedar.Schema;

namespace Writ.Decisions.Tests.ToolSchema;

/// <summary>What holds for every tool list.</summary>
public sealed class ToolSchemaProperties
{
    private const int Cases = 3_000;

    [Fact]
    public void ReadArguments_ValidUnderTheSchema_KeepsToTheGeneratedType()
    {
        var tools = new RandomTool(new Random(20260401));
        for (var i = 0; i < Cases; i++)
        {
            var (schema, arguments) = tools.Next();
            var vocabulary = Tools.Vocabulary(Tools.One(schema), out _);
            var input = vocabulary.ReadArguments(Tools.Named("t"), Encoding.UTF8.GetBytes(arguments), out var member);
            Assert.True(input is not null, $"case {i}: `{member}`\n{schema}\n{arguments}");
            Assert.True(Tools.Violation(vocabulary, "t", input) is null, $"case {i}: {Tools.Violation(vocabulary, "t", input)}\n{schema}\n{arguments}");
            Assert.True(CedarSchema.TryParse(vocabulary.Text, out _, out var errors), $"case {i}: {string.Join("; ", errors)}\n{vocabulary.Text}");
        }
    }

    [Fact]
    public void Generate_AnyLegalNames_MapInjectively()
    {
        var chance = new Random(20260402);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var skeletons = new HashSet<string>(StringComparer.Ordinal);
        const string Characters = "abcXYZ019-_./:;@ \"\\'`{}[]()日本äß漢字🐈";
        while (names.Count < 500)
        {
            var name = string.Concat(Enumerable.Range(0, chance.Next(1, 12)).Select(_ => Characters.EnumerateRunes().ElementAt(chance.Next(Characters.EnumerateRunes().Count())).ToString()));
            if (skeletons.Add(name.ToLowerInvariant())) names.Add(name);
        }

        var list = $$"""{"tools":[{{string.Join(",", names.Select(n => $$$"""{"name":{{{System.Text.Json.JsonSerializer.Serialize(n)}}},"inputSchema":{"type":"object"}}"""))}}]}""";
        var vocabulary = Tools.Vocabulary(list, out _);
        var ids = vocabulary.Schema.Actions.Keys.Select(k => k.Id).Where(id => id.StartsWith("files/", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(names.Select(n => $"files/{n}").Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("members")]
    [InlineData("tools")]
    [InlineData("choices")]
    [InlineData("names")]
    public void Generate_LargeList_CostsTimeInProportion(string kind)
    {
        static string Members(int count, string schema) => string.Join(",", Enumerable.Range(0, count).Select(i => $"\"m{i}\":{schema}"));
        var enumeration = "{\"type\":\"string\",\"enum\":[\"a\"]}";
        var list = kind switch
        {
            "members" => Tools.One($"{{\"type\":\"object\",\"properties\":{{{Members(50_000, enumeration)}}}}}"),
            "tools" => $"[{string.Join(",", Enumerable.Range(0, 1_000).Select(i => $"{{\"name\":\"t{i}\",\"inputSchema\":{{\"type\":\"object\",\"properties\":{{{Members(20, enumeration)}}}}}}}"))}]",
            "choices" => $"[{string.Join(",", Enumerable.Range(0, 40).Select(i => $"{{\"name\":\"t{i}\",\"inputSchema\":{{\"type\":\"object\",\"properties\":{{{Members(400, enumeration)}}},\"anyOf\":[{string.Join(",", Enumerable.Range(0, 400).Select(n => $"{{\"properties\":{{\"n{n}\":{{}}}}}}"))}]}}}}"))}]",
            _ => Tools.One($"{{\"type\":\"object\",\"properties\":{{\"{new string('x', 500_000)}\":{{\"type\":\"object\",\"properties\":{{{Members(5_000, "{}")}}}}}}}}}"),
        };
        var started = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8(list), Tools.NoCatalogue, out _));
        _ = McpSchemaExport.Export("namespace N { @mcp_principal @mcp_resource entity E; }", Tools.Utf8(list), out _, new McpSchemaOptions { DeduplicateEntityTypes = true });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 2_000_000_000);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), Stopwatch.GetElapsedTime(started).ToString());
    }

    [Fact]
    public void Generate_MutatedList_IsReadOrRefused()
    {
        var chance = new Random(20260403);
        var tools = new RandomTool(chance);
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"", "null", "true", "{}", "1e999", "\\ud800", "\"$ref\":\"#\",", "\"type\":\"object\",", "\"enum\":[{}],", "\"items\":", "\"required\":[1],", "\"properties\":7,", "\0", "\u00e9"];
        var read = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var text = Tools.One(tools.Next().Schema);
            for (var n = chance.Next(1, 4); n > 0; n--)
            {
                var at = chance.Next(text.Length);
                text = chance.Next(3) switch
                {
                    0 => text.Remove(at, Math.Min(chance.Next(8), text.Length - at)),
                    1 => text.Insert(at, pieces[chance.Next(pieces.Length)]),
                    _ => text.Insert(at, text.Substring(at, Math.Min(chance.Next(40), text.Length - at))),
                };
            }

            var started = Stopwatch.GetTimestamp();
            var generated = ToolSchemaGenerator.Generate(Tools.Server, Tools.Utf8(text), Tools.NoCatalogue, out var findings);
            if (generated is null) Assert.NotEmpty(findings);
            else Assert.True(Tools.Compose([], [], out var problems, generated) is not null, $"case {i}: {string.Join("; ", problems)}\n{text}");
            if (generated is not null) read++;
            if (McpSchemaExport.Export("namespace N { @mcp_principal @mcp_resource entity E; }", Tools.Utf8(text), out findings) is null) Assert.NotEmpty(findings);
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2), text);
        }

        Assert.InRange(read, 1, 9_999);
    }
}
