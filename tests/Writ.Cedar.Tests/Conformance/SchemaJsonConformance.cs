using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The schemas of the corpus in the JSON form that the official converter made of them.</summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class SchemaJsonConformance(ITestOutputHelper output)
{
    [Fact]
    public void Write_SchemasOfTheCorpus_GivesThePublishedJson()
    {
        var published = CedarData.Unpack(CedarData.FolderOrSkip("authorization", "cedar-go-corpus-tests-json-schemas.tar.gz"));
        var corpus = CedarData.Unpack(CedarData.FolderOrSkip("authorization", "cit-4.10-corpus-tests.tar.gz"));
        var (differences, roundTrips) = (new List<string>(), 0);
        foreach (var (name, json) in published)
        {
            var source = name.Replace("corpus-tests-json-schemas/", "corpus-tests/", StringComparison.Ordinal)[..^".json".Length];
            if (Difference(Encoding.UTF8.GetString(corpus[source]), json) is { } difference) differences.Add($"{name}: {difference}");
            if (IsReadBack(json)) roundTrips++;
        }

        Report("schema json", published.Count - differences.Count, published.Count);
        Report("schema forms", roundTrips, published.Count);
        foreach (var difference in differences.Take(20)) output.WriteLine(difference);
        Assert.NotEmpty(published);
        Assert.Empty(differences);
        Assert.Equal(published.Count, roundTrips);
    }

    private static string? Difference(string text, byte[] expected)
    {
        if (!SchemaText.TryRead(text, out var document, out var errors)) return errors[0].ToString();
        var written = SchemaJson.Write(document);
        return JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(expected)) ? null : $"got {written}";
    }

    // From JSON to Cedar syntax and back to JSON: declarations may stand in another order, so the meaning is compared by what resolves.
    private static bool IsReadBack(byte[] json) =>
        SchemaJson.TryRead(json, out var document, out _)
        && JsonNode.DeepEquals(JsonNode.Parse(SchemaJson.Write(document)), JsonNode.Parse(json))
        && SchemaText.TryWrite(document, out var text, out _)
        && SchemaText.TryRead(text, out var again, out _)
        && JsonNode.DeepEquals(Normal(again), Normal(document));

    // An action that applies to nothing has no appliesTo in Cedar syntax.
    private static JsonNode? Normal(SchemaDocument document)
    {
        var root = JsonNode.Parse(SchemaJson.Write(document));
        foreach (var (_, inside) in root!.AsObject())
            foreach (var (_, action) in inside!["actions"]!.AsObject())
                if (action!["appliesTo"] is { } appliesTo && (appliesTo["principalTypes"]!.AsArray().Count == 0 || appliesTo["resourceTypes"]!.AsArray().Count == 0))
                    action.AsObject().Remove("appliesTo");
        return root;
    }

    private void Report(string suite, int passed, int total)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar {suite}: {passed}/{total}");
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
