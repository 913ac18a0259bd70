using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Writ.Architecture.Tests.Sources;

public sealed partial class SourceTests
{
    // Names of places where things end up that nobody thought about.
    private static readonly string[] Attics =
        ["Common", "Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Model", "Models", "Manager", "Managers", "Misc", "Shared", "Extensions", "Stuff"];

    // Only these folders reach out of the process, speak to a terminal or open a database.
    private static readonly string[] Exempt =
    [
        "src/Enforcement/Writ.Enforcement/Connectors/**.cs",
        "src/Standards/Writ.Spiffe/WorkloadApi/**.cs",
        "src/Sdk/Writ.Client/Http/**.cs",
        "src/Services/Writ.Authority/Attestation/Kernel/**.cs",
        "src/Services/Writ.Storage/**.cs",
        "src/Hosts/Writ.Cli/{Launch,Terminal,Control}/**.cs",
        "src/Standards/Writ.Cedar/Stacks/**.cs",
    ];

    [Fact]
    public void Files_OfSourceAndTests_AreShort()
    {
        Assert.DoesNotContain(Repository.Sources("src"), static f => File.ReadLines(f).Count() > 500);
        Assert.DoesNotContain(Repository.Sources("tests", "benchmarks"), static f => File.ReadLines(f).Count() > 600);
    }

    [Fact]
    public void FilesAndFolders_OfSourceAndTests_AreNoAttic() => Assert.DoesNotContain(
        Repository.Sources("src", "tests", "benchmarks").Select(Repository.Name),
        static name => name.Split('/').Any(static part => Attics.Contains(Path.GetFileNameWithoutExtension(part))));

    [Fact]
    public void Types_OfEachSourceFile_AreOnePublicOneNamedLikeTheFile() => Assert.All(Repository.Sources("src"), static file =>
    {
        var declared = Root(file).DescendantNodes(static n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>().Where(static m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax).ToArray();
        var open = declared.Where(static d => d.Modifiers.Any(static m => m.RawKind == (int)SyntaxKind.PublicKeyword)).Select(NameOf).ToArray();
        Assert.True(open.Length <= 1, $"{Repository.Name(file)} holds the public types {string.Join(", ", open)}");
        var stem = Path.GetFileName(file).Split('.')[0];
        Assert.True(declared.Length == 0 || declared.Select(NameOf).Contains(stem), $"{Repository.Name(file)} holds no type `{stem}`");
    });

    [Fact]
    public void Namespaces_OfEachSourceFile_BelongToItsProject() => Assert.All(Repository.Sources("src"), static file =>
    {
        var project = Repository.Name(file).Split('/')[2];
        var names = Root(file).DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(static n => n.Name.ToString());
        Assert.All(names, name => Assert.True(name == project || name.StartsWith(project + ".", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal), $"{Repository.Name(file)}: {name}"));
    });

    // One zone never knows another: each has its folder and its namespace, and names only its own.
    [Fact]
    public void Zones_EachFolder_KnowsNoOther()
    {
        var zones = Path.GetDirectoryName(Repository.Projects.Single(static p => p.Name == "Writ.Zones").Path)!;
        Assert.All(Repository.Sources(Repository.Name(zones)), file =>
        {
            var zone = Path.GetRelativePath(zones, file).Split('/') is [var folder, _, ..] ? folder : "";
            var text = File.ReadAllText(file);
            Assert.True(zone == "" || text.Contains($"namespace Writ.Zones.{zone}", StringComparison.Ordinal), $"{Repository.Name(file)} is not in the namespace of its zone");
            Assert.All(Zone().Matches(text).Select(static m => m.Groups[1].Value), other => Assert.True(zone == "" || other == zone, $"{Repository.Name(file)} knows the zone {other}"));
        });
    }

    [Fact]
    public void Exemptions_OfTheBannedSymbols_AreTheKnownFolders()
    {
        var found = new List<string>();
        var section = "";
        foreach (var line in File.ReadLines(Repository.At(".editorconfig")))
        {
            section = Section().Match(line) is { Success: true } match ? match.Groups[1].Value : section;
            if (line.StartsWith("dotnet_diagnostic.RS0030.severity", StringComparison.Ordinal))
            {
                Assert.Matches(@"=\s*none\s*$", line);
                found.Add(section);
            }
        }

        Assert.Equal(Exempt, found);
        Assert.All(Exempt, static glob => Assert.True(Directory.Exists(Repository.At(glob[..glob.IndexOfAny(['{', '*'])].TrimEnd('/'))), glob));
        Assert.Empty(Directory.EnumerateFiles(Repository.At("src"), ".editorconfig", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(Repository.At("src"), "*.globalconfig", SearchOption.AllDirectories));
    }

    [Fact]
    public void Suppressions_OfTheBannedSymbols_StandNowhereElse()
    {
        Assert.DoesNotContain(Repository.Sources("src"), static f => File.ReadAllText(f).Contains("RS0030", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateFiles(Repository.At("src"), "*.*proj", SearchOption.AllDirectories), static f => NoWarn().IsMatch(File.ReadAllText(f)));
        Assert.DoesNotContain("RS0030", File.ReadAllText(Repository.At("Directory.Build.props")), StringComparison.Ordinal);
    }

    [Fact]
    public void Props_OfTheBuild_StayShort() => Assert.True(File.ReadLines(Repository.At("Directory.Build.props")).Count() <= 40);

    [Fact]
    public void Text_OfSourceAndTests_PromisesNothingForLater() => Assert.DoesNotContain(
        Repository.Sources("src", "tests", "benchmarks"), static f => Later().IsMatch(File.ReadAllText(f)));

    [Fact]
    public void Tests_OfEveryProject_NeverSleep() => Assert.DoesNotContain(
        Repository.Sources("tests"), static f => !f.EndsWith("CompiledOffenceTests.cs", StringComparison.Ordinal) && File.ReadAllText(f).Contains("Thread.S" + "leep(", StringComparison.Ordinal));

    private static CompilationUnitSyntax Root(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file), cancellationToken: TestContext.Current.CancellationToken).GetCompilationUnitRoot(TestContext.Current.CancellationToken);

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText,
        _ => "",
    };

    [GeneratedRegex(@"\bWrit\.Zones\.([A-Z]\w+)", RegexOptions.None, 1000)]
    private static partial Regex Zone();

    [GeneratedRegex(@"^\[(.+)\]\s*$", RegexOptions.None, 1000)]
    private static partial Regex Section();

    [GeneratedRegex("<NoWarn|<WarningsNotAsErrors|RS0030|<TreatWarningsAsErrors", RegexOptions.None, 1000)]
    private static partial Regex NoWarn();

    [GeneratedRegex("TO" + "DO|FIX" + @"ME|HAC" + @"K\b|NotImplemented" + "Exception\\(", RegexOptions.None, 1000)]
    private static partial Regex Later();
}
