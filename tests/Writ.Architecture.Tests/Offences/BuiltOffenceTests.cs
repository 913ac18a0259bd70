using System.Text.RegularExpressions;

namespace Writ.Architecture.Tests.Offences;

/// <summary>Offences that only the build itself can see, built for real by the repository's own props and targets in a tree of their own.</summary>
public sealed partial class BuiltOffenceTests
{
    private const string Reach = """
        namespace Offences;

        internal static class Reach
        {
            public static void Out() => _ = new System.Net.Http.HttpClient();
        }
        """;

    // The benign twin: what the table permits, and a connector that reaches out.
    [Fact]
    public async Task Build_PermittedReferencesAndAConnectorThatReachesOut_Succeeds()
    {
        using var tree = new TemporaryTree().With("Core/Writ.Domain").With("Enforcement/Writ.Enforcement", "Core/Writ.Domain")
            .With("Enforcement/Writ.Zones", "Enforcement/Writ.Enforcement", "Core/Writ.Domain").File("Enforcement/Writ.Enforcement", "Connectors/Reach.cs", Reach);
        var (exitCode, output) = await tree.BuildAsync("Enforcement/Writ.Zones");
        Assert.True(exitCode == 0, output);
        Assert.Empty(Codes(output));
    }

    [Fact]
    public async Task Build_ReferenceUpwards_IsRING001()
    {
        using var tree = new TemporaryTree().With("Services/Writ.Authority").With("Core/Writ.Domain", "Services/Writ.Authority");
        await Fails(tree, "Core/Writ.Domain", "RING001");
    }

    [Fact]
    public async Task Build_ZoneThatKnowsCedar_IsRING002()
    {
        using var tree = new TemporaryTree().With("Standards/Writ.Cedar").With("Enforcement/Writ.Zones", "Standards/Writ.Cedar");
        await Fails(tree, "Enforcement/Writ.Zones", "RING002");
    }

    [Fact]
    public async Task Build_ProjectInNoRing_IsRING000()
    {
        using var tree = new TemporaryTree().With("Elsewhere/Writ.Novel");
        await Fails(tree, "Elsewhere/Writ.Novel", "RING000");
    }

    [Fact]
    public async Task Build_HttpClientInAZone_IsRS0030()
    {
        using var tree = new TemporaryTree().With("Enforcement/Writ.Zones").File("Enforcement/Writ.Zones", "Tools/Reach.cs", Reach);
        await Fails(tree, "Enforcement/Writ.Zones", "RS0030");
    }

    private static async Task Fails(TemporaryTree tree, string project, string code)
    {
        var (exitCode, output) = await tree.BuildAsync(project);
        Assert.NotEqual(0, exitCode);
        Assert.True(Codes(output) is [var only] && only == code, output);
    }

    private static string[] Codes(string output) => [.. Code().Matches(output).Select(static m => m.Groups[1].Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"\b(?:error|warning) ([A-Z]+\d+)\b", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
