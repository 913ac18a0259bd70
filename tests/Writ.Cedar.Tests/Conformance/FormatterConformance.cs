using System.Globalization;
using Writ.Cedar.Formatting;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The snapshots of the official formatter.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class FormatterConformance(ITestOutputHelper output)
{
    private const string Snapshot = "cedar_policy_formatter__pprint__fmt__tests__format_files@";

    private readonly List<string> _differences = [];
    private int _total;

    [Fact]
    public void TryFormat_PublishedInputs_GivesThePublishedText()
    {
        var folder = CedarData.FolderOrSkip("formatter");
        foreach (var input in Directory.EnumerateFiles(folder, "*.cedar").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(input);
            Judge(name, File.ReadAllText(input), Content(Path.Combine(folder, "snapshots", $"{Snapshot}{name}.snap")));
        }

        Report("formatter");
    }

    [Fact]
    public void TryFormat_PublishedOutputs_StayAsTheyAre()
    {
        var folder = CedarData.FolderOrSkip("formatter", "cli-snapshots");
        foreach (var snapshot in Directory.EnumerateFiles(folder, $"{Snapshot}*").Order(StringComparer.Ordinal))
            Judge(Path.GetFileName(snapshot)[Snapshot.Length..], Content(snapshot), Content(snapshot));
        Report("formatter idempotence");
    }

    private void Judge(string name, string text, string expected)
    {
        _total++;
        if (!PolicyFormatter.TryFormat(text, out var formatted, out var errors))
            _differences.Add($"{name}: {string.Join("; ", errors)}");
        else if (Trimmed(formatted) != Trimmed(expected))
            _differences.Add($"{name}: expected\n{expected}\ngot\n{formatted}");
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

    private static string Content(string snapshot)
    {
        var text = File.ReadAllText(snapshot);
        var header = text.IndexOf("\n---\n", StringComparison.Ordinal);
        return text[(header + 5)..];
    }

    // The snapshot tool trims both ends of what it stores.
    private static string Trimmed(string text) => text.TrimStart('\n').TrimEnd();
}
