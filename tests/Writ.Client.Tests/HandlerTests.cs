using System.Net;
using Writ.Client.Tests.Fakes;

namespace Writ.Client.Tests;

/// <summary>What goes out with a writ, and where it never goes.</summary>
public sealed class HandlerTests : IAsyncLifetime
{
    private FakeWrit writ = null!;
    private WritClient client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        writ = await FakeWrit.StartAsync();
        client = await WritClient.ConnectAsync(writ.Options, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await writ.DisposeAsync();
        Assert.Empty(writ.Faults);
    }

    [Fact]
    public async Task Send_ToTheAudience_CarriesTheWritAndOneProofForEach()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        for (var i = 0; i < 3; i++)
        {
            using var answer = await http.PostAsync(new Uri(task.UrlOf("probe") + "?a=b"), new StringContent($"body {i}"), Cancel);
            Assert.Equal((HttpStatusCode.OK, $"body {i}"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
        }

        Assert.Equal(3, writ.Resource.Came.Count);
    }

    [Fact]
    public async Task Send_ResourceDemandsANonce_IsSentAgainWhole()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        writ.Resource.Proofs.Nonce = "of-the-resource";
        using var stream = new MemoryStream("from a stream"u8.ToArray());
        using var answer = await http.PostAsync(task.UrlOf("probe"), new StreamContent(stream), Cancel);
        Assert.Equal("from a stream", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(2, writ.Resource.Came.Count);
        Assert.Equal("", await http.GetStringAsync(task.UrlOf("probe"), Cancel));
        Assert.Equal(3, writ.Resource.Came.Count);
    }

    [Fact]
    public async Task Send_NonceIsNeverRight_ComesBackAfterTheSecond()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        var came = 0;
        writ.Instead["/mcp/probe"] = context =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers["DPoP-Nonce"] = $"n{Interlocked.Increment(ref came)}";
            context.Response.Headers.WWWAuthenticate = "DPoP error=\"use_dpop_nonce\"";
            return Task.CompletedTask;
        };
        using var answer = await http.GetAsync(task.UrlOf("probe"), Cancel);
        Assert.Equal((HttpStatusCode.Unauthorized, 2), (answer.StatusCode, came));
    }

    [Fact]
    public async Task Send_WritIsNotTaken_GetsAnotherOnce()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        writ.Tokens.Forget();
        Assert.Equal("", await http.GetStringAsync(task.UrlOf("probe"), Cancel));
        Assert.Equal((2, "client_credentials"), (writ.Resource.Came.Count, writ.Tokens.Asked.Last()["grant_type"]));

        var came = 0;
        writ.Instead["/mcp/probe"] = context =>
        {
            came++;
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "DPoP error=\"invalid_token\"";
            return Task.CompletedTask;
        };
        using var answer = await http.GetAsync(task.UrlOf("probe"), Cancel);
        Assert.Equal((HttpStatusCode.Unauthorized, 2), (answer.StatusCode, came));
    }

    [Fact]
    public async Task Send_AnywhereElse_IsNotSent()
    {
        await using var elsewhere = await FakeWrit.StartAsync();
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        var port = new Uri(writ.Issuer).Port;
        foreach (var url in (string[])
        [
            elsewhere.Issuer + "/mcp/probe", writ.Issuer + "/oauth/token", writ.Issuer + "/mcpx", writ.Issuer + "/mcp/../oauth/token", writ.Issuer + "/mcp/%2e%2e/oauth/token",
            $"http://localhost:{port}/mcp/probe", $"https://127.0.0.1:{port}/mcp/probe", $"http://user@127.0.0.1:{port}/mcp/probe", $"http://127.0.0.1:{port}.example/mcp",
        ])
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out var uri))
            {
                Assert.Equal("W2476", (await Assert.ThrowsAsync<WritOriginException>(() => http.GetAsync(uri, Cancel))).Code);
            }
        }

        Assert.Empty(writ.Resource.Came);
        Assert.Empty(elsewhere.Resource.Came);
        Assert.Equal("", await http.GetStringAsync(task.Audience, Cancel));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Send_AnswerLeadsAway_IsNotFollowed(int status)
    {
        await using var elsewhere = await FakeWrit.StartAsync();
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        writ.Instead["/mcp/probe"] = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Issuer + "/mcp/probe";
            return Task.CompletedTask;
        };
        Assert.Equal("W2477", (await Assert.ThrowsAsync<WritOriginException>(() => http.GetAsync(task.UrlOf("probe"), Cancel))).Code);
        Assert.Empty(elsewhere.Resource.Came);
    }

    [Fact]
    public async Task Send_Afterwards_NothingShowsTheWrit()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, task.UrlOf("probe")) { Content = new StringContent("x") };
        using var answer = await http.SendAsync(request, Cancel);
        writ.Instead["/oauth/token"] = static context => { context.Abort(); return Task.CompletedTask; };
        writ.Time.Advance(TimeSpan.FromSeconds(400));
        var thrown = await Assert.ThrowsAsync<WritServiceException>(() => http.GetStringAsync(task.UrlOf("probe"), Cancel));
        foreach (var shown in (object[])[request, answer, task, client, thrown, answer.RequestMessage!])
        {
            Assert.DoesNotContain("writ-1", shown.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("DPoP", shown.ToString(), StringComparison.Ordinal);
        }

        Assert.Single(writ.Tokens.Issued);
    }

    [Fact]
    public async Task Send_WithACredentialAlready_IsTheCallersMistake()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, task.UrlOf("probe"));
        request.Headers.Authorization = new("Bearer", "another");
        await Assert.ThrowsAsync<ArgumentException>(() => http.SendAsync(request, Cancel));
        Assert.Empty(writ.Resource.Came);
    }

    [Fact]
    public async Task Send_OverTheLocalSocket_PresentsNothing()
    {
        await using var local = await WritClient.ConnectAsync(writ.SocketOptions, Cancel);
        var task = await local.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        Assert.Equal("", await http.GetStringAsync(task.UrlOf("probe"), Cancel));
        await Assert.ThrowsAsync<WritOriginException>(() => http.GetStringAsync(new Uri(writ.Issuer + "/mcp/probe"), Cancel));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await task.IntrospectAsync(Cancel));
        await task.CompleteAsync(Cancel);
        Assert.Equal(["GET /v1/task", "GET /mcp/probe", "POST /v1/task/complete"], writ.Resource.Came);
        Assert.Empty(writ.Tokens.Asked);
        await Assert.ThrowsAsync<WritEndedException>(async () => await local.TakeUpTaskAsync(Cancel));
    }

    [Fact]
    public async Task Send_OverTheLocalSocketForATaskThatWasOpened_SaysWhich()
    {
        await using var local = await WritClient.ConnectAsync(writ.SocketOptions, Cancel);
        var task = await local.OpenTaskAsync(new TaskRequest { Intent = "work" }, Cancel);
        using var http = new HttpClient(task.CreateHandler());
        Assert.Equal("", await http.GetStringAsync(task.UrlOf("probe"), Cancel));
        Assert.Equal(["GET /mcp/probe Bearer"], writ.Resource.Came);
    }

    [Fact]
    public async Task Send_ByAKeyThatTheLocalSocketVouchedFor_WorksOverTheNetwork()
    {
        await using var mixed = await WritClient.ConnectAsync(new WritClientOptions { Issuer = writ.Issuer, WorkloadEndpoint = "", AgentSocket = writ.AgentSocket, Time = writ.Time }, Cancel);
        var task = await mixed.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        Assert.Equal("", await http.GetStringAsync(task.UrlOf("probe"), Cancel));
        Assert.Equal(["GET /mcp/probe DPoP"], writ.Resource.Came);
        Assert.Single(writ.Tokens.Asked);
    }
}
