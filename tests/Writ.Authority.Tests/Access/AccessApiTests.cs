using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Writ.Authority.Tests.Endpoints;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Tests.Access;

public sealed class AccessApiTests : IAsyncLifetime
{
    private AuthorityHost host = null!;
    private RunDocument run = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await AuthorityHost.StartAsync();
        run = await host.RunAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Evaluation_Allowed_SaysSoUnderAnIdAndNothingMore()
    {
        using var response = await PostAsync("evaluation", Body());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Matches("^\\{\"decision\":true,\"context\":\\{\"decision_id\":\"dec_[0-9a-z]+\",\"verdict\":\"allow\"\\}\\}$", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(run.Task.Id, Assert.Single(host.Evaluator.Begun).Task.Id.ToString());
    }

    [Theory]
    [InlineData(Verdict.Deny, "deny")]
    [InlineData(Verdict.StepUp, "step_up")]
    public async Task Evaluation_Refused_SaysWhyInTheWordsOfADenial(Verdict verdict, string word)
    {
        host.Evaluator.On = _ => verdict;
        var told = await ReadAsync(await PostAsync("evaluation", Body()));
        Assert.False(told.Decision);
        Assert.Equal((word, "W3107", "default-deny", "no policy permits it", "do without it"), (told.Context.Verdict, told.Context.Code, told.Context.Rule, told.Context.Reason, told.Context.Fix));
    }

    /// <summary>Who acts is who presents the credential. What the body says of it may agree, in the forms that are documented, and is asked about no further when it does not.</summary>
    [Fact]
    public async Task Evaluation_Subject_OnlyRestatesWhoAsks()
    {
        foreach (var (type, id) in (ValueTuple<string, string>[])[("agent", "support-agent"), ("identity", run.Instance)])
        {
            Assert.True((await ReadAsync(await PostAsync("evaluation", Body(type, id)))).Decision);
        }

        var asked = host.Evaluator.Asked.Count;
        foreach (var (type, id) in (ValueTuple<string, string>[])[
            ("agent", "other-agent"), ("agent", run.Instance), ("agent", "Support-Agent"), ("identity", "support-agent"), ("identity", run.Instance + "x"), ("user", "support-agent"), ("Agent", "support-agent"), ("instance", run.Instance)])
        {
            var told = await ReadAsync(await PostAsync("evaluation", Body(type, id)));
            Assert.Equal((false, "W2482"), (told.Decision, told.Context.Code));
        }

        Assert.Equal(asked, host.Evaluator.Asked.Count);
        Assert.All(host.Evaluator.Refused, static code => Assert.Equal("W2482", code));
    }

    [Theory]
    [InlineData("execute_all", "true false true")]
    [InlineData("deny_on_first_deny", "true false")]
    [InlineData("permit_on_first_permit", "true")]
    public async Task Evaluations_Semantics_EndWhereTheySay(string semantic, string answers)
    {
        host.Evaluator.On = static question => question.ResourceId == "2" ? Verdict.Deny : Verdict.Allow;
        var body = $$$"""
            {"subject":{"type":"agent","id":"support-agent"},"action":{"name":"files/read"},"options":{"evaluations_semantic":"{{{semantic}}}"},
             "evaluations":[{"resource":{"type":"Case","id":"1"}},{"resource":{"type":"Case","id":"2"}},{"resource":{"type":"Case","id":"3"}}]}
            """;
        var told = await AuthorityHost.ReadAsync(await PostAsync("evaluations", body), HttpStatusCode.OK, ContractsJson.Default.AccessEvaluationsDocument);
        Assert.Equal(answers, string.Join(' ', told.Evaluations.Select(static e => e.Decision ? "true" : "false")));
        Assert.Single(host.Evaluator.Begun);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"evaluations\":[]")]
    public async Task Evaluations_WithoutAList_AreOneEvaluation(string list) => Assert.True((await ReadAsync(await PostAsync("evaluations", Body(more: list)))).Decision);

    [Fact]
    public async Task Evaluations_ItemThatAsksNothing_IsFalseAmongTheOthers()
    {
        var told = await AuthorityHost.ReadAsync(await PostAsync("evaluations", Body(more: ",\"evaluations\":[{},{\"subject\":7},{\"resource\":{\"id\":\"9\"}}]")), HttpStatusCode.OK, ContractsJson.Default.AccessEvaluationsDocument);
        Assert.Equal([null, "W2481", null], told.Evaluations.Select(static e => e.Context.Code));
        Assert.Equal([true, false, true], told.Evaluations.Select(static e => e.Decision));
        Assert.Equal(3, told.Evaluations.Select(static e => e.Context.DecisionId).Distinct().Count());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/problem+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Evaluation_OtherContentType_IsRefused(string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body()));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        Assert.Equal("W2487", (await AuthorityHost.ProblemAsync(await host.Agent.PostAsync("/access/v1/evaluation", content, Cancel), HttpStatusCode.BadRequest)).Code);
    }

    [Fact]
    public async Task Evaluation_BodyThatIsNone_IsRefusedAndNotRepeated()
    {
        foreach (var body in (string[])["", "{", "{\"planted-secret\":1}", Body().Replace("\"agent\"", "[\"planted-secret\"]", StringComparison.Ordinal)])
        {
            var problem = await AuthorityHost.ProblemAsync(await PostAsync("evaluation", body), HttpStatusCode.BadRequest);
            Assert.Equal("W2480", problem.Code);
            Assert.DoesNotContain("planted-secret", problem.ToString(), StringComparison.Ordinal);
        }

        // Whether it says how long it is or not.
        using var large = new StringContent(Body(more: $",\"pad\":\"{new string('x', 300_000)}\""), Encoding.UTF8, "application/json");
        Assert.Equal("W2488", (await AuthorityHost.ProblemAsync(await host.Agent.PostAsync("/access/v1/evaluation", large, Cancel), HttpStatusCode.RequestEntityTooLarge)).Code);
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/access/v1/evaluation") { Content = large };
        chunked.Headers.TransferEncodingChunked = true;
        Assert.Equal("W2488", (await AuthorityHost.ProblemAsync(await host.Agent.SendAsync(chunked, Cancel), HttpStatusCode.RequestEntityTooLarge)).Code);
        Assert.Empty(host.Evaluator.Asked);
    }

    [Theory]
    [InlineData("id-1", true)]
    [InlineData("a b", false)]
    [InlineData("a\tb", false)]
    public async Task AnyAnswer_RequestId_IsEchoedWhenItIsOne(string id, bool echoed)
    {
        foreach (var (path, body) in (ValueTuple<string, string>[])[("evaluation", Body()), ("evaluations", Body()), ("evaluation", "{")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/access/v1/{path}") { Content = AuthorityHost.Json(body) };
            request.Headers.TryAddWithoutValidation("X-Request-ID", id);
            using var response = await host.Agent.SendAsync(request, Cancel);
            Assert.Equal(echoed ? [id] : [], response.Headers.TryGetValues("X-Request-ID", out var values) ? values : []);
        }

        using var long129 = new HttpRequestMessage(HttpMethod.Post, "/access/v1/evaluation") { Content = AuthorityHost.Json(Body()) };
        long129.Headers.Add("X-Request-ID", new string('x', 129));
        Assert.False((await host.Agent.SendAsync(long129, Cancel)).Headers.Contains("X-Request-ID"));
    }

    [Fact]
    public async Task Evaluation_WithoutACredential_TellsNothing()
    {
        foreach (var path in (string[])["evaluation", "evaluations"])
        {
            using var response = await host.Network.PostAsync($"/access/v1/{path}", AuthorityHost.Json(Body()), Cancel);
            Assert.Contains(response.Headers.WwwAuthenticate, static c => c.Scheme == "DPoP");
            Assert.Equal("W2310", (await AuthorityHost.ProblemAsync(response, HttpStatusCode.Unauthorized)).Code);
        }

        Assert.Empty(host.Evaluator.Begun);
    }

    [Fact]
    public async Task Evaluation_ProofThatIsUsedUp_TellsNothing()
    {
        host.Evaluator.AtFirst = new Reason("W3113", "law/single-use", "this proof was used before", "make a new one");
        Assert.Equal("W3113", (await AuthorityHost.ProblemAsync(await PostAsync("evaluation", Body()), HttpStatusCode.Unauthorized)).Code);
        Assert.Empty(host.Evaluator.Asked);
    }

    [Theory]
    [InlineData("GET", "/access/v1/evaluation", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/access/v1/evaluations", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/access/v1/evaluation", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/.well-known/authzen-configuration", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/access/v1/search/subject", HttpStatusCode.NotFound)]
    [InlineData("POST", "/access/v1/search/resource", HttpStatusCode.NotFound)]
    [InlineData("POST", "/access/v1/search/action", HttpStatusCode.NotFound)]
    public async Task OtherMethodsAndPlaces_AreNotThere(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "GET" ? null : AuthorityHost.Json(Body()) };
        Assert.Equal(status, (await host.Agent.SendAsync(request, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Configuration_OnEachListener_NamesThatListenersPlaces()
    {
        foreach (var (client, point) in (ValueTuple<HttpClient, Uri>[])[(host.Network, host.Network.BaseAddress!), (host.OverTls(null), host.Tls)])
        {
            using var response = await client.GetAsync("/.well-known/authzen-configuration", Cancel);
            Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
            var root = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement;
            var own = point.GetLeftPart(UriPartial.Authority);
            Assert.Equal(
                [("policy_decision_point", own), ("access_evaluation_endpoint", own + "/access/v1/evaluation"), ("access_evaluations_endpoint", own + "/access/v1/evaluations")],
                root.EnumerateObject().Select(static m => (m.Name, m.Value.GetString()!)));
        }
    }

    private static string Body(string type = "agent", string id = "support-agent", string more = "") =>
        $$$"""{"subject":{"type":"{{{type}}}","id":"{{{id}}}"},"action":{"name":"files/read"},"resource":{"type":"tool","id":"files/read"}{{{more}}}}""";

    private static Task<AccessEvaluationDocument> ReadAsync(HttpResponseMessage response) => AuthorityHost.ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.AccessEvaluationDocument);

    private Task<HttpResponseMessage> PostAsync(string path, string body) => host.Agent.PostAsync($"/access/v1/{path}", AuthorityHost.Json(body), Cancel);
}
