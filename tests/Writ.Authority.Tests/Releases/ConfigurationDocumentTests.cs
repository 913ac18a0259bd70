using System.Text.Json;
using System.Text.RegularExpressions;
using Writ.Authority.Releases;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

/// <summary>The guide and the schemas are held against the reader.</summary>
public sealed partial class ConfigurationDocumentTests : IDisposable
{
    private readonly TempFolder home = new();
    private readonly ReleaseFolder folder;

    public ConfigurationDocumentTests() => folder = SampleRelease.Write(home);

    public void Dispose() => home.Dispose();

    [Fact]
    public void Guide_ItsExamples_AreARelease()
    {
        using var other = new TempFolder();
        var blocks = Block().Matches(File.ReadAllText(At("docs", "guides", "configuration.md")));
        Assert.Equal(3, blocks.Count);
        foreach (Match block in blocks)
        {
            other.Write(block.Groups[1].Value, block.Groups[2].Value);
        }

        Assert.Empty(SampleRelease.Problems(new ReleaseFolder(other.Path, null)));
        Assert.NotEmpty(SampleRelease.Read(new ReleaseFolder(other.Path, null)).Intents);
    }

    // Where a key that does not exist is put, and where the schema says which do.
    [Theory]
    [InlineData("writ.yaml", "servers:", "zzzzzz: 1\nservers:", "writ", "")]
    [InlineData("writ.yaml", "{ owner:", "{ zzzzzz: 1, owner:", "writ", "agents/*")]
    [InlineData("writ.yaml", "{ http:", "{ zzzzzz: 1, http:", "writ", "servers/*")]
    [InlineData("writ.yaml", "{ command:", "{ zzzzzz: 1, command:", "writ", "servers/*/stdio")]
    [InlineData("writ.yaml", "{ url:", "{ zzzzzz: 1, url:", "writ", "servers/*/http")]
    [InlineData("writ.yaml", "issuers:", "federation: { x.example: { zzzzzz: 1, url: \"https://h\", profile: https_web } }\nissuers:", "writ", "federation/*")]
    [InlineData("writ.yaml", "issuers:", "bundle_endpoint: { zzzzzz: 1, listen: \"127.0.0.1:0\", profile: https_spiffe }\nissuers:", "writ", "bundle_endpoint")]
    [InlineData("writ.yaml", "{ issuer:", "{ zzzzzz: 1, issuer:", "writ", "issuers/*")]
    [InlineData("writ.yaml", "servers:", "workloads: [{ zzzzzz: 1, id: job/a, selectors: [\"unix:uid:1\"] }]\nservers:", "writ", "workloads/-")]
    [InlineData("writ.yaml", "issuers:", "release: { zzzzzz: 1 }\nissuers:", "writ", "release")]
    [InlineData("writ.yaml", "issuers:", "release: { signers: [], require: { zzzzzz: 1 } }\nissuers:", "writ", "release/require")]
    [InlineData("writ.yaml", "issuers:", "release: { signers: [{ zzzzzz: 1 }] }\nissuers:", "writ", "release/signers/-")]
    [InlineData("intents/resolve-ticket.yaml", "budget:", "zzzzzz: 1\nbudget:", "intent", "")]
    [InlineData("intents/resolve-ticket.yaml", "{type: bool}", "{type: bool, zzzzzz: 1}", "intent", "parameters/*")]
    [InlineData("intents/resolve-ticket.yaml", "{ calls:", "{ zzzzzz: 1, calls:", "intent", "budget")]
    [InlineData("intents/resolve-ticket.yaml", "    resources:", "    zzzzzz: 1\n    resources:", "intent", "ceiling/-")]
    [InlineData("intents/resolve-ticket.yaml", "{ below: customers }", "{ below: customers, zzzzzz: 1 }", "intent", "ceiling/-/arguments/*")]
    [InlineData("catalogue/files.yaml", "tools:", "zzzzzz: 1\ntools:", "catalogue", "")]
    [InlineData("catalogue/files.yaml", "    effects: [read]", "    effects: [read]\n    zzzzzz: 1", "catalogue", "tools/*")]
    [InlineData("catalogue/files.yaml", "{ type:", "{ zzzzzz: 1, type:", "catalogue", "tools/*/resource")]
    public void Schema_KeysOfASection_AreThoseThatTheReaderKnows(string file, string before, string after, string schema, string path)
    {
        var original = File.ReadAllText(home.At("config", file));
        var at = original.IndexOf(before, StringComparison.Ordinal);
        home.Write("config/" + file, original[..at] + after + original[(at + before.Length)..]);
        var fix = Assert.Single(SampleRelease.Problems(folder), static p => p.Code == "W1004").Fix;
        var known = Quoted().Matches(fix).Select(static m => m.Groups[1].Value);

        using var document = JsonDocument.Parse(File.ReadAllText(At("docs", "schemas", $"{schema}.schema.json")));
        var section = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(document.RootElement, static (node, step) => step switch
        {
            "*" => node.GetProperty("additionalProperties"),
            "-" => node.GetProperty("items"),
            _ => node.GetProperty("properties").GetProperty(step),
        });
        Assert.False(section.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(known.Order(StringComparer.Ordinal), section.GetProperty("properties").EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal));
    }

    private static string At(params ReadOnlySpan<string> parts)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Writ.slnx")))
        {
            root = root.Parent ?? throw new InvalidOperationException("the repository is not above the tests");
        }

        return Path.Combine([root.FullName, .. parts]);
    }

    [GeneratedRegex("```yaml\n# (\\S+)\n(.*?)```", RegexOptions.Singleline, 1000)]
    private static partial Regex Block();

    [GeneratedRegex("`([a-z_]+)`", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}
