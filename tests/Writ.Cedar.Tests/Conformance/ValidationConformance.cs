using System.Globalization;
using System.Text;
using System.Text.Json;
using Writ.Cedar.Authorization;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Validation;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The published verdicts of the validator: of the corpus, of each policy in both modes, and of requests.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class ValidationConformance(ITestOutputHelper output)
{
    private static readonly ValidationOptions Strict410 = new() { Profile = ValidationProfile.Cedar410 };
    private static readonly ValidationOptions Permissive410 = new() { Profile = ValidationProfile.Cedar410, Mode = ValidationMode.Permissive };

    private readonly List<string> _differences = [];
    private int _total;

    [Fact]
    public void Validate_PublishedCorpus_AgreesInBothProfiles()
    {
        var files = CedarData.Unpack(CedarData.FolderOrSkip("authorization", "cit-4.10-corpus-tests.tar.gz"));
        using var drift = JsonDocument.Parse(File.ReadAllText(CedarData.FolderOrSkip("authorization", "cedar-4.13-validation-drift.json")));
        var changed = drift.RootElement.GetProperty("tests").EnumerateArray().Select(name => $"corpus-tests/{name.GetString()}").ToHashSet();
        var ofNewer = new List<string>();
        foreach (var (name, content) in files.Where(file => IsTest(file.Key)).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            using var test = JsonDocument.Parse(content);
            var (policies, schema) = Read(test.RootElement, file => files[file]);
            var expected = test.RootElement.GetProperty("shouldValidate").GetBoolean();
            Judge(name, expected, PolicyValidator.Validate(policies, schema, Strict410));
            var newer = PolicyValidator.Validate(policies, schema);
            if (newer.Passed != (expected || changed.Contains(name))) ofNewer.Add(name);
        }

        var total = _total;
        Report("validation");
        _differences.AddRange(ofNewer);
        _total = total;
        Report("validation of the newer release");
        Assert.Equal(35, changed.Count);
    }

    [Fact]
    public void Validate_PublishedPerPolicyResults_AgreeInBothModes()
    {
        var files = CedarData.Unpack(CedarData.FolderOrSkip("authorization", "cit-4.10-corpus-tests.tar.gz"));
        var verdicts = CedarData.Unpack(CedarData.FolderOrSkip("authorization", "cedar-go-corpus-tests-validation.tar.gz"));
        var (requests, differingRequests) = (0, new List<string>());
        foreach (var (name, content) in verdicts.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            using var outcome = JsonDocument.Parse(content);
            var hash = Path.GetFileName(name)[..^".validation.json".Length];
            using var test = JsonDocument.Parse(files[$"corpus-tests/{hash}.json"]);
            var (policies, schema) = Read(test.RootElement, file => files[file]);
            JudgePerPolicy(hash, policies, schema, outcome.RootElement.GetProperty("policyValidation"));
            foreach (var (request, expected) in test.RootElement.GetProperty("requests").EnumerateArray().Zip(outcome.RootElement.GetProperty("requestValidation").EnumerateArray()))
            {
                requests++;
                if (expected.GetProperty("strict").GetBoolean() != Conforms(request, schema)) differingRequests.Add($"{hash} {request.GetProperty("description")}");
            }
        }

        Report("validation-per-policy");
        _differences.AddRange(differingRequests);
        _total = requests;
        Report("validation of requests");
    }

    [Fact]
    public void Validate_PublishedValidatorTests_AgreeInBothModes()
    {
        var folder = CedarData.FolderOrSkip("schema-validation-go", "validate-testdata");
        foreach (var expected in Directory.EnumerateFiles(folder, "*.validation.json").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(expected)[..^".validation.json".Length];
            using var test = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, $"{name}.json")));
            using var outcome = JsonDocument.Parse(File.ReadAllText(expected));
            var (policies, schema) = Read(test.RootElement, file => File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(file))));
            JudgePerPolicy(name, policies, schema, outcome.RootElement.GetProperty("policyValidation"));
        }

        Report("validator tests");
    }

    [Fact]
    public void Validate_PublishedHandwrittenTests_Agree()
    {
        var root = CedarData.FolderOrSkip("handwritten");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var test = JsonDocument.Parse(File.ReadAllText(file));
            var (policies, schema) = Read(test.RootElement, name => File.ReadAllBytes(Path.Combine(root, name)));
            Judge(file, test.RootElement.GetProperty("shouldValidate").GetBoolean(), PolicyValidator.Validate(policies, schema, Strict410));
        }

        Report("validation handwritten");
    }

    [Theory]
    [InlineData("use-cases", "validation use cases")]
    [InlineData("symcc", "validation analysis examples")]
    [InlineData("oopsla2024", "validation benchmark applications")]
    public void Validate_PublishedApplications_Pass(string folder, string suite)
    {
        foreach (var schemaFile in Directory.EnumerateFiles(CedarData.FolderOrSkip(folder), "*.cedarschema*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var application = Path.GetDirectoryName(schemaFile) ?? folder;
            var file = Directory.EnumerateFiles(application, "*.cedar").Single();
            Assert.True(PolicySet.TryParse([new(file, File.ReadAllText(file))], out var policies, out var errors), string.Join('\n', errors));
            Judge(file, expected: true, PolicyValidator.Validate(UseCaseConformance.Linked(policies, application), Schema(schemaFile), Strict410));
        }

        Report(suite);
    }

    private void JudgePerPolicy(string name, PolicySet policies, CedarSchema schema, JsonElement expected)
    {
        var strict = PolicyValidator.Validate(policies, schema, Strict410);
        var permissive = PolicyValidator.Validate(policies, schema, Permissive410);
        foreach (var policy in expected.GetProperty("perPolicy").EnumerateObject())
        {
            JudgeOne($"{name} {policy.Name} strict", policy.Value.GetProperty("strict").GetBoolean(), Of(strict, policy.Name));
            JudgeOne($"{name} {policy.Name} permissive", policy.Value.GetProperty("permissive").GetBoolean(), Of(permissive, policy.Name));
        }

        static ValidationFinding[] Of(ValidationResult result, string id) => [.. result.Errors.Where(error => error.PolicyId == id)];
    }

    private void Judge(string name, bool expected, ValidationResult result) => JudgeOne(name, expected, [.. result.Errors]);

    private void JudgeOne(string name, bool expected, ValidationFinding[] errors)
    {
        _total++;
        if (expected != (errors.Length == 0)) _differences.Add($"{name}: expected {(expected ? "success" : "refusal")}; {string.Join("; ", errors.Take(3))}");
    }

    private void Report(string suite)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar {suite}: {_total - _differences.Count}/{_total}");
        output.WriteLine(line);
        Console.WriteLine(line);
        foreach (var difference in _differences.Take(30)) output.WriteLine(difference);
        Assert.Empty(_differences);
        Assert.NotEqual(0, _total);
        _total = 0;
    }

    private static CedarSchema Schema(string file)
    {
        if (Path.GetExtension(file) == ".json")
        {
            Assert.True(CedarSchema.TryParseJson(File.ReadAllText(file), out var ofJson, out var error), error?.ToString());
            return ofJson;
        }

        Assert.True(CedarSchema.TryParse(File.ReadAllText(file), out var schema, out var errors), string.Join('\n', errors));
        return schema;
    }

    private static bool Conforms(JsonElement request, CedarSchema schema)
    {
        var action = Uid(request, "action");
        var shape = schema.Actions.GetValueOrDefault(action)?.Context;
        return ValueJson.TryReadRecord(request.GetProperty("context").GetRawText(), out var context, out _, shape)
            && SchemaConformance.Check(schema, new CedarRequest(Uid(request, "principal"), action, Uid(request, "resource"), context)) is null;
    }

    private static EntityUid Uid(JsonElement request, string key)
    {
        var json = request.GetProperty(key);
        if (json.TryGetProperty("__entity", out var inner)) json = inner;
        return EntityUid.Of(json.GetProperty("type").GetString() ?? "", json.GetProperty("id").GetString() ?? "");
    }

    private static bool IsTest(string name) => name.EndsWith(".json", StringComparison.Ordinal) && !name.EndsWith(".entities.json", StringComparison.Ordinal);

    private static (PolicySet Policies, CedarSchema Schema) Read(JsonElement test, Func<string, byte[]> file)
    {
        Assert.True(PolicySet.TryParse(Text("policies"), out var policies, out var errors), string.Join('\n', errors));
        Assert.True(CedarSchema.TryParse(Text("schema"), out var schema, out errors), string.Join('\n', errors));
        return (policies, schema);

        string Text(string key) => Encoding.UTF8.GetString(file(test.GetProperty(key).GetString() ?? ""));
    }
}
