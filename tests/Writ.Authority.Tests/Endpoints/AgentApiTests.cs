using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Jose;
using SigningKey = Writ.Jose.SigningKey;

namespace Writ.Authority.Tests.Endpoints;

public sealed class AgentApiTests : IAsyncLifetime
{
    private readonly SigningKey key = SigningKey.Generate();
    private AuthorityHost host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await AuthorityHost.StartAsync();

    public ValueTask DisposeAsync()
    {
        key.Dispose();
        return host.DisposeAsync();
    }

    [Fact]
    public async Task Token_OnTheAttestedSocket_IsBoundToTheInstance()
    {
        var run = await host.RunAsync();
        var token = await TokenAsync(await AskAsync());
        Assert.Equal(("Bearer", run.Task.Id), (token.TokenType, token.Task));
        Assert.InRange(token.ExpiresIn, 1, 300);
        var claims = Verify(token.AccessToken);
        Assert.Equal((run.Instance, Binding.Socket), (claims.Instance.ToString(), claims.Confirmation.Binding));
        Assert.Equal(claims.Id, Assert.Single(host.Journal.Entries.OfType<LedgerEntry.WritIssued>()).Writ);
    }

    [Fact]
    public async Task EveryEndpointThatCommits_StoreIsFull_IsUnavailable()
    {
        var run = await host.RunAsync();
        host.Journal.Unavailable = true;
        using (var token = await AskAsync())
        {
            var error = await AuthorityHost.ReadAsync(token, HttpStatusCode.ServiceUnavailable, ContractsJson.Default.TokenErrorDocument);
            Assert.Equal(("temporarily_unavailable", "W5010"), (error.Error, error.Code));
        }

        Assert.Equal("W5010", (await AuthorityHost.ProblemAsync(await host.Agent.PostAsync("/v1/task/complete", null, Cancel), HttpStatusCode.ServiceUnavailable)).Code);
        Assert.Equal("W5010", (await AuthorityHost.ProblemAsync(await host.Control.PostAsync($"/v1/runs/{run.Task.Id}/end", null, Cancel), HttpStatusCode.ServiceUnavailable)).Code);
        foreach (var (path, body) in (ValueTuple<string, string>[])[("/v1/contain", "{\"kind\":\"everything\",\"name\":\"\"}"), ($"/v1/tasks/{run.Task.Id}/revoke", "")])
        {
            Assert.Equal("W5010", (await AuthorityHost.ProblemAsync(await host.Control.PostAsync(path, AuthorityHost.Json(body), Cancel), HttpStatusCode.ServiceUnavailable)).Code);
        }
    }

    [Fact]
    public async Task Token_ForAnIdleTask_KeepsItNoLongerAlive()
    {
        var run = await host.RunAsync();
        var before = await host.Journal.FindTaskAsync(TaskId.Parse(run.Task.Id), Cancel);
        await TokenAsync(await AskAsync());
        Assert.Equal(before!.LastActive, (await host.Journal.FindTaskAsync(TaskId.Parse(run.Task.Id), Cancel))!.LastActive);
    }

    [Fact]
    public async Task Token_WithAProof_IsBoundToItsKey()
    {
        await host.RunAboveAsync();
        using var response = await AskAsync(Proof());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var token = await TokenAsync(response);
        Assert.Equal("DPoP", token.TokenType);
        Assert.Equal(new Confirmation.Key(key.PublicKey.Thumbprint), Verify(token.AccessToken).Confirmation);
    }

    [Fact]
    public async Task Token_ProofReplayed_IsRefused()
    {
        await host.RunAboveAsync();
        var proof = Proof();
        await TokenAsync(await AskAsync(proof));
        Assert.Equal(("invalid_dpop_proof", "W2302"), await ErrorAsync(await AskAsync(proof), HttpStatusCode.BadRequest));
        Assert.Single(host.Journal.Entries.OfType<LedgerEntry.WritIssued>());
    }

    [Fact]
    public async Task Token_ProofThatProvesNothing_IsRefused()
    {
        await host.RunAboveAsync();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var proof in (string[])[
            "a.b.c",
            DpopProver.Prove(key, "GET", "http://localhost/oauth/token", "1", now, null, null),
            DpopProver.Prove(key, "POST", "http://localhost/oauth/other", "2", now, null, null),
            DpopProver.Prove(key, "POST", "http://localhost/oauth/token", "3", now - TimeSpan.FromMinutes(5), null, null),
            DpopProver.Prove(key, "POST", "http://localhost/oauth/token", "4", now + TimeSpan.FromMinutes(5), null, null)])
        {
            Assert.Equal(("invalid_dpop_proof", "W2421"), await ErrorAsync(await AskAsync(proof), HttpStatusCode.BadRequest));
        }

        Assert.Equal(("invalid_dpop_proof", "W2421"), await ErrorAsync(await AskAsync(Proof(), Proof()), HttpStatusCode.BadRequest));
        Assert.Empty(host.Journal.Entries.OfType<LedgerEntry.WritIssued>());
    }

    [Fact]
    public async Task Token_AnyOtherGrant_IsRefused()
    {
        await host.RunAboveAsync();
        foreach (var form in (FormUrlEncodedContent[])[new([]), new([new("grant_type", "password")]), new([new("grant_type", new string('x', 9000))])])
        {
            Assert.Equal(("unsupported_grant_type", "W2420"), await ErrorAsync(await host.Agent.PostAsync("/oauth/token", form, Cancel), HttpStatusCode.BadRequest));
        }
    }

    [Fact]
    public async Task Token_FormThatIsNone_IsRefused()
    {
        await host.RunAboveAsync();
        KeyValuePair<string, string> grant = new("grant_type", "client_credentials");
        foreach (var form in (HttpContent[])
            [new FormUrlEncodedContent([grant, grant]), new FormUrlEncodedContent([grant, new("grant_type", "")]), AuthorityHost.Json("{}"), new FormUrlEncodedContent([grant, new("x", new string('x', 40_000))])])
        {
            Assert.Equal(("invalid_request", "W2422"), await ErrorAsync(await host.Agent.PostAsync("/oauth/token", form, Cancel), HttpStatusCode.BadRequest));
        }

        Assert.Equal(("invalid_request", "W2422"), await ErrorAsync(await host.Agent.PostAsync("/oauth/token?grant_type=client_credentials", new FormUrlEncodedContent([grant]), Cancel), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Token_ParameterWithoutAValue_CountsAsLeftOut()
    {
        await host.RunAboveAsync();
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("resource", ""), new("scope", ""), new("authorization_details", "")]);
        await TokenAsync(await host.Agent.PostAsync("/oauth/token", form, Cancel));
    }

    [Fact]
    public async Task Token_SeveralTargets_AreGoodWhenEachOfThemIs()
    {
        await host.RunAboveAsync();
        var options = host.Services.GetRequiredService<TokenOptions>();
        FormUrlEncodedContent Form(params (string Name, string Value)[] more) => new([new("grant_type", "client_credentials"), .. more.Select(static m => KeyValuePair.Create(m.Name, m.Value))]);
        await TokenAsync(await host.Agent.PostAsync("/oauth/token", Form(("resource", options.Resource), ("resource", options.TlsResource), ("audience", options.Audience), ("audience", options.Audience)), Cancel));
        foreach (var name in (string[])["resource", "audience"])
        {
            Assert.Equal(("invalid_target", "W2424"), await ErrorAsync(await host.Agent.PostAsync("/oauth/token", Form((name, options.Resource), (name, "https://elsewhere.example")), Cancel), HttpStatusCode.BadRequest));
        }
    }

    [Theory]
    [InlineData("Basic YTpi", "Basic realm=\"writ\"")]
    [InlineData("Bearer a", "Bearer realm=\"writ\"")]
    [InlineData("DPoP a", "DPoP realm=\"writ\"")]
    [InlineData("Other a", "Basic realm=\"writ\"")]
    [InlineData(null, "")]
    public async Task Token_ClientThatTriedAnAuthorizationHeader_IsChallengedInItsScheme(string? sent, string challenge)
    {
        await host.RunAboveAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        if (sent is not null)
        {
            request.Headers.Add("Authorization", sent);
        }

        using var answer = await host.Network.SendAsync(request, Cancel);
        Assert.Equal((HttpStatusCode.Unauthorized, challenge), (answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()));
    }

    [Fact]
    public async Task Task_OverTheNetworkByWhatIsNoGood_IsToldHowToPresentAWrit()
    {
        await host.RunAboveAsync();
        var token = (await TokenAsync(await AskAsync(Proof()))).AccessToken;
        async Task<string> ChallengeAsync(string? scheme, string given, params string[] proofs)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/task/complete");
            request.Headers.Authorization = scheme is null ? null : new(scheme, given);
            request.Headers.Add("DPoP", proofs);
            using var answer = await host.Network.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            return answer.Headers.WwwAuthenticate.ToString();
        }

        var stale = DpopProver.Prove(key, "POST", new Uri(host.Network.BaseAddress!, "/v1/task/complete").AbsoluteUri, "stale", TimeProvider.System.GetUtcNow(), token, "made-up");
        Assert.Equal("DPoP algs=\"ES256 RS256\"", await ChallengeAsync(null, ""));
        Assert.Equal("DPoP algs=\"ES256 RS256\", error=\"use_dpop_nonce\"", await ChallengeAsync("DPoP", token, stale));
        Assert.Equal("DPoP algs=\"ES256 RS256\", error=\"invalid_dpop_proof\"", await ChallengeAsync("DPoP", token, "a.b.c"));
        Assert.Equal("DPoP algs=\"ES256 RS256\", error=\"invalid_token\"", await ChallengeAsync("DPoP", "a.b.c"));
        using var good = await PresentAsync(HttpMethod.Post, "/v1/task/complete", token);
        Assert.Equal((HttpStatusCode.OK, 0), (good.StatusCode, good.Headers.WwwAuthenticate.Count));
    }

    [Fact]
    public async Task Token_ByAProcessOfNoInstance_IsRefused() =>
        Assert.Equal(("invalid_client", "W2101"), await ErrorAsync(await AskAsync(), HttpStatusCode.Unauthorized));

    [Fact]
    public async Task Token_OnTheNetworkWithoutAssertion_IsRefused()
    {
        await host.RunAboveAsync();
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        Assert.Equal(("invalid_client", "W2423"), await ErrorAsync(await host.Network.PostAsync("/oauth/token", form, Cancel), HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData(TaskEdge.Complete, "W2317")]
    [InlineData(TaskEdge.Revoke, "W2317")]
    public async Task Token_ForATaskThatEnded_IsRefused(TaskEdge edge, string code)
    {
        var task = await host.RunAboveAsync();
        await TokenAsync(await AskAsync());
        await host.Services.GetRequiredService<Writ.Authority.Tasks.TaskMover>().MoveAsync(task.Id, edge, "operator", Cancel);
        Assert.Equal(("invalid_grant", code), await ErrorAsync(await AskAsync(), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Keys_ThatAreServed_VerifyWhatIsIssued()
    {
        await host.RunAboveAsync();
        var token = await TokenAsync(await AskAsync());
        Assert.True(JwkSet.TryParse(await host.Network.GetByteArrayAsync("/.well-known/jwks.json", Cancel), JwkSet.SignatureUse, out var keys, out _));
        Assert.True(UnverifiedJws.TryParse(token.AccessToken, out var jws, out _));
        Assert.IsType<JwsVerification.Verified>(jws.Verify(keys));
    }

    [Fact]
    public async Task Task_OwnAndComplete_AreTheAgentsOwn()
    {
        var task = await host.RunAboveAsync();
        var own = await StandingAsync(await host.Agent.GetAsync("/v1/task", Cancel));
        Assert.Equal((task.Id.ToString(), "open", 200), (own.Id, own.State, own.Budget.Calls));
        Assert.Equal("completed", (await StandingAsync(await host.Agent.PostAsync("/v1/task/complete", null, Cancel))).State);
        Assert.Equal("agent", Assert.Single(host.Journal.Entries.OfType<LedgerEntry.TaskMoved>()).Cause);
        Assert.Equal("W2206", (await AuthorityHost.ProblemAsync(await host.Agent.PostAsync("/v1/task/complete", null, Cancel), HttpStatusCode.Conflict)).Code);
    }

    [Fact]
    public async Task Task_OfAStranger_IsRefused()
    {
        Assert.Equal("W2101", (await AuthorityHost.ProblemAsync(await host.Agent.GetAsync("/v1/task", Cancel), HttpStatusCode.Unauthorized)).Code);
        Assert.Equal("W2310", (await AuthorityHost.ProblemAsync(await host.Network.PostAsync("/v1/task/complete", null, Cancel), HttpStatusCode.Unauthorized)).Code);
    }

    [Fact]
    public async Task Task_OverTheNetworkByAWrit_IsReadAndCompleted()
    {
        var task = await host.RunAboveAsync();
        var token = (await TokenAsync(await AskAsync(Proof()))).AccessToken;
        Assert.Equal(task.Id.ToString(), (await StandingAsync(await PresentAsync(HttpMethod.Get, "/v1/task", token))).Id);
        Assert.Equal("W2315", (await AuthorityHost.ProblemAsync(await PresentAsync(HttpMethod.Post, "/v1/task/complete", token, "Bearer"), HttpStatusCode.Unauthorized)).Code);
        Assert.Equal("W2316", (await AuthorityHost.ProblemAsync(await PresentAsync(HttpMethod.Post, "/v1/task/complete", token, proofs: [NetworkProof(HttpMethod.Get, "/v1/task", token)]), HttpStatusCode.Unauthorized)).Code);
        var twice = NetworkProof(HttpMethod.Post, "/v1/task/complete", token);
        Assert.Equal("W2316", (await AuthorityHost.ProblemAsync(await PresentAsync(HttpMethod.Post, "/v1/task/complete", token, proofs: [twice, twice]), HttpStatusCode.Unauthorized)).Code);
        Assert.Equal("completed", (await StandingAsync(await PresentAsync(HttpMethod.Post, "/v1/task/complete", token))).State);
        Assert.Single(host.Journal.Entries.OfType<LedgerEntry.TaskMoved>());
    }

    [Theory]
    [InlineData("\"uses\":1")]
    [InlineData("\"lifetime\":60")]
    [InlineData("\"actions\":[\"crm/find\"]")]
    public async Task Task_ByANarrowedWrit_IsReadAndNotCompleted(string less)
    {
        await host.RunAboveAsync();
        var whole = (await TokenAsync(await AskAsync(Proof()))).AccessToken;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token")
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), new("subject_token", whole), new("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
                new("authorization_details", $"[{{\"type\":\"urn:writ:task\",\"intent\":\"resolve-ticket\",{less}}}]"),
            ]),
        };
        request.Headers.Add("DPoP", Proof());
        var narrow = (await TokenAsync(await host.Agent.SendAsync(request, Cancel))).AccessToken;
        Assert.Equal("open", (await StandingAsync(await PresentAsync(HttpMethod.Get, "/v1/task", narrow))).State);
        Assert.Equal("W2440", (await AuthorityHost.ProblemAsync(await PresentAsync(HttpMethod.Post, "/v1/task/complete", narrow), HttpStatusCode.Forbidden)).Code);
        Assert.Empty(host.Journal.Entries.OfType<LedgerEntry.TaskMoved>());
        Assert.Equal("completed", (await StandingAsync(await PresentAsync(HttpMethod.Post, "/v1/task/complete", whole))).State);
    }

    [Fact]
    public async Task Task_ByAWritThatWasTakenBack_IsNeitherReadNorCompleted()
    {
        await host.RunAboveAsync();
        var token = (await TokenAsync(await AskAsync(Proof()))).AccessToken;
        using var form = new FormUrlEncodedContent([new("token", token)]);
        Assert.Equal(HttpStatusCode.OK, (await host.Agent.PostAsync("/oauth/revoke", form, Cancel)).StatusCode);
        Assert.Equal("W2479", (await AuthorityHost.ProblemAsync(await PresentAsync(HttpMethod.Get, "/v1/task", token), HttpStatusCode.Unauthorized)).Code);
        Assert.Equal("W2479", (await AuthorityHost.ProblemAsync(await PresentAsync(HttpMethod.Post, "/v1/task/complete", token), HttpStatusCode.Unauthorized)).Code);
        Assert.Empty(host.Journal.Entries.OfType<LedgerEntry.TaskMoved>());
    }

    private async Task<HttpResponseMessage> PresentAsync(HttpMethod method, string path, string token, string scheme = "DPoP", params string[] proofs)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new(scheme, token);
        foreach (var proof in proofs.Length == 0 && scheme == "DPoP" ? [NetworkProof(method, path, token)] : proofs)
        {
            request.Headers.Add("DPoP", proof);
        }

        return await host.Network.SendAsync(request, Cancel);
    }

    private string NetworkProof(HttpMethod method, string path, string token) =>
        DpopProver.Prove(key, method.Method, new Uri(host.Network.BaseAddress!, path).AbsoluteUri, host.Ids.Next().ToString(), TimeProvider.System.GetUtcNow(), token, host.Services.GetRequiredService<DpopNonces>().Current);

    private string Proof() => DpopProver.Prove(key, "POST", "http://localhost/oauth/token", host.Ids.Next().ToString(), TimeProvider.System.GetUtcNow(), null, null);

    private async Task<HttpResponseMessage> AskAsync(params string[] proofs)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        foreach (var proof in proofs)
        {
            request.Headers.Add("DPoP", proof);
        }

        return await host.Agent.SendAsync(request, Cancel);
    }

    private WritClaims Verify(string token) =>
        Assert.IsType<WritVerification.Verified>(host.Services.GetRequiredService<WritVerifier>().Verify(token)).Claims;

    private static Task<TokenDocument> TokenAsync(HttpResponseMessage response) => AuthorityHost.ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.TokenDocument);

    private static Task<TaskDocument> StandingAsync(HttpResponseMessage response) => AuthorityHost.ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.TaskDocument);

    private static async Task<(string Error, string Code)> ErrorAsync(HttpResponseMessage response, params HttpStatusCode[] statuses)
    {
        Assert.Contains(response.StatusCode, statuses);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var error = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(Cancel), ContractsJson.Default.TokenErrorDocument)!;
        return (error.Error, error.Code);
    }
}
