using System.Globalization;
using System.Text;
using Writ.Cedar.Authorization;
using Writ.Cedar.Json;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The published tests once more, with policies and schemas that went from text to JSON and back.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class FormsConformance(ITestOutputHelper output)
{
    private readonly List<string> _differences = [];

    [Fact]
    public void Authorize_PublishedCorpusRewritten_AnswersAlike()
    {
        var files = CedarData.Unpack(CedarData.FolderOrSkip("authorization", "cit-4.10-corpus-tests.tar.gz"));
        var tests = files.Keys
            .Where(name => name.EndsWith(".json", StringComparison.Ordinal) && !name.EndsWith(".entities.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        Report("forms", tests.Select(test => AuthorizationCase.Run(test, files[test], name => files[name], withSchema: true, _differences, rewrite: true)));
    }

    [Fact]
    public void Authorize_HandwrittenTestsRewritten_AnswersAlike()
    {
        var root = CedarData.FolderOrSkip("handwritten");
        var tests = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        Report("handwritten forms", tests.Select(test => AuthorizationCase.Run(
            Path.GetRelativePath(root, test), File.ReadAllBytes(test), name => File.ReadAllBytes(Path.Combine(root, name)), withSchema: true, _differences, rewrite: true)));
    }

    [Fact]
    public void PolicyJson_PoliciesOfTheCorpus_AreTheSameInEveryForm()
    {
        var corpus = CedarData.Unpack(CedarData.FolderOrSkip("authorization", "cit-4.10-corpus-tests.tar.gz"))
            .Where(file => file.Key.EndsWith(".cedar", StringComparison.Ordinal))
            .Select(file => Encoding.UTF8.GetString(file.Value));
        var others = new[] { "handwritten", "use-cases", "symcc", "oopsla2024", "formatter", "tpe" }
            .SelectMany(folder => Directory.EnumerateFiles(CedarData.FolderOrSkip(folder), "*.cedar", SearchOption.AllDirectories))
            .Select(File.ReadAllText);
        Report("policy json", corpus.Concat(others).Distinct(StringComparer.Ordinal).Select(text => PolicySet.TryParse(text, out var set, out _) ? Judge(set) : (0, 0)));
    }

    private (int Passed, int Total) Judge(PolicySet set)
    {
        var passed = 0;
        var all = set.Policies.Concat(set.Templates).ToArray();
        foreach (var policy in all)
        {
            var json = PolicyJson.Write(policy);
            if (PolicyJson.TryRead(json, policy.Id, out var read, out var error) && PolicyJson.Write(read) == json
                && PolicySet.TryParse(CedarText.Write(read), out var again, out _) && PolicyJson.Write(again.Policies.Concat(again.Templates).Single()) == json
                && PolicySet.TryParse(CedarText.Write(policy), out var printed, out _) && Alike.Same(printed.Policies.Concat(printed.Templates).Single(), policy))
                passed++;
            else
                _differences.Add($"{error}\n{json}");
        }

        return (passed, all.Length);
    }

    private void Report(string suite, IEnumerable<(int Passed, int Total)> results)
    {
        var (passed, total) = results.Aggregate((Passed: 0, Total: 0), (sum, one) => (sum.Passed + one.Passed, sum.Total + one.Total));
        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar {suite}: {passed}/{total}");
        output.WriteLine(line);
        Console.WriteLine(line);
        foreach (var difference in _differences.Take(20)) output.WriteLine(difference);
        Assert.Equal(total, passed);
        Assert.NotEqual(0, total);
    }
}
