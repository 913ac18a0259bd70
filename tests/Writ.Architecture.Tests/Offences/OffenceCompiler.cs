using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Writ.Architecture.Tests.Offences;

/// <summary>
/// Compiles one file as if it stood at a path of the repository: under the repository's .editorconfig, with the analyzer and the banned symbols that the
/// build runs, against the assemblies that were really built.
/// </summary>
internal static class OffenceCompiler
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = LoadAnalyzers();

    private static readonly AnalyzerConfigSet EditorConfig = AnalyzerConfigSet.Create(
        new[] { AnalyzerConfig.Parse(File.ReadAllText(Repository.At(".editorconfig")), Repository.At(".editorconfig")) }.ToImmutableArray());

    private static readonly AnalyzerOptions Options = new([new BannedSymbols()]);

    /// <summary>The framework's assemblies and those of every project that ships.</summary>
    public static ImmutableArray<MetadataReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static p => MetadataReference.CreateFromFile(p))];

    /// <summary>The errors of a file at a path below the root; warnings are errors, as in the build.</summary>
    public static async Task<string[]> ErrorsAsync(string path, string source)
    {
        var file = CSharpSyntaxTree.ParseText(SourceText.From(source), new CSharpParseOptions(LanguageVersion.Latest), Repository.At(path));
        var usings = CSharpSyntaxTree.ParseText(Usings, new CSharpParseOptions(LanguageVersion.Latest), Repository.At("src/Usings.g.cs"));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, generalDiagnosticOption: ReportDiagnostic.Error, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: false)
            .WithSyntaxTreeOptionsProvider(new FolderOptions());
        var compilation = CSharpCompilation.Create("Offence", [file, usings], References, options);
        var diagnostics = await compilation.WithAnalyzers(Analyzers, Options).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.Id).Distinct().Order(StringComparer.Ordinal)];
    }

    private static ImmutableArray<DiagnosticAnalyzer> LoadAnalyzers()
    {
        var found = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Analyzers"), "*.dll").Order(StringComparer.Ordinal)
            .SelectMany(static path => new AnalyzerFileReference(path, Loader.Instance).GetAnalyzers(LanguageNames.CSharp)).ToImmutableArray();
        return found.Length > 0 ? found : throw new InvalidOperationException("the analyzers were not found beside the tests");
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public static Loader Instance { get; } = new();

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }

    private sealed class BannedSymbols : AdditionalText
    {
        public override string Path => Repository.At("eng", "BannedSymbols.txt");

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(Path));
    }

    // What .editorconfig says of the folder that a file stands in.
    private sealed class FolderOptions : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            EditorConfig.GetOptionsForSourcePath(tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            EditorConfig.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);
    }
}
