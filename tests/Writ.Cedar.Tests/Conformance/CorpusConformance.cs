using System.Globalization;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The published corpus: decision, reasons and errors of every request. It runs whole: it takes seconds.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class CorpusConformance(ITestOutputHelper output)
{
    [Fact]
    public void Authorize_PublishedCorpus_AnswersAlike()
    {
        var files = CedarData.Unpack(CedarData.FolderOrSkip("authorization", "cit-4.10-corpus-tests.tar.gz"));
        var tests = files.Keys
            .Where(name => name.EndsWith(".json", StringComparison.Ordinal) && !name.EndsWith(".entities.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var differences = new List<string>();
        var (passed, total) = (0, 0);
        foreach (var test in tests)
        {
            var result = AuthorizationCase.Run(test, files[test], name => files[name], withSchema: true, differences);
            passed += result.Passed;
            total += result.Total;
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar: {passed}/{total}");
        output.WriteLine(line);
        Console.WriteLine(line);
        foreach (var difference in differences.Take(20)) output.WriteLine(difference);
        Assert.Equal(total, passed);
        Assert.NotEqual(0, total);
    }
}
