using System.Net;
using System.Text.Json;
using Writ.Domain;
using static Writ.Zones.Tests.ScriptedUpstream;

namespace Writ.Zones.Tests.Tools;

public sealed class ToolCallTests
{
    [Fact]
    public async Task Call_Allowed_ForwardsTheVeryBytesAndReturnsTheVeryAnswer()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Local().OpenAsync();
        const string Body = """ { "method" :"tools/call","jsonrpc":"2.0", "id":"a-1","params":{"arguments":{"n": 1.50, "u":"\u00e9"},"name":"read_text_file","_meta":{"x":[ ]}}} """;
        const string Answer = """{"jsonrpc":"2.0","id":"a-1","result":{"content":[], "n":1.50,"isError":false}}""";
        host.Upstream.OnCall = (_, _) => new(Answer);

        using var response = await client.PostAsync(Body);

        Assert.Equal(Answer, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Body, host.Upstream.Received[^1]);
        var decided = Assert.Single(host.World.Journal.Entries.OfType<LedgerEntry.ActionDecided>());
        Assert.Equal((Verdict.Allow, "files/read_text_file"), (decided.Verdict, decided.Action));
        var observed = Assert.Single(host.World.Journal.Entries.OfType<LedgerEntry.ActionObserved>());
        Assert.Equal((decided.Decision, ActionOutcome.Succeeded), (observed.Decision, observed.Outcome));
    }

    [Fact]
    public async Task Call_LineEndsBetweenTokens_BecomeSpacesBeforeTheMessageIsDescribed()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();

        using var response = await client.PostAsync("{\"jsonrpc\":\"2.0\",\r\n\"id\":1,\n\"method\":\"tools/call\",\"params\":{\"name\":\"write_file\",\"arguments\":{\n\"a\":\"x\\ny\"}}}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{\"jsonrpc\":\"2.0\",  \"id\":1, \"method\":\"tools/call\",\"params\":{\"name\":\"write_file\",\"arguments\":{ \"a\":\"x\\ny\"}}}", host.Upstream.Received[^1]);
    }

    [Fact]
    public async Task Call_Denied_IsAResultThatTheModelReadsAndReachesNobody()
    {
        await using var host = await ToolsHost.StartAsync();
        host.World.OnAction = request => Decision.Deny(host.World.Current!.Release.Id, [new Reason("W3130", "policies/a.cedar#1", "another customer's case", "ask for this one")], ["policies/a.cedar#1"]);
        using var client = await host.Local().OpenAsync();

        var answer = await client.CallAsync("read_text_file", id: "\"q\"");

        Assert.Equal("q", answer.GetProperty("id").GetString());
        var result = answer.GetProperty("result");
        Assert.True(result.GetProperty("isError").GetBoolean());
        var document = result.GetProperty("structuredContent");
        Assert.Equal(("deny", "W3130", "policies/a.cedar#1", "another customer's case", "ask for this one"), (
            document.GetProperty("decision").GetString(), document.GetProperty("code").GetString(), document.GetProperty("rule").GetString(),
            document.GetProperty("reason").GetString(), document.GetProperty("fix").GetString()));
        var text = result.GetProperty("content")[0].GetProperty("text").GetString()!;
        Assert.StartsWith("Denied by Writ: another customer's case. What would let it pass: ask for this one.\n{", text, StringComparison.Ordinal);
        Assert.Equal(document.GetRawText(), JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..]).RootElement.GetRawText());
        Assert.Equal(0, host.Upstream.Calls);
        Assert.Equal(Verdict.Deny, Assert.Single(host.World.Journal.Entries.OfType<LedgerEntry.ActionDecided>()).Verdict);
    }

    [Fact]
    public async Task Call_DeniedToolWithOutputSchema_LeavesStructuredContentOut()
    {
        await using var host = await ToolsHost.StartAsync();
        host.Upstream.Pages[0] = [Tool("typed", more: ""","outputSchema":{"type":"object"}""")];
        host.World.OnAction = request => default;
        using var client = await host.Network().OpenAsync();

        var result = (await client.CallAsync("typed")).GetProperty("result");

        Assert.False(result.TryGetProperty("structuredContent", out _));
        Assert.Equal("W3100", result.GetProperty("_meta").GetProperty("writ/denial").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Call_ToolThatIsNotOffered_IsRefusedAndItsNameIsKeptNowhere()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();

        var answer = await client.CallAsync("made_up_by_the_model");

        Assert.Equal("W4038", answer.GetProperty("result").GetProperty("structuredContent").GetProperty("code").GetString());
        Assert.DoesNotContain(host.World.Journal.Entries, e => System.Text.Encoding.UTF8.GetString(e.ToBytes()).Contains("made_up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_NothingInTheCatalogue_CountsAsDestructiveAndEgress()
    {
        await using var host = await ToolsHost.StartAsync();
        DecisionRequest? asked = null;
        host.World.OnAction = request =>
        {
            asked = request;
            return default;
        };
        using var client = await host.Network().OpenAsync();
        await client.CallAsync("write_file");

        Assert.Equal((Effects.Unclassified, new ActionFacts(Classified: false, Pinned: true, ResourceKnown: false)), (asked!.Action.Effects, asked.Facts));
        Assert.Equal((ResourceRef.Tool, "files/write_file"), (asked.Action.Resource.Type, asked.Action.Resource.Id));
        Assert.Equal(new Destination("server", "files"), asked.Action.Destination);
    }

    [Theory]
    [InlineData("""{"path":"customers/acme/cases/42/notes.txt"}""", "Case", "42", true)]
    [InlineData("""{"p\u0061th":"customers/acme/cases/\u0034\u0032/notes.txt"}""", "Case", "42", true)]
    [InlineData("""{"path":"customers/acme/cases/42/../7/notes.txt"}""", ResourceRef.Unmatched, "files/read_text_file", false)]
    [InlineData("""{"path":["customers/acme/cases/42/notes.txt"]}""", ResourceRef.Unmatched, "files/read_text_file", false)]
    [InlineData("""{"deep":{"path":"customers/acme/cases/42/notes.txt"}}""", ResourceRef.Unmatched, "files/read_text_file", false)]
    [InlineData("{}", ResourceRef.Unmatched, "files/read_text_file", false)]
    public async Task Call_TemplateInTheCatalogue_NamesTheResourceOrNothing(string arguments, string type, string id, bool known)
    {
        await using var host = await ToolsHost.StartAsync();
        host.World.Classify("files/read_text_file", Effects.Read, ResourceTemplate.Read("Case", "path", "customers/{customer}/cases/{case}/**", "case", out _));
        DecisionRequest? asked = null;
        host.World.OnAction = request =>
        {
            asked = request;
            return default;
        };
        using var client = await host.Network().OpenAsync();
        await client.CallAsync("read_text_file", arguments);

        Assert.Equal((type, id, known), (asked!.Action.Resource.Type, asked.Action.Resource.Id, asked.Facts.ResourceKnown));
        Assert.Equal(arguments, System.Text.Encoding.UTF8.GetString(asked.Action.Arguments.Span));
    }

    [Fact]
    public async Task Call_WithProgress_TellsItBeforeTheAnswerInOneStream()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        host.Upstream.OnCall = async (id, _) =>
        {
            await host.Upstream.Sessions[0].SayAsync("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","progress":1}}""");
            return $$$"""
            {"jsonrpc":"2.0","id":{{{id}}},
            "result":{}}
            """;
        };

        using var response = await client.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_text_file","_meta":{"progressToken":"t"}}}""");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":\"t\",\"progress\":1}}\n\n"
            + "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1, \"result\":{}}\n\n",
            text);
    }

    [Fact]
    public async Task Call_IdUnderWay_IsRefusedBeforeAnythingIsDecided()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        var (began, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Upstream.OnCall = async (id, _) =>
        {
            began.TrySetResult();
            await go.Task;
            return $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{}}""";
        };

        var first = client.CallAsync("read_text_file", id: "1");
        await began.Task;
        var second = await client.CallAsync("write_file", id: "1");
        go.SetResult();

        Assert.Equal("W4035", second.GetProperty("error").GetProperty("data").GetProperty("code").GetString());
        Assert.True((await first).TryGetProperty("result", out _));
        Assert.Equal(1, host.Upstream.Calls);
    }

    [Fact]
    public async Task Call_AnswerThatIsNone_IsToldAsUnknownOutcome()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        host.Upstream.OnCall = (_, _) => new("""{"jsonrpc":"2.0","id":999,"result":{}}""");

        var document = (await client.CallAsync("read_text_file")).GetProperty("result").GetProperty("structuredContent");

        Assert.Equal(("unknown", "W4014"), (document.GetProperty("outcome").GetString(), document.GetProperty("code").GetString()));
        Assert.Equal(ActionOutcome.Unknown, Assert.Single(host.World.Journal.Entries.OfType<LedgerEntry.ActionObserved>()).Outcome);
    }

    [Theory]
    [InlineData("""{"isError":true,"content":[]}""", ActionOutcome.Failed)]
    [InlineData("""{"content":[{"isError":true}]}""", ActionOutcome.Succeeded)]
    public async Task Call_ResultThatSaysItFailed_IsRecordedAsFailed(string result, ActionOutcome outcome)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        host.Upstream.OnCall = (id, _) => new($$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{result}}}}""");

        await client.CallAsync("read_text_file");

        Assert.Equal(outcome, Assert.Single(host.World.Journal.Entries.OfType<LedgerEntry.ActionObserved>()).Outcome);
    }
}
