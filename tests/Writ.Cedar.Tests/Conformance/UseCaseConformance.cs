using System.Globalization;
using System.Text.Json;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The published use cases: applications with a schema, three of them with linked templates.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class UseCaseConformance(ITestOutputHelper output)
{
    // The entities of these two do not keep to their schemas: upstream reads them without.
    private static readonly string[] WithoutSchema = ["document_cloud", "github_example"];

    [Fact]
    public void Authorize_PublishedUseCases_AnswersAlike()
    {
        var root = CedarData.FolderOrSkip("use-cases");
        var (passed, total) = (0, 0);
        foreach (var allow in Directory.EnumerateDirectories(root, "ALLOW", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var application = Path.GetDirectoryName(allow) ?? root;
            var (policies, store, schema) = Load(application);
            foreach (var (folder, expected) in new[] { ("ALLOW", CedarDecision.Allow), ("DENY", CedarDecision.Deny) })
            {
                foreach (var file in Directory.EnumerateFiles(Path.Combine(application, folder), "*.json"))
                {
                    total++;
                    var response = Authorizer.Authorize(Request(File.ReadAllText(file), schema), policies, store);
                    if (response.Decision == expected && response.Errors.IsEmpty) passed++;
                    else output.WriteLine($"{file}: expected {expected}, got {response.Decision} {string.Join("; ", response.Errors)}");
                }
            }
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar use cases: {passed}/{total}");
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.Equal(total, passed);
        Assert.NotEqual(0, total);
    }

    [Fact]
    public void TryParse_EveryPublishedPolicyAndSchema_IsAccepted()
    {
        var root = CedarData.FolderOrSkip();
        foreach (var file in Directory.EnumerateFiles(root, "*.cedar", SearchOption.AllDirectories))
            Assert.True(PolicySet.TryParse([new(file, File.ReadAllText(file))], out _, out var errors), string.Join('\n', errors));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "symcc"), "*.cedarschema", SearchOption.AllDirectories))
            Assert.True(CedarSchema.TryParse(File.ReadAllText(file), out _, out var errors), $"{file}:{string.Join('\n', errors)}");
    }

    private static (PolicySet Policies, EntityStore Store, CedarSchema? Schema) Load(string application)
    {
        Assert.True(PolicySet.TryParse([new("policies.cedar", Read("policies.cedar"))], out var policies, out var errors), string.Join('\n', errors));
        var schemaFile = File.Exists(Path.Combine(application, "policies.cedarschema")) ? "policies.cedarschema" : "../policies.cedarschema";
        Assert.True(CedarSchema.TryParse(Read(schemaFile), out var schema, out errors), string.Join('\n', errors));
        if (WithoutSchema.Contains(Path.GetFileName(application))) schema = null;
        var entitiesFile = File.Exists(Path.Combine(application, "entities.json")) ? "entities.json" : "../entities.json";
        Assert.True(EntityJson.TryRead(Read(entitiesFile), out var store, out var error, schema), error?.ToString());
        return (Linked(policies, application), store, schema);

        string Read(string name) => File.ReadAllText(Path.Combine(application, name));
    }

    /// <summary>The policies with the links that lie beside them.</summary>
    internal static PolicySet Linked(PolicySet policies, string application)
    {
        var file = Path.Combine(application, "linked");
        if (!File.Exists(file)) return policies;
        using var links = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var template = policies.Templates.Single(policy => policy.Annotation("id") == Text(link, "template_id"));
            policies = policies.Link(template.Id, Text(link, "link_id"), Slot(link, "?principal"), Slot(link, "?resource"));
        }

        return policies;
    }

    private static CedarRequest Request(string json, CedarSchema? schema)
    {
        using var document = JsonDocument.Parse(json);
        var action = EntityUid.Parse(Text(document.RootElement, "action"));
        var context = document.RootElement.TryGetProperty("context", out var given) ? given.GetRawText() : "{}";
        Assert.True(ValueJson.TryReadRecord(context, out var record, out var error, schema?.Actions[action].Context), error?.ToString());
        return new CedarRequest(EntityUid.Parse(Text(document.RootElement, "principal")), action, EntityUid.Parse(Text(document.RootElement, "resource")), record);
    }

    private static string Text(JsonElement json, string key) => json.GetProperty(key).GetString() ?? "";

    private static EntityUid? Slot(JsonElement link, string slot) =>
        link.GetProperty("args").TryGetProperty(slot, out var value) ? EntityUid.Parse(value.GetString() ?? "") : null;
}
