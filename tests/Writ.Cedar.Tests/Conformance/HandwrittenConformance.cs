using System.Globalization;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The published handwritten tests, the only ones with several policies; their entities need the schema.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class HandwrittenConformance(ITestOutputHelper output)
{
    [Fact]
    public void Authorize_PublishedHandwrittenTests_AnswersAlike()
    {
        var root = CedarData.FolderOrSkip("handwritten");
        var differences = new List<string>();
        var (passed, total) = (0, 0);
        foreach (var test in Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var result = AuthorizationCase.Run(Path.GetRelativePath(root, test), File.ReadAllBytes(test), name => File.ReadAllBytes(Path.Combine(root, name)), withSchema: true, differences);
            passed += result.Passed;
            total += result.Total;
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar handwritten: {passed}/{total}");
        output.WriteLine(line);
        Console.WriteLine(line);
        foreach (var difference in differences) output.WriteLine(difference);
        Assert.Equal(total, passed);
        Assert.NotEqual(0, total);
    }
}
