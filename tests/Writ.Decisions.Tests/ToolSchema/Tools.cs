using System.Collections.Immutable;
using System.Text;
using Writ.Cedar.Authorization;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;
using Writ.Domain;
using ActionName = Writ.Domain.ActionName;

namespace Writ.Decisions.Tests.ToolSchema;

/// <summary>Tool lists as texts, and vocabularies made of them.</summary>
internal static class Tools
{
    public static readonly Slug Server = Slug.Parse("files");

    public static readonly ImmutableDictionary<ActionName, ToolClass> NoCatalogue = ImmutableDictionary<ActionName, ToolClass>.Empty;

    private static readonly string Fixed = File.ReadAllText(Path.Combine(Root(), "policies", "writ.cedarschema"));

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string One(string inputSchema, string name = "t") => $"{{\"tools\":[{{\"name\":\"{name}\",\"inputSchema\":{inputSchema}}}]}}";

    /// <summary>A schema of one argument `x`.</summary>
    public static string OfX(string schema) => One($"{{\"type\":\"object\",\"properties\":{{\"x\":{schema}}}}}");

    public static VocabularySchema Vocabulary(string list, out ImmutableArray<ToolSchemaFinding> findings, IEnumerable<Intent>? intents = null, params ToolClass[] catalogue)
    {
        var tools = ToolSchemaGenerator.Generate(Server, Utf8(list), catalogue.ToDictionary(c => c.Name), out findings);
        Assert.True(tools is not null, string.Join('\n', findings));
        var whole = VocabularySchema.Compose(Fixed, intents ?? [], catalogue, [tools], out var problems);
        Assert.True(whole is not null, string.Join('\n', problems));
        return whole;
    }

    public static VocabularySchema? Compose(IEnumerable<Intent> intents, IEnumerable<ToolClass> catalogue, out ImmutableArray<ToolSchemaFinding> findings, params Decisions.ToolSchema[] tools) =>
        VocabularySchema.Compose(Fixed, intents, catalogue, tools, out findings);

    public static ActionName Named(string tool) => ActionName.TryCreate(Server, tool, out var name) ? name : throw new ArgumentException(tool, nameof(tool));

    /// <summary>How the context of a request with these arguments differs from the vocabulary; null when it keeps to it.</summary>
    public static string? Violation(VocabularySchema vocabulary, string tool, CedarRecord input)
    {
        var now = DatetimeValue.From(Given.Now);
        var context = CedarRecord.Of(
            ("input", input),
            ("intent", CedarRecord.Empty),
            ("destination", CedarRecord.Of(("kind", "server"), ("name", "files"))),
            ("task", CedarRecord.Of(("id", "tsk"), ("channel", "launcher"), ("has_goal", true), ("opened", now), ("deadline", now))),
            ("actor", CedarRecord.Of(("instance", EntityUid.Of("Writ::Instance", "i")), ("assurance", "sandboxed"), ("attestation", "launcher"), ("binding", "socket"), ("chain", CedarValue.SetOf([])))),
            ("now", now));
        var action = EntityUid.Of("Writ::Action", $"{Server}/{tool}");
        return SchemaConformance.Check(vocabulary.Schema, new CedarRequest(EntityUid.Of("Writ::Instance", "i"), action, EntityUid.Of("Writ::Tool", $"{Server}/{tool}"), context))?.ToString();
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Writ.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        return folder;
    }
}
