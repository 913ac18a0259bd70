using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Endpoints;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Tests.Endpoints;

public sealed class OperatorApiTests : IAsyncLifetime
{
    private const string SomeTask = "tsk_01hzzzzzzzzzzzzzzzzzzzzzzz";

    private AuthorityHost host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await AuthorityHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task EveryRoute_WithoutTheCredential_IsUnauthorized()
    {
        var routes = Routes().Where(static r => r.Path != "/openapi.json").ToArray();
        Assert.NotEmpty(routes);
        foreach (var (method, path) in routes)
        {
            foreach (var credential in (AuthenticationHeaderValue?[])[null, new("Bearer", "wop_wrong"), new("Basic", host.Token), new("Bearer", host.Token + "x"), new("Bearer", "")])
            {
                foreach (var client in (HttpClient[])[host.Control, host.Operators])
                {
                    client.DefaultRequestHeaders.Authorization = credential;
                    using var response = await client.SendAsync(new HttpRequestMessage(method, path.Replace("{task}", SomeTask).Replace("{edge}", "revoke").Replace("{name}", "some")), Cancel);
                    Assert.Equal("W2410", (await AuthorityHost.ProblemAsync(response, HttpStatusCode.Unauthorized)).Code);
                    Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
                }
            }
        }
    }

    [Fact]
    public async Task EveryRoute_ByAnAgentsProcess_IsForbiddenDespiteTheCredential()
    {
        await host.RunAboveAsync();
        foreach (var (method, path) in Routes().Where(static r => r.Path != "/openapi.json"))
        {
            using var response = await host.Control.SendAsync(new HttpRequestMessage(method, path.Replace("{task}", SomeTask).Replace("{edge}", "revoke").Replace("{name}", "some")), Cancel);
            Assert.Equal("W2411", (await AuthorityHost.ProblemAsync(response, HttpStatusCode.Forbidden)).Code);
        }
    }

    [Fact]
    public async Task EveryRouteThatChanges_OverThePort_IsForbidden()
    {
        // Nobody names the process at the other end of a port, so that an agent under Writ's uid could be there with the credential.
        foreach (var (method, path) in Routes().Where(static r => r.Method != HttpMethod.Get))
        {
            using var response = await host.Operators.SendAsync(new HttpRequestMessage(method, path.Replace("{task}", SomeTask).Replace("{edge}", "revoke").Replace("{name}", "some")), Cancel);
            Assert.Equal("W2414", (await AuthorityHost.ProblemAsync(response, HttpStatusCode.Forbidden)).Code);
        }
    }

    [Fact]
    public async Task OpenApi_PathsAndMethods_AreTheRoutes()
    {
        using var document = JsonDocument.Parse(await host.Control.GetStringAsync("/openapi.json", Cancel));
        var described = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(static p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}"));
        Assert.Equal(Routes().Select(static r => $"{r.Method} {r.Path}").Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_FromStartToEnd_IsOneInstanceAndOneTask()
    {
        var run = await host.RunAsync();
        Assert.Equal("open", run.Task.State);
        Assert.Equal("same-uid", run.Assurance);
        Assert.Equal(run.Instance, run.Task.Instance);
        Assert.StartsWith("spiffe://support.example/agent/support-agent/", run.Instance, StringComparison.Ordinal);
        var attested = Assert.Single(host.Journal.Entries.OfType<LedgerEntry.InstanceAttested>());
        Assert.Equal(Environment.ProcessId, attested.Instance.ProcessId);
        Assert.False(attested.Instance.Executable.IsDefault);

        // As the root of an instance the launcher may say that its run ended, and nothing else.
        Assert.Equal("W2411", (await AuthorityHost.ProblemAsync(await host.Control.GetAsync("/v1/status", Cancel), HttpStatusCode.Forbidden)).Code);
        var ended = await StandingAsync(await host.Control.PostAsync($"/v1/runs/{run.Task.Id}/end", null, Cancel));
        Assert.Equal("completed", ended.State);
        Assert.Equal("completed", (await StandingAsync(await host.Control.PostAsync($"/v1/runs/{run.Task.Id}/end", null, Cancel))).State);
        Assert.Equal("command-exited", Assert.Single(host.Journal.Entries.OfType<LedgerEntry.TaskMoved>()).Cause);
        Assert.Equal("exited", Assert.Single(host.Journal.Entries.OfType<LedgerEntry.InstanceEnded>()).Cause);

        // And on the same connection it may begin another one.
        Assert.NotEqual(run.Instance, (await host.RunAsync()).Instance);
    }

    [Fact]
    public async Task Run_WhatTheLauncherSaysOfTheCommand_IsKeptApartFromWhatTheKernelShows()
    {
        var (command, script) = (Digest256.Sha256("node\0agent.mjs\0"u8), Digest256.Sha256("agent"u8));
        var request = new RunRequest("support-agent", "resolve-ticket", World.Parameters, null, null, command.ToString(), script.ToString());
        using var run = await host.Control.PostAsync("/v1/runs", AuthorityHost.Json(request, ContractsJson.Default.RunRequest), Cancel);
        Assert.Equal(HttpStatusCode.Created, run.StatusCode);
        var attested = Assert.Single(host.Journal.Entries.OfType<LedgerEntry.InstanceAttested>());
        Assert.Equal(AttestationMethod.Launcher, attested.Instance.Method);
        Assert.Equal(script, attested.Instance.Script);

        // Of the words there is a keyed digest alone: an argument may be a secret that can be guessed.
        Assert.NotEqual(command, attested.Instance.CommandLine);
        Assert.False(attested.Instance.CommandLine.IsDefault);
        var line = System.Text.Encoding.UTF8.GetString(attested.ToBytes());
        Assert.Contains("\"launcher_says\":{\"command\":", line, StringComparison.Ordinal);
        Assert.DoesNotContain(command.ToString(), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAnother_CannotBeEndedByALauncher()
    {
        var other = await host.RunAboveAsync();
        using var asDescendant = await host.Control.PostAsync($"/v1/runs/{other.Id}/end", null, Cancel);
        Assert.Equal("W2411", (await AuthorityHost.ProblemAsync(asDescendant, HttpStatusCode.Forbidden)).Code);
        await host.Services.GetRequiredService<Writ.Authority.Attestation.InstanceRegistry>().EndAsync(other.Actor.Instance, "lost", default, Cancel);

        // On another connection: the one before knows which instance it belonged to.
        await using var fresh = await AuthorityHost.StartAsync();
        var (mine, theirs) = (await fresh.RunAsync(), await host.Journal.FindTaskAsync(other.Id, Cancel));
        Assert.NotNull(theirs);
        using var asRoot = await fresh.Control.PostAsync($"/v1/runs/{theirs.Id}/end", null, Cancel);
        Assert.Equal("W2411", (await AuthorityHost.ProblemAsync(asRoot, HttpStatusCode.Forbidden)).Code);
        Assert.Equal("completed", (await StandingAsync(await fresh.Control.PostAsync($"/v1/runs/{mine.Task.Id}/end", null, Cancel))).State);
    }

    [Fact]
    public async Task Run_OverThePort_HasNoProcessToBeTheInstance()
    {
        using var response = await host.Operators.PostAsync("/v1/runs", Run("support-agent", "resolve-ticket"), Cancel);
        Assert.Equal("W2414", (await AuthorityHost.ProblemAsync(response, HttpStatusCode.Forbidden)).Code);
    }

    [Theory]
    [InlineData("nobody", "resolve-ticket", "W2201")]
    [InlineData("Not A Name", "resolve-ticket", "W2201")]
    [InlineData("support-agent", "take-over", "W2202")]
    public async Task Run_OfWhatIsNotRegistered_CannotBeProcessed(string agent, string intent, string code)
    {
        using var response = await host.Control.PostAsync("/v1/runs", Run(agent, intent), Cancel);
        Assert.Equal(code, (await AuthorityHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity)).Code);
        Assert.Empty(host.Journal.Entries.OfType<LedgerEntry.InstanceAttested>());
    }

    [Fact]
    public async Task Run_WithWrongParameters_NamesAllOfThemAndNoValue()
    {
        var parameters = ImmutableDictionary<string, string>.Empty.Add("count", "secret-7").Add("colour", "secret-red");
        using var response = await host.Control.PostAsync(
            "/v1/runs", AuthorityHost.Json(new RunRequest("support-agent", "resolve-ticket", parameters, null), ContractsJson.Default.RunRequest), Cancel);
        var problem = await AuthorityHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("W2203", problem.Code);
        Assert.Equal(2, problem.Details.Count(static d => d.StartsWith("W2203", StringComparison.Ordinal)));
        Assert.Contains(problem.Details, static d => d.StartsWith("decision dec_", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", problem.ToString() + string.Join(' ', problem.Details), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatPolicyDenies_IsForbiddenWithItsReason()
    {
        host.Compiler.Latest!.OnOpening = task => Decision.Deny(task.Release, [new Reason("W3101", "policies/x.cedar#0", "no policy permits it", "ask the owner")], []);
        using var response = await host.Control.PostAsync("/v1/runs", Run("support-agent", "resolve-ticket"), Cancel);
        var problem = await AuthorityHost.ProblemAsync(response, HttpStatusCode.Forbidden);
        Assert.Equal(("W3101", "ask the owner"), (problem.Code, problem.Fix));
    }

    [Theory]
    [InlineData("suspend", "suspended")]
    [InlineData("downgrade", "downgraded")]
    [InlineData("revoke", "revoked")]
    [InlineData("complete", "completed")]
    public async Task Task_SentAlongAnEdge_StandsThere(string edge, string state)
    {
        var task = await host.RunBesideAsync();
        Assert.Equal(state, (await StandingAsync(await host.Control.PostAsync($"/v1/tasks/{task.Id}/{edge}", null, Cancel))).State);
        Assert.Equal(state, (await StandingAsync(await host.Operators.GetAsync($"/v1/tasks/{task.Id}", Cancel))).State);
        Assert.Equal("operator", Assert.Single(host.Journal.Entries.OfType<LedgerEntry.TaskMoved>()).Cause);
    }

    [Fact]
    public async Task Task_Ended_CannotBeResumed()
    {
        var task = await host.RunBesideAsync();
        await host.Control.PostAsync($"/v1/tasks/{task.Id}/revoke", null, Cancel);
        using var response = await host.Control.PostAsync($"/v1/tasks/{task.Id}/resume", null, Cancel);
        Assert.Equal("W2206", (await AuthorityHost.ProblemAsync(response, HttpStatusCode.Conflict)).Code);
    }

    [Fact]
    public async Task Tasks_WhatIsNotThere_IsNotFound()
    {
        foreach (var path in (string[])[SomeTask, "nonsense", "tsk_"])
        {
            Assert.Equal("W2205", (await AuthorityHost.ProblemAsync(await host.Control.GetAsync($"/v1/tasks/{path}", Cancel), HttpStatusCode.NotFound)).Code);
            Assert.Equal("W2205", (await AuthorityHost.ProblemAsync(await host.Control.PostAsync($"/v1/tasks/{path}/revoke", null, Cancel), HttpStatusCode.NotFound)).Code);
            Assert.Equal("W2205", (await AuthorityHost.ProblemAsync(await host.Control.PostAsync($"/v1/runs/{path}/end", null, Cancel), HttpStatusCode.NotFound)).Code);
        }

        // Expiry is the clock's to do, not an operator's.
        Assert.Equal("W2413", (await AuthorityHost.ProblemAsync(await host.Control.PostAsync($"/v1/tasks/{SomeTask}/expire", null, Cancel), HttpStatusCode.NotFound)).Code);
    }

    [Fact]
    public async Task Tasks_List_HoldsWhatLivesAndNothingPersonal()
    {
        var run = await host.RunAsync();
        var text = await host.Operators.GetStringAsync("/v1/tasks", Cancel);
        Assert.Equal([run.Task.Id], JsonSerializer.Deserialize(text, ContractsJson.Default.TaskListDocument)!.Tasks.Select(static t => t.Id));
        Assert.DoesNotContain("acme", text, StringComparison.Ordinal);
        Assert.DoesNotContain("answer it", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContainAndRestore_SayWhatTheyDidAndShowInTheStatus()
    {
        var contained = await ChangeAsync("contain", """{"kind":"server","name":"files"}""");
        Assert.Equal(("server files", true), (contained.What, contained.Changed));
        Assert.NotNull(contained.InForceAfterMs);
        Assert.False((await ChangeAsync("contain", """{"kind":"server","name":"files"}""")).Changed);
        contained = await ChangeAsync("contain", """{"kind":"everything","name":""}""");
        Assert.Equal(["everything", "server files"], contained.Contained);
        Assert.Equal(contained.Contained, (await StatusAsync(await host.Control.GetAsync("/v1/status", Cancel))).Contained);
        using (var refused = await host.Control.PostAsync("/v1/runs", Run("support-agent", "resolve-ticket"), Cancel))
        {
            Assert.Equal("W2210", (await AuthorityHost.ProblemAsync(refused, HttpStatusCode.Forbidden)).Code);
        }

        contained = await ChangeAsync("restore", """{"kind":"everything","name":""}""");
        Assert.Equal(["server files"], contained.Contained);
        await host.RunAsync();
    }

    [Fact]
    public async Task Contain_SubjectByIssuerAndId_NamesThePseudonymAlone()
    {
        var byId = await ChangeAsync("contain", """{"kind":"subject","name":"alice@acme.example","issuer":"https://id.acme.example"}""");
        Assert.StartsWith("subject ", byId.What, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", byId.What, StringComparison.Ordinal);

        // The same one by the pseudonym, as the ledger has it and as a writ's `sub` does.
        var pseudonym = byId.What["subject ".Length..];
        Assert.False((await ChangeAsync("contain", $"{{\"kind\":\"subject\",\"name\":\"{pseudonym}\"}}")).Changed);
        Assert.Empty((await ChangeAsync("restore", $"{{\"kind\":\"subject\",\"name\":\"sub_{pseudonym}\"}}")).Contained);
    }

    [Theory]
    [InlineData("""{"kind":"everything","name":"x"}""")]
    [InlineData("""{"kind":"agent","name":""}""")]
    [InlineData("""{"kind":"agent","name":"Not A Name"}""")]
    [InlineData("""{"kind":"instance","name":"spiffe://support.example"}""")]
    [InlineData("""{"kind":"planet","name":"earth"}""")]
    [InlineData("""{"kind":"effect","name":"read"}""")]
    [InlineData("""{"kind":"effect","name":"write@"}""")]
    [InlineData("""{"kind":"effect","name":"write@Not A Name"}""")]
    [InlineData("""{"kind":"subject","name":"alice@acme.example"}""")]
    [InlineData("""{"kind":"subject","name":"","issuer":"https://id.acme.example"}""")]
    public async Task Contain_WhatCannotBeContained_IsRefused(string body)
    {
        using var response = await host.Control.PostAsync("/v1/contain", AuthorityHost.Json(body), Cancel);
        Assert.Equal("W2412", (await AuthorityHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity)).Code);
    }

    [Fact]
    public async Task Body_ThatIsNotTheDocument_IsRefused()
    {
        foreach (var body in (string[])["", "{", "null", "[]", """{"kind":"agent"}""", """{"kind":"agent","name":"a","more":1}""", """{"kind":"agent","name":"a","name":"b"}""", """{"kind":null,"name":"a"}"""])
        {
            using var response = await host.Control.PostAsync("/v1/contain", AuthorityHost.Json(body), Cancel);
            Assert.Equal("W2403", (await AuthorityHost.ProblemAsync(response, HttpStatusCode.BadRequest)).Code);
        }

        Assert.Equal("W2401", (await AuthorityHost.ProblemAsync(await host.Control.PostAsync("/v1/contain", new StringContent("{}"), Cancel), HttpStatusCode.UnsupportedMediaType)).Code);
        Assert.Equal("W2402", (await AuthorityHost.ProblemAsync(await host.Control.PostAsync("/v1/contain", AuthorityHost.Json(new string(' ', 70_000)), Cancel), HttpStatusCode.RequestEntityTooLarge)).Code);
    }

    [Fact]
    public async Task Release_ShowAndReload_SayWhatIsInForceAndEveryMistake()
    {
        var shown = await AuthorityHost.ReadAsync(await host.Control.GetAsync("/v1/release", Cancel), HttpStatusCode.OK, ContractsJson.Default.ReleaseDocument);
        Assert.Equal(["resolve-ticket"], shown.Intents);
        Assert.Equal(["guardrails/base.cedar", "policies/support.cedar"], shown.Policies);
        Assert.Equal("unchanged", (await ReloadAsync()).Outcome);

        var main = Path.Combine(host.Folder.Config, "writ.yaml");
        var sound = await File.ReadAllTextAsync(main, Cancel);
        await File.WriteAllTextAsync(main, sound + "colour: red\nsize: 7\n", Cancel);
        var refused = await ReloadAsync();
        Assert.Equal(("refused", shown.Id), (refused.Outcome, refused.Release));
        var end = sound.Split('\n').Length;
        Assert.Equal([(end, "W1004"), (end + 1, "W1004")], refused.Problems.Select(static p => (p.Line, p.Code)));

        await File.WriteAllTextAsync(main, sound + "# better\n", Cancel);
        var better = await ReloadAsync();
        Assert.NotEqual(shown.Id, better.Release);
        Assert.Contains(better.Outcome, (string[])["activated", "unchanged"]);
    }

    [Fact]
    public async Task Release_RollBackAndKept_AreByIdAndSayWhatIsPassedOver()
    {
        var first = await AuthorityHost.ReadAsync(await host.Control.GetAsync("/v1/release", Cancel), HttpStatusCode.OK, ContractsJson.Default.ReleaseDocument);
        Assert.Equal((1, null), (first.Sequence, first.Signing));
        Assert.Equal("W1943", Assert.Single((await RollBackAsync("")).Problems).Code);
        await File.WriteAllTextAsync(Path.Combine(host.Folder.Config, "policies", "more.cedar"), "// more\n", Cancel);
        var second = await ReloadAsync();
        Assert.NotEqual(first.Id, second.Release);

        var back = await RollBackAsync("");
        Assert.Equal(("activated", first.Id), (back.Outcome, back.Release));
        Assert.Equal("unchanged", (await RollBackAsync(first.Id)).Outcome);
        var kept = await AuthorityHost.ReadAsync(await host.Control.GetAsync($"/v1/releases/{second.Release}", Cancel), HttpStatusCode.OK, ContractsJson.Default.KeptReleaseDocument);
        Assert.Equal(second.Release, ReleaseId.Of(Digest256.Sha256(Convert.FromBase64String(kept.Content))).ToString());

        Assert.Equal("W1940", Assert.Single((await RollBackAsync("rel_" + new string('0', 63) + "1")).Problems).Code);
        Assert.Equal("W1941", (await AuthorityHost.ProblemAsync(await PostAsync("nonsense"), HttpStatusCode.BadRequest)).Code);
        Assert.Equal("W1941", (await AuthorityHost.ProblemAsync(await host.Control.GetAsync("/v1/releases/nonsense", Cancel), HttpStatusCode.BadRequest)).Code);
        Assert.Equal("W1940", (await AuthorityHost.ProblemAsync(await host.Control.GetAsync($"/v1/releases/rel_{new string('0', 63)}1", Cancel), HttpStatusCode.NotFound)).Code);

        Task<HttpResponseMessage> PostAsync(string release) =>
            host.Control.PostAsync("/v1/release/rollback", AuthorityHost.Json(new ReleaseRollbackRequest(release), ContractsJson.Default.ReleaseRollbackRequest), Cancel);

        async Task<ReleaseReloadDocument> RollBackAsync(string release) =>
            await AuthorityHost.ReadAsync(await PostAsync(release), HttpStatusCode.OK, ContractsJson.Default.ReleaseReloadDocument);
    }

    [Fact]
    public async Task Status_SaysWhatIsNotProtected()
    {
        await host.RunAsync();
        var status = await StatusAsync(await host.Operators.GetAsync("/v1/status", Cancel));
        Assert.Equal(("support.example", 1, 1, 1), (status.TrustDomain, status.Epoch, status.Instances, status.Tasks));
        Assert.Contains(status.Warnings, static w => w.Contains("own uid", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Agents_Routes_AreNotThereForOperatorsAndTheOtherWayRound()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await host.Control.PostAsync("/oauth/token", null, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Agent.GetAsync("/v1/status", Cancel)).StatusCode);
    }

    // Mapped once more, aside, for the list of what is mapped.
    private (HttpMethod Method, string Path)[] Routes()
    {
        var listed = new Listed(host.Services);
        listed.MapOperatorApi();
        return
        [
            .. listed.DataSources.SelectMany(static s => s.Endpoints).OfType<RouteEndpoint>().SelectMany(static e =>
                e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (new HttpMethod(m), e.RoutePattern.RawText!))),
        ];
    }

    private static HttpContent Run(string agent, string intent) =>
        AuthorityHost.Json(new RunRequest(agent, intent, World.Parameters, null), ContractsJson.Default.RunRequest);

    private async Task<ReleaseReloadDocument> ReloadAsync() =>
        await AuthorityHost.ReadAsync(await host.Control.PostAsync("/v1/release/reload", null, Cancel), HttpStatusCode.OK, ContractsJson.Default.ReleaseReloadDocument);

    private static Task<TaskDocument> StandingAsync(HttpResponseMessage response) => AuthorityHost.ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.TaskDocument);

    private static Task<StatusDocument> StatusAsync(HttpResponseMessage response) => AuthorityHost.ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.StatusDocument);

    private sealed class Listed(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => throw new NotSupportedException();
    }

    private async Task<ContainmentDocument> ChangeAsync(string what, string body) => await AuthorityHost.ReadAsync(
        await host.Control.PostAsync($"/v1/{what}", AuthorityHost.Json(body), Cancel), HttpStatusCode.OK, ContractsJson.Default.ContainmentDocument);
}
