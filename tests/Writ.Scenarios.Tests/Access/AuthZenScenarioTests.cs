using System.Text.Json;
using Writ.Scenarios.Tests.Authority;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Access;

/// <summary>
/// The public certification scenario of the AuthZEN Authorization API 1.0 (openid/authzen, certification), said anew as a table: its eight decisions and its checks of form at the levels
/// Basic, Batch and Discovery, over HTTPS against a real Writ. Search is not served. In Writ the subject is who presents the credential, so alice and bob are two agents, each asking under its own
/// X.509-SVID and writ as `{type: agent}`; what the scenario's requests claim of a subject in `properties` is sent and counts for nothing: that bob is an administrator, the release says.
/// An action's name has its server before it.
/// </summary>
[Trait("Category", "Conformance")]
[Trait("Suite", "authzen")]
public sealed class AuthZenScenarioTests(RecordsInstallation records, ITestOutputHelper output) : IClassFixture<RecordsInstallation>
{
    private const string Alice = "\"subject\":{\"type\":\"agent\",\"id\":\"alice\"}";
    private const string Bob = "\"subject\":{\"type\":\"agent\",\"id\":\"bob\"}";
    private const string Record1 = "\"resource\":{\"type\":\"record\",\"id\":\"record-1\"}";
    private const string Archived = "\"resource\":{\"type\":\"record\",\"id\":\"record-2\",\"properties\":{\"status\":\"archived\"}}";
    private const string Rule1 = $$"""{{{Alice}},{{Read}},{{Record1}}}""";
    private const string Read = "\"action\":{\"name\":\"records/read\"}";
    private const string Write = "\"action\":{\"name\":\"records/write\"}";

    private readonly List<string> failed = [];
    private int total;

    [Fact]
    public async Task Basic_DecisionsAndForms_AreTheScenarios()
    {
        // Rules 1 to 4, by names alone.
        await DecidesAsync("alice reads record-1", records.AliceHolds, Rule1, true);
        await DecidesAsync("alice writes record-1", records.AliceHolds, $"{{{Alice},{Write},{Record1}}}", true);
        await DecidesAsync("bob reads record-1", records.BobHolds, $"{{{Bob},{Read},{Record1}}}", true);
        await DecidesAsync("bob does not write record-1", records.BobHolds, $"{{{Bob},{Write},{Record1}}}", false);
        await DecidesAsync("with a context", records.AliceHolds, $"{{{Alice},{Read},{Record1},\"context\":{{\"time\":\"2026-12-01T09:00:00Z\",\"ip\":\"192.0.2.1\"}}}}", true);
        await DecidesAsync(
            "with further properties", records.AliceHolds,
            """{"subject":{"type":"agent","id":"alice","properties":{"department":"Sales","role":"manager"}},"action":{"name":"records/read","properties":{"method":"GET"}},"resource":{"type":"record","id":"record-1","properties":{"status":"active","owner":"bob"}}}""", true);
        await DecidesAsync("with members that nobody knows", records.AliceHolds, $"{{{Alice},{Read},{Record1},\"foo\":\"bar\",\"later\":{{\"nested\":true}}}}", true);

        // Rules 5 to 8, by properties.
        await DecidesAsync("alice does not write what is archived", records.AliceHolds, $"{{{Alice},{Write},{Archived}}}", false);
        await DecidesAsync("an administrator writes what is archived", records.BobHolds, $"{{\"subject\":{{\"type\":\"agent\",\"id\":\"bob\",\"properties\":{{\"role\":\"admin\"}}}},{Write},{Archived}}}", true);
        await DecidesAsync("alice deletes softly", records.AliceHolds, $"{{{Alice},\"action\":{{\"name\":\"records/delete\",\"properties\":{{\"soft\":true}}}},{Record1}}}", true);
        await DecidesAsync("alice does not delete for good", records.AliceHolds, $"{{{Alice},\"action\":{{\"name\":\"records/delete\",\"properties\":{{\"soft\":false}}}},{Record1}}}", false);

        foreach (var body in (string[])[
            $"{{{Read},{Record1}}}", $"{{{Alice},{Record1}}}", $"{{{Alice},{Read}}}",
            $"{{\"subject\":{{\"id\":\"alice\"}},{Read},{Record1}}}", $"{{\"subject\":{{\"type\":\"agent\"}},{Read},{Record1}}}", $"{{{Alice},\"action\":{{}},{Record1}}}",
            $"{{{Alice},{Read},\"resource\":{{\"id\":\"record-1\"}}}}", $"{{{Alice},{Read},\"resource\":{{\"type\":\"record\"}}}}",
            "{\"subject\":", $"{{\"subject\":\"alice\",{Read},{Record1}}}", $"{{{Alice},\"action\":{{\"name\":123}},{Record1}}}"])
        {
            var answer = await AskAsync(records.AliceHolds, "evaluation", body);
            Check($"400 for {body}", answer.Status == 400, answer);
        }

        var empty = await records.Alice.SendAsync(WireRequest.Json("POST", "/access/v1/evaluation", ""));
        Check("400 for an empty body", empty.Status == 400, empty);
        var text = await records.AliceHolds.SendAsync(Request(records.AliceHolds, "evaluation", Rule1).With("content-type", "text/plain"));
        Check("400 for another content type", text.Status == 400, text);

        var named = await records.AliceHolds.SendAsync(Request(records.AliceHolds, "evaluation", Rule1).With("x-request-id", "bfe9eb29-ab87-4ca3-be83-a1d5d8305716"));
        Check("X-Request-ID comes back", named.Headers.GetValueOrDefault("x-request-id") == "bfe9eb29-ab87-4ca3-be83-a1d5d8305716", named);
        for (var i = 0; i < 5; i++)
        {
            await DecidesAsync("asked again, it is answered the same", records.BobHolds, $"{{{Bob},{Write},{Record1}}}", false);
        }

        Print("basic");
    }

    [Fact]
    public async Task Batch_DecisionsAndForms_AreTheScenarios()
    {
        const string Record2 = "\"resource\":{\"type\":\"record\",\"id\":\"record-2\"}";
        const string Active = "\"properties\":{\"status\":\"active\"}";
        await DecideAsync("two resources", records.AliceHolds, $"{{{Alice},{Read},\"evaluations\":[{{{Record1}}},{{{Record2}}}]}}", null, null);
        await DecideAsync("in the order of the question", records.BobHolds, $"{{{Bob},{Record1},\"evaluations\":[{{{Read}}},{{{Write}}}]}}", true, false);
        await DecideAsync("properties of each", records.AliceHolds, $"{{{Alice},{Write},\"evaluations\":[{{\"resource\":{{\"type\":\"record\",\"id\":\"record-1\",{Active}}}}},{{{Archived}}}]}}", true, false);
        await DecideAsync(
            "subjects of each: who asks is bob", records.BobHolds,
            $"{{{Write},{Archived},\"evaluations\":[{{{Alice}}},{{\"subject\":{{\"type\":\"agent\",\"id\":\"bob\",\"properties\":{{\"role\":\"admin\"}}}}}}]}}", false, true);
        await DecideAsync("each whole: who asks is alice", records.AliceHolds, $"{{\"evaluations\":[{Rule1},{{{Bob},{Write},{Record1}}}]}}", true, false);
        await DecideAsync(
            "contexts, inherited and own", records.AliceHolds,
            $"{{{Alice},{Read},\"context\":{{\"time\":\"a\"}},\"evaluations\":[{{{Record1}}},{{{Record2},\"context\":{{\"time\":\"b\",\"source\":\"own\"}}}}]}}", null, null);
        await DecideAsync(
            "a type from the defaults", records.AliceHolds,
            $"{{{Alice},{Write},\"resource\":{{\"type\":\"record\"}},\"evaluations\":[{{\"resource\":{{\"id\":\"record-1\",{Active}}}}},{{{Archived}}}]}}", true, false);
        await DecideAsync("an item that lacks something", records.AliceHolds, $"{{{Alice},{Read},\"evaluations\":[{{{Record1}}},{{}}]}}", true, false);

        foreach (var body in (string[])[Rule1, Rule1[..^1] + ",\"evaluations\":[]}"])
        {
            var answer = await AskAsync(records.AliceHolds, "evaluations", body);
            Check($"one evaluation for {body}", answer.Status == 200 && answer.Message.GetProperty("decision").GetBoolean() && !answer.Message.TryGetProperty("evaluations", out _), answer);
        }

        var malformed = await AskAsync(records.AliceHolds, "evaluations", "{\"evaluations\":[");
        Check("400 for what is no JSON", malformed.Status == 400, malformed);

        // Beyond the scenario, from the specification: the semantics that end early.
        var three = $"{{{Alice},{Write},\"evaluations\":[{{{Record1}}},{{{Archived}}},{{{Record1}}}]";
        await DecideAsync("execute_all", records.AliceHolds, three + ",\"options\":{\"evaluations_semantic\":\"execute_all\"}}", true, false, true);
        await DecideAsync("deny_on_first_deny", records.AliceHolds, three + ",\"options\":{\"evaluations_semantic\":\"deny_on_first_deny\"}}", true, false);
        await DecideAsync("permit_on_first_permit", records.AliceHolds, three + ",\"options\":{\"evaluations_semantic\":\"permit_on_first_permit\"}}", true);
        Print("batch");
    }

    [Fact]
    public async Task Discovery_Metadata_IsTheScenarios()
    {
        using var anybody = Wire.OverTls(records.Server.AgentsTls, records.AliceHolds.Roots);
        var answer = await anybody.SendAsync(WireRequest.Json("GET", "/.well-known/authzen-configuration"));
        Check("200 and JSON", answer.Status == 200 && answer.Headers["content-type"] == "application/json", answer);
        var point = records.Server.AgentsTls.TrimEnd('/');
        Check("the decision point is the place that it was found by", answer.Message.GetProperty("policy_decision_point").GetString() == point, answer);
        foreach (var (name, place) in (ValueTuple<string, string>[])[("access_evaluation_endpoint", "/access/v1/evaluation"), ("access_evaluations_endpoint", "/access/v1/evaluations")])
        {
            var url = answer.Message.GetProperty(name).GetString()!;
            Check($"{name} is an HTTPS URL", url == point + place && url.StartsWith("https://", StringComparison.Ordinal), answer);
            var used = await records.AliceHolds.SendAsync(WireRequest.Json("POST", new Uri(url).AbsolutePath, Rule1).Bearer(records.AliceHolds.Token));
            Check($"{name} answers", used.Status == 200 && used.Message.GetProperty("decision").GetBoolean(), used);
        }

        Check("no search is named", !answer.Text.Contains("search", StringComparison.Ordinal), answer);
        Print("discovery");
    }

    private static WireRequest Request(CertificateHolder who, string endpoint, string body) => WireRequest.Json("POST", $"/access/v1/{endpoint}", body).Bearer(who.Token);

    private static Task<WireAnswer> AskAsync(CertificateHolder who, string endpoint, string body) => who.SendAsync(Request(who, endpoint, body));

    private async Task DecidesAsync(string what, CertificateHolder who, string body, bool decision)
    {
        var answer = await AskAsync(who, "evaluation", body);
        Check(what, answer.Status == 200 && answer.Headers["content-type"] == "application/json" && IsEvaluation(answer.Message, decision), answer);
    }

    // Null where the scenario looks at the form alone.
    private async Task DecideAsync(string what, CertificateHolder who, string body, params bool?[] decisions)
    {
        var answer = await AskAsync(who, "evaluations", body);
        Check(what, answer.Status == 200 && answer.Message.GetProperty("evaluations") is { ValueKind: JsonValueKind.Array } told
            && told.GetArrayLength() == decisions.Length && told.EnumerateArray().Zip(decisions).All(static e => IsEvaluation(e.First, e.Second)), answer);
    }

    private static bool IsEvaluation(JsonElement told, bool? decision) =>
        told.GetProperty("decision").ValueKind is JsonValueKind.True or JsonValueKind.False && (decision is null || told.GetProperty("decision").GetBoolean() == decision)
        && told.GetProperty("context").ValueKind == JsonValueKind.Object;

    private void Check(string what, bool holds, WireAnswer answer)
    {
        total++;
        if (!holds)
        {
            failed.Add($"{what}: {answer}");
        }
    }

    private void Print(string level)
    {
        output.WriteLine($"suite authzen {level}: {total - failed.Count}/{total}");
        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }
}
