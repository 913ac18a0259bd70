using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Writ.Cedar.Tests.Differential;

/// <summary>
/// The same cases to our engine and to the official one: 6,000 of them, 120,000 when WRIT_TEST_FULL is 1, from the seed that WRIT_TEST_SEED gives or a
/// fixed one. Decisions, reasons and errors must be equal, and what one refuses to read the other must refuse.
/// </summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "cedar")]
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int Batch = 500;

    private static readonly int Total = Environment.GetEnvironmentVariable("WRIT_TEST_FULL") is "1" ? 120_000 : 6_000;
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("WRIT_TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 20260101;

    [Fact]
    public void Cases_OfEveryKind_AreAnsweredAlike()
    {
        using var oracle = Oracle.StartOrSkip();
        var cases = new Cases(Seed);
        var differences = new List<string>();
        var answers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var stricter = 0;
        for (var done = 0; done < Total; done += Batch)
        {
            var batch = Enumerable.Range(0, Batch).Select(_ => cases.Next()).ToArray();
            var theirs = oracle.Ask(batch.Select(made => made.Told));
            for (var i = 0; i < Batch; i++)
            {
                var ours = batch[i].Ours();
                var kind = (string)batch[i].Told["kind"]!;
                Count(answers, $"{kind} {Summary(kind, theirs[i])}");
                if (kind == "authorize" && !theirs[i].EndsWith("[]", StringComparison.Ordinal)) Count(answers, "authorize with errors");
                if (Outcome(ours) == Outcome(theirs[i]) || SameDocument(ours, theirs[i])) continue;
                if (Strictness.Covers(kind, ours, theirs[i])) stricter++;
                else differences.Add($"{Shown(batch[i].Told)}\n  ours:   {ours}\n  theirs: {theirs[i]}\n");
            }
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"suite cedar differential: {Total - differences.Count}/{Total} (seed {Seed}, differences: {differences.Count}, stricter on purpose: {stricter})");
        output.WriteLine(line);
        Console.WriteLine(line);
        foreach (var (kind, count) in answers) output.WriteLine($"{kind}: {count}");
        Assert.True(differences.Count == 0, $"seed {Seed}, {differences.Count} differences:\n{string.Join('\n', differences.Take(10))}");
        // A generator that only ever made what is refused, or never, would compare nothing.
        Assert.All((string[])["authorize allow", "authorize deny", "authorize refused", "authorize with errors", "entities read", "entities refused", "context read", "context refused", "schema read", "schema refused", "parse read", "parse refused", "validate valid", "validate invalid", "format done", "format refused", "schemaJson done", "schemaJson refused", "policyJson done", "policyJson refused", "readPolicyJson read", "readPolicyJson refused", "alike alike", "alike refused"], kind => Assert.True(answers.GetValueOrDefault(kind) > Total / 1000, kind));
    }

    // An annotation without a value is one with the empty string to us, and no annotations at all need not be written.
    private static bool SameDocument(string ours, string theirs)
    {
        if (!ours.StartsWith('{') || !theirs.StartsWith('{')) return false;
        var documents = new[] { ours, theirs }.Select(text => JsonNode.Parse(text)!.AsObject()).ToArray();
        foreach (var document in documents)
        {
            if (document["annotations"] is not JsonObject annotations) continue;
            if (annotations.Count == 0) document.Remove("annotations");
            foreach (var key in annotations.Where(pair => pair.Value is null).Select(pair => pair.Key).ToArray()) annotations[key] = "";
        }

        return JsonNode.DeepEquals(documents[0], documents[1]);
    }

    private static string Summary(string kind, string answer) => kind switch
    {
        "validate" => answer == "invalid: " ? "valid" : Outcome(answer).Split(':')[0],
        "format" or "schemaJson" or "policyJson" => Outcome(answer) == "refused" ? "refused" : "done",
        "parse" => Outcome(answer) == "refused" ? "refused" : "read",
        _ => Outcome(answer).Split(' ')[0],
    };

    private static void Count(SortedDictionary<string, int> answers, string kind) => answers[kind] = answers.GetValueOrDefault(kind) + 1;

    private static string Shown(JsonObject told) => JsonSerializer.Serialize(told.Where(pair => pair.Key != "schema").ToDictionary(pair => pair.Key, pair => pair.Value), Readable);

    // Reasons to refuse are each engine's own; a failure inside the oracle is neither answer.
    private static string Outcome(string answer) => answer.StartsWith("refused", StringComparison.Ordinal) ? "refused" : answer;
}
