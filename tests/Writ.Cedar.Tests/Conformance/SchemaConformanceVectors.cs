using System.Globalization;
using System.Text.Json;
using Writ.Cedar.Authorization;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The published results of checking entities and requests against schemas.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class SchemaConformanceVectors(ITestOutputHelper output)
{
    private readonly List<string> _differences = [];
    private int _total;

    [Fact]
    public void TryRead_PublishedEntityFiles_AreJudgedAlike()
    {
        var folder = CedarData.FolderOrSkip("schema-validation-go", "entity-parsing-testdata");
        foreach (var expected in Directory.EnumerateFiles(folder, "*.parsing.json").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(expected)[..^".parsing.json".Length];
            using var test = Json(folder, $"{name}.json");
            using var outcome = Json(folder, $"{name}.parsing.json");
            var read = EntityJson.TryRead(Text(folder, test.RootElement, "entities"), out _, out var error, Schema(folder, test.RootElement));
            Judge(name, outcome.RootElement.GetProperty("allEntities").GetProperty("success").GetBoolean(), read, error);
        }

        Report("entity parsing");
    }

    [Fact]
    public void Check_PublishedEntitiesAndRequests_AreJudgedAlike()
    {
        var folder = CedarData.FolderOrSkip("schema-validation-go", "validate-testdata");
        foreach (var expected in Directory.EnumerateFiles(folder, "*.validation.json").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(expected)[..^".validation.json".Length];
            using var test = Json(folder, $"{name}.json");
            using var outcome = Json(folder, $"{name}.validation.json");
            var schema = Schema(folder, test.RootElement);
            JudgeEntities(name, folder, test.RootElement, outcome.RootElement, schema);
            var results = outcome.RootElement.GetProperty("requestValidation").EnumerateArray().ToArray();
            foreach (var (request, result) in test.RootElement.GetProperty("requests").EnumerateArray().Zip(results))
            {
                var wrong = Violation(request, schema);
                Judge($"{name} {result.GetProperty("description")}", result.GetProperty("strict").GetBoolean(), wrong is null, wrong);
            }
        }

        Report("schema conformance");
    }

    private void JudgeEntities(string name, string folder, JsonElement test, JsonElement outcome, CedarSchema schema)
    {
        using var entities = JsonDocument.Parse(Text(folder, test, "entities"));
        var results = outcome.GetProperty("entityValidation").GetProperty("perEntity");
        foreach (var entity in entities.RootElement.EnumerateArray())
        {
            var uid = entity.GetProperty("uid");
            if (uid.TryGetProperty("__entity", out var inner)) uid = inner;
            var key = $"{uid.GetProperty("type").GetString()}::{uid.GetProperty("id").GetString()}";
            if (!results.TryGetProperty(key, out var result)) continue;
            var read = EntityJson.TryRead($"[{entity.GetRawText()}]", out _, out var error, schema);
            Judge($"{name} {key}", !result.TryGetProperty("errors", out _), read, error);
        }
    }

    private static string? Violation(JsonElement request, CedarSchema schema)
    {
        var action = Uid(request, "action");
        var shape = schema.Actions.GetValueOrDefault(action)?.Context;
        if (!ValueJson.TryReadRecord(request.GetProperty("context").GetRawText(), out var context, out var error, shape)) return error.ToString();
        return SchemaConformance.Check(schema, new CedarRequest(Uid(request, "principal"), action, Uid(request, "resource"), context))?.ToString();
    }

    private void Judge(string name, bool expected, bool got, object? why)
    {
        _total++;
        if (expected != got) _differences.Add($"{name}: expected {(expected ? "success" : "refusal")}; {why}");
    }

    private void Report(string suite)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar {suite}: {_total - _differences.Count}/{_total}");
        output.WriteLine(line);
        Console.WriteLine(line);
        foreach (var difference in _differences) output.WriteLine(difference);
        Assert.Empty(_differences);
        Assert.NotEqual(0, _total);
    }

    private static CedarSchema Schema(string folder, JsonElement test)
    {
        Assert.True(CedarSchema.TryParse(Text(folder, test, "schema"), out var schema, out var errors), string.Join('\n', errors));
        return schema;
    }

    private static JsonDocument Json(string folder, string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file)));

    private static string Text(string folder, JsonElement test, string key) =>
        File.ReadAllText(Path.Combine(folder, Path.GetFileName(test.GetProperty(key).GetString() ?? "")));

    private static EntityUid Uid(JsonElement request, string key)
    {
        var json = request.GetProperty(key);
        if (json.TryGetProperty("__entity", out var inner)) json = inner;
        return EntityUid.Of(json.GetProperty("type").GetString() ?? "", json.GetProperty("id").GetString() ?? "");
    }
}
