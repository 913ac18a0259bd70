using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Writ.Architecture.Tests.Docs;

public sealed partial class ErrorPageTests
{
    // Codes whose pages are still owed. A code leaves this list with its page, and none joins it.
    private static readonly string[] Owed =
    [
        "W4020", "W4021", "W4022", "W4023", "W4024", "W4025", "W4026", "W4027", "W4028", "W4029",
        "W4030", "W4031", "W4032", "W4033", "W4034", "W4035", "W4036", "W4037", "W4038", "W4039",
        "W4040", "W4041", "W4042", "W4043", "W4044",
    ];

    private static readonly Lazy<HashSet<string>> Used = new(static () => Repository.Sources("src").SelectMany(CodesIn).ToHashSet(StringComparer.Ordinal));

    private static readonly Dictionary<string, string> Pages = Directory.EnumerateFiles(Repository.At("docs", "errors"), "W*.md")
        .ToDictionary(static f => Path.GetFileNameWithoutExtension(f), File.ReadAllText, StringComparer.Ordinal);

    [Fact]
    public void Codes_OfTheSource_HaveAPage() => Assert.Empty(Used.Value.Except(Pages.Keys, StringComparer.Ordinal).Except(Owed, StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Pages_OfTheDocuments_AreOfACodeInUse() => Assert.Empty(Pages.Keys.Except(Used.Value, StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Pages_EachOne_SayWhatHowFixAndExample() => Assert.All(Pages, static page =>
    {
        Assert.Matches($@"\A# {page.Key}: [^\n]+[^.\n]\n\n", page.Value);
        Assert.Contains("**How it comes about.** ", page.Value, StringComparison.Ordinal);
        Assert.Contains("**Fix.** ", page.Value, StringComparison.Ordinal);
        Assert.Matches(@"\*\*Example\.\*\*\n\n```\n[^\n]", page.Value);
        Assert.Contains(page.Key, Example().Match(page.Value).Value, StringComparison.Ordinal);
        Assert.InRange(page.Value.Split('\n').Length, 10, 24);
    });

    [Fact]
    public void Index_OfThePages_ListsEachOnceUnderItsTitle()
    {
        var listed = File.ReadLines(Repository.At("docs", "errors", "README.md")).Select(static l => Row().Match(l)).Where(static m => m.Success)
            .Select(static m => $"# {m.Groups[1].Value}: {m.Groups[2].Value}");
        Assert.Equal(Pages.Values.Select(static p => p.Split('\n')[0]).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    // What a program can print: the text of string literals, not of comments.
    private static IEnumerable<string> CodesIn(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens()
            .Where(static t => (SyntaxKind)t.RawKind is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.Utf8StringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken)
            .SelectMany(static t => Code().Matches(t.Text).Select(static m => m.Value));

    [GeneratedRegex(@"\bW[0-9]{4}\b", RegexOptions.None, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| \[(W[0-9]{4})\]\(\1\.md\) \| (.+) \|$", RegexOptions.None, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"```\n.*?```", RegexOptions.Singleline, 1000)]
    private static partial Regex Example();
}
