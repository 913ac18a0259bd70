using System.Text.RegularExpressions;

namespace Writ.Architecture.Tests.Docs;

public sealed partial class DocumentTests
{
    private static readonly string[] Words =
    [
        "trust domain", "agent", "instance", "assurance", "subject", "actor", "intent", "task", "scope", "writ", "delegation", "action", "resource", "destination", "label", "provenance",
        "decision", "obligation", "approval", "zone", "release", "evidence", "ledger", "PDP", "PEP", "PIP", "PAP",
    ];

    [Fact]
    public void Glossary_OfTheProject_SaysEachWordOnceInALine()
    {
        var rows = File.ReadLines(Repository.At("docs", "glossary.md")).Select(static l => Row().Match(l)).Where(static m => m.Success && m.Groups[1].Value is not ("word" or "---")).ToArray();
        var words = rows.Select(static m => m.Groups[1].Value).ToArray();
        Assert.Subset(words.ToHashSet(StringComparer.Ordinal), Words.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(words.Length, words.Distinct(StringComparer.Ordinal).Count());
        Assert.All(rows, static m => Assert.True(m.Groups[2].Length is > 10 and < 200, m.Value));
    }

    [Fact]
    public void DecisionRecords_AllOfThem_HaveTheirPartsAndFollowOneAnother()
    {
        var files = Directory.EnumerateFiles(Repository.At("docs", "decisions"), "*.md").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length >= 6);
        Assert.Equal(Enumerable.Range(1, files.Length).Select(static n => n.ToString("D4", System.Globalization.CultureInfo.InvariantCulture)), files.Select(static f => f![..4]));
        Assert.All(files, static file =>
        {
            var text = File.ReadAllText(Repository.At("docs", "decisions", file!));
            Assert.StartsWith($"# {file![..4]}: ", text, StringComparison.Ordinal);
            Assert.Matches(@"\n\nStatus: (accepted|superseded by \d{4}), \d{4}-\d\d-\d\d\n", text);
            Assert.Equal(["Context", "Decision", "Consequences", "Rejected"], Heading().Matches(text).Select(static m => m.Groups[1].Value));
        });
    }

    [GeneratedRegex(@"^\| ([^|]+) \| ([^|]+) \|$", RegexOptions.None, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"^## (.+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();
}
