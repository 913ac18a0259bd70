using System.Globalization;
using System.Text.Json.Nodes;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;

namespace Writ.Decisions.Tests.Conformance;

/// <summary>The published outputs of the public schema generator for MCP.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class McpSchemaConformance(ITestOutputHelper output)
{
    private static readonly McpSchemaOptions Plain = McpSchemaOptions.Default;
    private static readonly McpSchemaOptions Dedup = new() { DeduplicateEntityTypes = true };

    private readonly List<string> _differences = [];
    private int _total;

    [Fact]
    public void Export_PublishedTools_GivesThePublishedSchemas()
    {
        var folder = FolderOrSkip();
        Judge(folder, "strands/strands_tools.json", "strands/strands_tools", Plain);
        Judge(folder, "strands/strands_tools.json", "strands/strands_tools_flat", Plain with { FlattenNamespaces = true });
        foreach (var name in new[] { "tool_tuple", "tool_mixed_array", "tool_nullable_objects" }) Judge(folder, $"simple/{name}.json", $"simple/{name}", Plain);
        foreach (var (name, options) in new[]
        {
            ("tool_default", Plain),
            ("tool_keep_annotations", Plain with { EraseAnnotations = false }),
            ("tool_objects_as_records", Plain with { ObjectsAsRecords = true }),
            ("tool_include_outputs", Plain with { IncludeOutputs = true }),
            ("tool_flattened_namespace", Plain with { FlattenNamespaces = true }),
            ("tool_encode_numbers_as_decimal", Plain with { NumbersAsDecimal = true }),
        })
        {
            Judge(folder, "simple/tool.json", $"simple/{name}", options);
            Judge(folder, "simple/tool.json", $"simple/{name}", options, json: true);
        }

        foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, "dedup"), "*.json").Order(StringComparer.Ordinal))
        {
            var name = $"dedup/{Path.GetFileNameWithoutExtension(path)}";
            Judge(folder, $"{name}.json", name, Dedup with { IncludeOutputs = name.EndsWith("_in_output", StringComparison.Ordinal) });
            if (File.Exists(Path.Combine(folder, $"{name}_flat.cedarschema"))) Judge(folder, $"{name}.json", $"{name}_flat", Dedup with { FlattenNamespaces = true });
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar mcp schema: {_total - _differences.Count}/{_total}");
        output.WriteLine(line);
        Console.WriteLine(line);
        foreach (var difference in _differences) output.WriteLine(difference);
        Assert.Empty(_differences);
        Assert.Equal(31, _total);
    }

    private void Judge(string folder, string tools, string expected, McpSchemaOptions options, bool json = false)
    {
        _total++;
        var schema = McpSchemaExport.Export(File.ReadAllText(Path.Combine(folder, "stub.cedarschema")), File.ReadAllBytes(Path.Combine(folder, tools)), out var findings, options);
        var published = File.ReadAllText(Path.Combine(folder, $"{expected}.cedarschema{(json ? ".json" : "")}"));
        var difference = schema is null ? string.Join("; ", findings) : json ? OfJson(schema, published) : OfText(schema, published);
        if (difference is not null) _differences.Add($"{expected}{(json ? ".json" : "")}: {difference}");
    }

    private static string? OfJson(McpSchema schema, string published) =>
        JsonNode.DeepEquals(JsonNode.Parse(schema.Json), JsonNode.Parse(published)) ? null : $"expected\n{published}\ngot\n{schema.Json}";

    // To the byte, but for the comments that were put into the published ones by hand; and of the same meaning, read back from the text.
    private static string? OfText(McpSchema schema, string published)
    {
        var plain = string.Join('\n', published.Split('\n').Where(static l => !l.StartsWith("//", StringComparison.Ordinal))).Trim();
        if (plain != schema.Text.Trim()) return $"expected\n{plain}\ngot\n{schema.Text}";
        Assert.True(SchemaText.TryRead(schema.Text, out var read, out var errors), string.Join('\n', errors));
        Assert.True(SchemaText.TryRead(published, out var other, out errors), string.Join('\n', errors));
        return JsonNode.DeepEquals(JsonNode.Parse(SchemaJson.Write(read)), JsonNode.Parse(SchemaJson.Write(other))) && read.TryResolve(out _, out _) ? null : "the same text, but another meaning";
    }

    private static string FolderOrSkip()
    {
        var root = Environment.GetEnvironmentVariable("WRIT_TEST_DATA");
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); string.IsNullOrEmpty(root) && above is not null; above = above.Parent)
            if (File.Exists(Path.Combine(above.FullName, "Writ.slnx"))) root = Path.Combine(above.FullName, "..", "shared", "data");
        var folder = Path.Combine(root ?? "", "cedar", "mcp-schema-generator");
        Assert.SkipUnless(Directory.Exists(folder), "skipped: no data");
        return folder;
    }
}
