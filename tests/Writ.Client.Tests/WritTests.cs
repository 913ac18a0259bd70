using Microsoft.AspNetCore.Http;
using Writ.Client.Tests.Fakes;

namespace Writ.Client.Tests;

/// <summary>Getting writs, keeping them fresh, and giving them back.</summary>
public sealed class WritTests : IAsyncLifetime
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
    public async Task TakeUpTaskAsync_NonceIsDemanded_RepeatsOnceAndRemembers()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        Assert.Equal((FakeWrit.Task, null), (task.Id, task.Granted));
        Assert.Equal(2, writ.Tokens.Asked.Count);
        Assert.All(writ.Tokens.Asked, form => Assert.Equal(("client_credentials", writ.Issuer + "/mcp"), (form["grant_type"], form["resource"])));

        await client.TakeUpTaskAsync(Cancel);
        Assert.Equal(3, writ.Tokens.Asked.Count);
    }

    [Fact]
    public async Task TakeUpTaskAsync_NonceIsNeverRight_GivesUpAfterTheSecond()
    {
        writ.Instead["/oauth/token"] = context =>
        {
            writ.Tokens.Asked.Enqueue(new Dictionary<string, string>(StringComparer.Ordinal));
            context.Response.StatusCode = 400;
            context.Response.Headers["DPoP-Nonce"] = $"nonce-{writ.Tokens.Asked.Count}";
            return context.Response.WriteAsJsonAsync(new { error = "use_dpop_nonce", error_description = "another", code = "W2427", fix = "again" });
        };
        var refused = await Assert.ThrowsAsync<WritRefusedException>(async () => await client.TakeUpTaskAsync(Cancel));
        Assert.Equal(("use_dpop_nonce", "W2427", 2), (refused.Error, refused.Code, writ.Tokens.Asked.Count));
    }

    [Fact]
    public async Task DelegateAsync_AnOfferComesBack_IsAskedForByTheTasksWritAndGivenOn()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        writ.Tokens.More["issued_token_type"] = "urn:writ:token-type:delegation";
        writ.Tokens.More["access_token"] = "wdl_offer";
        writ.Tokens.More["token_type"] = "N_A";
        Assert.Equal("wdl_offer", await task.DelegateAsync("researcher", new TaskRequest { Intent = "look-up", Actions = ["files/read"], MaxDelegationDepth = 0 }, Cancel));
        var form = writ.Tokens.Asked.Last();
        Assert.Equal(
            ("urn:ietf:params:oauth:grant-type:token-exchange", "urn:writ:token-type:delegation", true),
            (form["grant_type"], form["requested_token_type"], writ.Tokens.Issued.Contains(form["subject_token"])));
        Assert.Contains("""
            "delegation":{"to":"researcher","max_depth":0}
            """.Trim(), form["authorization_details"], StringComparison.Ordinal);
    }

    /// <summary>A writ that comes instead of an offer is this client's own: it is never handed to another.</summary>
    [Fact]
    public async Task DelegateAsync_SomethingElseComesBack_IsNotGivenOn()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        await Assert.ThrowsAsync<WritServiceException>(async () => await task.DelegateAsync("researcher", new TaskRequest { Intent = "look-up" }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await task.DelegateAsync(" ", new TaskRequest { Intent = "look-up" }, Cancel));
    }

    [Fact]
    public async Task TakeUpOfferAsync_Offer_IsExchangedForATaskOfItsOwn()
    {
        var task = await client.TakeUpOfferAsync("wdl_offer", new TaskRequest { Intent = "look-up", Actions = ["files/read"] }, Cancel);
        var form = writ.Tokens.Asked.Last();
        Assert.Equal((FakeWrit.Task, "wdl_offer", "urn:writ:token-type:delegation"), (task.Id, form["subject_token"], form["subject_token_type"]));
        Assert.DoesNotContain("delegation", form["authorization_details"], StringComparison.Ordinal);
    }

    public static TheoryData<string, object> Unbelievable => new()
    {
        { "token_type", "Bearer" },
        { "token_type", 1 },
        { "access_token", "" },
        { "access_token", "a b" },
        { "access_token", "a\r\nX: y" },
        { "access_token", new string('x', 20_000) },
        { "expires_in", -1 },
        { "expires_in", "300" },
        { "task", "" },
        { "task", "tsk\u0007" },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Unbelievable))]
    public async Task TakeUpTaskAsync_AnswerThatIsNoBoundWrit_IsNotBelieved(string member, object value)
    {
        writ.Tokens.More[member] = value;
        Assert.Equal("W2474", (await Assert.ThrowsAsync<WritServiceException>(async () => await client.TakeUpTaskAsync(Cancel))).Code);
    }

    [Fact]
    public async Task TakeUpTaskAsync_Refused_TellsErrorCodeAndFix()
    {
        writ.Instead["/oauth/token"] = static context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsJsonAsync(new { error = "access_denied", error_description = "no rule permits it", code = "W3107", fix = "ask less", rule = "support/open", decision = "dec_1" });
        };
        var refused = await Assert.ThrowsAsync<WritRefusedException>(async () => await client.TakeUpTaskAsync(Cancel));
        Assert.Equal(("access_denied", "W3107", "no rule permits it", "ask less", "support/open", "dec_1"), (refused.Error, refused.Code, refused.Text, refused.Fix, refused.Rule, refused.DecisionId));
    }

    [Theory]
    [InlineData(400, "{\"error\":\"x\\u001b[2J\"}", "W2474")]
    [InlineData(400, "{\"error\":\"invalid_grant\",\"code\":\"<script>\"}", "W2475")]
    [InlineData(500, "oh", "W2474")]
    [InlineData(503, "{\"error\":\"temporarily_unavailable\",\"code\":\"W5010\",\"error_description\":\"the store is full\",\"fix\":\"wait\"}", "W5010")]
    public async Task TakeUpTaskAsync_AnyOtherAnswer_IsTypedAndPlain(int status, string body, string code)
    {
        writ.Instead["/oauth/token"] = context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        };
        var thrown = await Assert.ThrowsAnyAsync<WritException>(async () => await client.TakeUpTaskAsync(Cancel));
        Assert.Equal(code, thrown.Code);
        Assert.DoesNotContain(thrown.Message, char.IsControl);
        Assert.Equal(code == "W2475", thrown is WritRefusedException);
    }

    [Fact]
    public async Task TakeUpTaskAsync_WorkloadApiKnowsNobody_SaysSo()
    {
        writ.Instead["/SpiffeWorkloadAPI/FetchJWTSVID"] = FakeWorkloadApi.DenyAsync;
        Assert.Equal("W2471", (await Assert.ThrowsAsync<WritIdentityException>(async () => await client.TakeUpTaskAsync(Cancel))).Code);
        Assert.Empty(writ.Tokens.Asked);
    }

    [Theory]
    [InlineData("/SpiffeWorkloadAPI/FetchJWTSVID", "W2471")]
    [InlineData("/oauth/token", "W2472")]
    [InlineData("/v1/task/complete", "W2472")]
    public async Task AnyCall_NobodyAnswers_IsGivenUpInTime(string path, string code)
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writ.Instead[path] = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        };
        var calling = Assert.ThrowsAnyAsync<WritException>(async () => await (path.StartsWith("/v1", StringComparison.Ordinal) ? task.CompleteAsync(Cancel) : TakeUpAsync()));
        await asked.Task.WaitAsync(Cancel);
        writ.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(code, (await calling).Code);

        async ValueTask TakeUpAsync() => await client.TakeUpTaskAsync(Cancel);
    }

    [Fact]
    public async Task OpenTaskAsync_Request_IsOneEntryOfAuthorizationDetails()
    {
        var task = await client.OpenTaskAsync(
            new TaskRequest
            {
                Intent = "resolve-ticket",
                Goal = "say \"hello\"",
                Parameters = new TaskRequest { Intent = "" }.Parameters.Add("ticket", "T-42"),
                Actions = ["files/read_text_file"],
                Resources = ["Case::42"],
                Arguments = new TaskRequest { Intent = "" }.Arguments.Add("path", new ArgumentConstraint.Below("customers/acme")).Add("n", new ArgumentConstraint.AtMost(3)).Add("mode", new ArgumentConstraint.OneOf(["a", "b"])),
                Lifetime = TimeSpan.FromMinutes(10),
                MaxDelegationDepth = 0,
            },
            Cancel);
        const string Expected = """
            [{"type":"urn:writ:task","intent":"resolve-ticket","parameters":{"ticket":"T-42"},"goal":"say \"hello\"","actions":["files/read_text_file"],"resources":["Case::42"],"arguments":{"mode":{"one_of":["a","b"]},"n":{"at_most":3},"path":{"below":"customers/acme"}},"lifetime":600,"delegation":{"max_depth":0},"locations":["ISSUER/mcp"]}]
            """;
        Assert.Equal(Expected.Replace("ISSUER", writ.Issuer, StringComparison.Ordinal), writ.Tokens.Asked.Last()["authorization_details"]);
        Assert.Equal(writ.Tokens.Asked.Last()["authorization_details"], task.Granted);
    }

    [Fact]
    public async Task OpenTaskAsync_RequestThatCannotBe_IsTheCallersMistake()
    {
        foreach (var request in (TaskRequest[])[new() { Intent = " " }, new() { Intent = "a", Lifetime = TimeSpan.Zero }, new() { Intent = "a", Uses = 0 }, new() { Intent = "a", MaxDelegationDepth = -1 }, new() { Intent = "a", Actions = [""] }])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await client.OpenTaskAsync(request, Cancel));
        }

        Assert.Empty(writ.Tokens.Asked);
    }

    [Fact]
    public async Task Renewal_ManyCallersAtOnce_AskOnce()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        var before = writ.Tokens.Asked.Count;
        writ.Time.Advance(TimeSpan.FromSeconds(239));
        await http.GetStringAsync(task.UrlOf("probe"), Cancel);
        Assert.Equal(before, writ.Tokens.Asked.Count);

        writ.Time.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => http.GetStringAsync(task.UrlOf("probe"), Cancel)));
        Assert.Equal(before + 1, writ.Tokens.Asked.Count);
        Assert.EndsWith("token-exchange", writ.Tokens.Asked.Last()["grant_type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renewal_OneCallerGoesAway_TheOthersGetTheirs()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        writ.Time.Advance(TimeSpan.FromSeconds(241));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writ.Tokens.Gate = gate.Task;
        using var leaving = new CancellationTokenSource();
        var first = http.GetStringAsync(task.UrlOf("probe"), leaving.Token);
        var second = http.GetStringAsync(task.UrlOf("probe"), Cancel);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal("", await second);
    }

    [Fact]
    public async Task Renewal_ServiceIsDown_WhatIsHeldServesUntilItEnds()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        writ.Instead["/oauth/token"] = static context => { context.Abort(); return Task.CompletedTask; };
        writ.Time.Advance(TimeSpan.FromSeconds(250));
        Assert.Equal("", await http.GetStringAsync(task.UrlOf("probe"), Cancel));

        writ.Time.Advance(TimeSpan.FromSeconds(51));
        Assert.Equal("W2472", (await Assert.ThrowsAsync<WritServiceException>(() => http.GetStringAsync(task.UrlOf("probe"), Cancel))).Code);

        writ.Instead.Clear();
        Assert.Equal("", await http.GetStringAsync(task.UrlOf("probe"), Cancel));
        Assert.Equal("client_credentials", writ.Tokens.Asked.Last()["grant_type"]);
    }

    [Fact]
    public async Task Renewal_AnotherTaskLivesByNow_NeverActsForThat()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        using var http = new HttpClient(task.CreateHandler());
        writ.Tokens.Task = "tsk_two";
        writ.Time.Advance(TimeSpan.FromSeconds(301));
        await Assert.ThrowsAsync<WritEndedException>(() => http.GetStringAsync(task.UrlOf("probe"), Cancel));
        Assert.Empty(writ.Resource.Came);
        Assert.Equal("tsk_two", (await client.TakeUpTaskAsync(Cancel)).Id);
    }

    [Fact]
    public async Task Renewal_WritOfSomeUses_IsNotRenewed()
    {
        var task = await client.OpenTaskAsync(new TaskRequest { Intent = "work", Uses = 1 }, Cancel);
        using var http = new HttpClient(task.CreateHandler());
        Assert.Equal("", await http.GetStringAsync(task.UrlOf("probe"), Cancel));
        writ.Time.Advance(TimeSpan.FromSeconds(301));
        await Assert.ThrowsAsync<WritEndedException>(() => http.GetStringAsync(task.UrlOf("probe"), Cancel));
    }

    [Fact]
    public async Task NarrowAsync_LessOfATask_IsExchangedForTheWholeEachTime()
    {
        var whole = await client.TakeUpTaskAsync(Cancel);
        var token = writ.Tokens.Issued.Single();
        var less = await whole.NarrowAsync(new TaskRequest { Intent = "work", Actions = ["probe/echo"] }, Cancel);
        Assert.Equal((FakeWrit.Task, token), (less.Id, writ.Tokens.Asked.Last()["subject_token"]));
        Assert.Contains("\"actions\":[\"probe/echo\"]", writ.Tokens.Asked.Last()["authorization_details"], StringComparison.Ordinal);
        Assert.Equal(writ.Tokens.Asked.Last()["authorization_details"], less.Granted);

        using var http = new HttpClient(less.CreateHandler());
        Assert.Equal("", await http.GetStringAsync(less.UrlOf("probe"), Cancel));
        writ.Time.Advance(TimeSpan.FromSeconds(241));
        var before = writ.Tokens.Issued.ToHashSet(StringComparer.Ordinal);
        Assert.Equal("", await http.GetStringAsync(less.UrlOf("probe"), Cancel));
        var (renewed, narrowed) = (writ.Tokens.Asked.SkipLast(1).Last(), writ.Tokens.Asked.Last());
        Assert.Equal((token, false), (renewed["subject_token"], renewed.ContainsKey("authorization_details")));
        Assert.DoesNotContain(narrowed["subject_token"], before);
        Assert.Equal(less.Granted, narrowed["authorization_details"]);

        await whole.RevokeAsync(Cancel);
        writ.Time.Advance(TimeSpan.FromSeconds(241));
        await Assert.ThrowsAsync<WritEndedException>(() => http.GetStringAsync(less.UrlOf("probe"), Cancel));
    }

    [Fact]
    public async Task RevokeAsync_OwnWrit_IsWorthNothingAfterwards()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        var before = await task.IntrospectAsync(Cancel);
        Assert.Equal((true, "somewhere", FakeWrit.Instance, writ.Time.GetUtcNow() + TimeSpan.FromMinutes(5)), (before.IsActive, before.Audience, before.Subject, before.ExpiresAt));
        await task.RevokeAsync(Cancel);
        Assert.False(writ.Tokens.IsGood(writ.Tokens.Issued.Single(), null));
        using var http = new HttpClient(task.CreateHandler());
        await Assert.ThrowsAsync<WritEndedException>(() => http.GetStringAsync(task.UrlOf("probe"), Cancel));
        await Assert.ThrowsAsync<WritEndedException>(async () => await task.IntrospectAsync(Cancel));
        await task.RevokeAsync(Cancel);
    }

    [Fact]
    public async Task CompleteAsync_OwnTask_SendsNothingAfterwards()
    {
        var task = await client.TakeUpTaskAsync(Cancel);
        await task.CompleteAsync(Cancel);
        Assert.Equal(["POST /v1/task/complete DPoP"], writ.Resource.Came);
        using var http = new HttpClient(task.CreateHandler());
        Assert.Equal("W2478", (await Assert.ThrowsAsync<WritEndedException>(() => http.GetStringAsync(task.UrlOf("probe"), Cancel))).Code);
    }
}
