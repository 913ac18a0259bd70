using System.Collections.Immutable;
using System.Net;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Zones.Tests.Tools;

public sealed class ToolSessionTests
{
    [Fact]
    public async Task Initialize_NamedCaller_IsWrittenAnewWithoutCapabilitiesAndGivesAnIdOfWritsOwn()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();

        Assert.Equal(
            """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""",
            host.Upstream.Received[0]);
        Assert.Equal("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", host.Upstream.Received[1]);
        Assert.Equal(64, client.Session!.Length);
        Assert.Contains(host.World.Journal.Entries, e => e is LedgerEntry.SessionOpened opened && opened.Server == Samples.Server);
    }

    [Fact]
    public async Task Initialize_RecordedBeforeTheServerIsStarted_OrNotStartedAtAll()
    {
        await using var host = await ToolsHost.StartAsync();
        host.World.Journal.Unavailable = true;
        using var client = host.Network();

        var (status, answer) = await client.AskAsync(McpClient.Initialize);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("W5100", answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString());
        Assert.Empty(host.Upstream.Sessions);
    }

    [Fact]
    public async Task Session_OfAnotherTask_IsNotFoundWhateverIdIsShown()
    {
        await using var host = await ToolsHost.StartAsync();
        using var owner = await host.Network().OpenAsync();
        using var thief = host.Network();
        thief.Task = host.World.Open();
        thief.Session = owner.Session;

        var (call, _) = await thief.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_text_file"}}""");
        var (list, _) = await thief.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        using var stream = await thief.SendAsync(thief.Request(HttpMethod.Get));
        using var end = await thief.SendAsync(thief.Request(HttpMethod.Delete));

        Assert.All([call, list, stream.StatusCode, end.StatusCode], static status => Assert.Equal(HttpStatusCode.NotFound, status));
        Assert.Equal(0, host.Upstream.Calls);
        Assert.Equal(1, host.Sessions.Count);
    }

    [Fact]
    public async Task Session_OfAFinishedTask_IsRefusedOnTheVeryNextCall()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Local().OpenAsync();
        host.World.End(host.World.Task);

        var answer = await client.CallAsync("read_text_file");

        Assert.Equal("W2110", answer.GetProperty("result").GetProperty("structuredContent").GetProperty("code").GetString());
        Assert.Equal(0, host.Upstream.Calls);
    }

    [Fact]
    public async Task Session_WhenItsTaskEnds_EndsItsStreamAndItsUpstream()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        using var stream = await client.SendAsync(client.Request(HttpMethod.Get));

        host.Cutter.Cut(host.World.Task.Id);

        Assert.Equal(0, host.Sessions.Count);
        Assert.True(host.Upstream.Sessions.Single().Ended.IsCompleted);
        Assert.Equal("", await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(ContainmentKind.Everything, true)]
    [InlineData(ContainmentKind.Agent, true)]
    [InlineData(ContainmentKind.Instance, true)]
    [InlineData(ContainmentKind.Server, true)]
    [InlineData(ContainmentKind.None, false)]
    public async Task Session_ContainedByAnyName_IsCutAtOnceAndSweptOtherwise(ContainmentKind kind, bool cut)
    {
        await using var host = await ToolsHost.StartAsync();
        var actor = host.World.Task.Actor;
        var key = kind switch
        {
            ContainmentKind.Everything => ContainmentKey.Everything,
            ContainmentKind.Agent => ContainmentKey.Agent(actor.Agent),
            ContainmentKind.Instance => ContainmentKey.Instance(actor.Instance),
            ContainmentKind.Server => ContainmentKey.Server(Samples.Server),
            _ => ContainmentKey.Server(Slug.Parse("another")),
        };
        using var first = await host.Network().OpenAsync();
        host.Cutter.Cut(key);
        Assert.Equal(cut ? 0 : 1, host.Sessions.Count);

        using var second = await host.Network().OpenAsync();
        host.World.Commit(new Change.Contain(key));
        await host.Sessions.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(cut ? 0 : 2, host.Sessions.Count);
    }

    [Fact]
    public async Task Session_Cut_IsToldWhyUntilItIsOpenedAnew()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Local().OpenAsync();
        host.World.Commit(new Change.Contain(ContainmentKey.Server(Samples.Server)));
        host.Cutter.Cut(ContainmentKey.Server(Samples.Server));

        var (status, answer) = await client.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_text_file"}}""");
        Assert.Equal((HttpStatusCode.Forbidden, "W3112"), (status, answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));

        host.World.Commit(new Change.Restore(ContainmentKey.Server(Samples.Server)));
        (status, answer) = await client.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_text_file"}}""");
        Assert.Equal((HttpStatusCode.NotFound, "W4030"), (status, answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Session_CutWhileItOpens_IsNeverOpen()
    {
        await using var host = await ToolsHost.StartAsync();
        host.Upstream.OnInitialize = () => host.World.Commit(new Change.Contain(ContainmentKey.Server(Samples.Server)));
        using var client = host.Network();

        var (status, _) = await client.AskAsync(McpClient.Initialize);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal(0, host.Sessions.Count);
        Assert.True(host.Upstream.Sessions.Single().Ended.IsCompleted);
    }

    [Fact]
    public async Task Session_BeyondWhatAnInstanceMayOpenAtOnce_IsRefusedUntilOneIsOpen()
    {
        await using var host = await ToolsHost.StartAsync(options: new Writ.Zones.Tools.ToolsOptions { MaxOpeningPerInstance = 1 });
        using var client = host.Network();
        using var other = host.Network();
        Task<(HttpStatusCode Status, System.Text.Json.JsonElement Answer)>? second = null;
        host.Upstream.OnInitialize = () =>
        {
            host.Upstream.OnInitialize = null;
            second = other.AskAsync(McpClient.Initialize);
            second.Wait(TestContext.Current.CancellationToken);
        };
        await client.OpenAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, (await second!).Status);
        await other.OpenAsync();
    }

    [Fact]
    public async Task Stop_WithAnOpenStreamAndACallUnderWay_EndsTheStreamAndSeesTheCallToItsEnd()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        using var stream = await client.SendAsync(client.Request(HttpMethod.Get));
        var (began, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Upstream.OnCall = async (id, _) =>
        {
            began.TrySetResult();
            await go.Task;
            return $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{}}""";
        };
        var call = client.CallAsync("read_text_file");
        await began.Task;

        var stopping = host.StopAsync();
        Assert.Equal("", await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
        Assert.False(stopping.IsCompleted);
        go.SetResult();

        Assert.True((await call).TryGetProperty("result", out _));
        await stopping.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(ActionOutcome.Succeeded, Assert.Single(host.World.Journal.Entries.OfType<LedgerEntry.ActionObserved>()).Outcome);
    }

    [Fact]
    public async Task Sweep_IdleOrEndedWithoutWord_EndsTheSession()
    {
        var time = new ManualTime();
        await using var host = await ToolsHost.StartAsync(new TestWorld(time));
        using var idle = await host.Network().OpenAsync();
        using var lost = host.Network();
        lost.Task = host.World.Open();
        await lost.OpenAsync();

        host.World.End(lost.Task);
        await host.Sessions.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, host.Sessions.Count);

        time.Advance(TimeSpan.FromMinutes(9));
        await idle.CallAsync("read_text_file");
        time.Advance(TimeSpan.FromMinutes(9));
        await host.Sessions.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, host.Sessions.Count);

        time.Advance(TimeSpan.FromMinutes(1));
        await host.Sessions.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, host.Sessions.Count);
    }

    [Fact]
    public async Task Session_BeyondTheLimit_IsRefusedUntilOneEnds()
    {
        await using var host = await ToolsHost.StartAsync(options: new Writ.Zones.Tools.ToolsOptions { MaxSessionsPerTask = 2 });
        using var first = await host.Network().OpenAsync();
        using var second = await host.Network().OpenAsync();
        using var third = host.Network();

        var (status, answer) = await third.AskAsync(McpClient.Initialize);
        Assert.Equal((HttpStatusCode.TooManyRequests, "W4032"), (status, answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));

        using var deleted = await first.SendAsync(first.Request(HttpMethod.Delete));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await third.OpenAsync();
    }

    [Fact]
    public async Task Session_ServerRegisteredAnew_IsRefused()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        await client.CallAsync("read_text_file");
        host.World.Activate();
        Assert.False((await client.CallAsync("read_text_file")).GetProperty("result").TryGetProperty("isError", out _));

        host.World.Register(((ServerRegistration.Stdio)TestWorld.Files) with { Command = ["other"] });

        Assert.Equal("W4033", (await client.CallAsync("read_text_file")).GetProperty("result").GetProperty("structuredContent").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Session_WhoseServerDied_IsGone()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        host.Upstream.Sessions[0].Die();
        while (host.Sessions.Count > 0)
        {
            await Task.Yield();
        }

        var (status, _) = await client.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_text_file"}}""");
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Theory]
    [InlineData("roots/list")]
    [InlineData("sampling/createMessage")]
    [InlineData("elicitation/create")]
    public async Task Server_AskingTheAgent_IsRefusedByWritAndTheAgentNeverHears(string method)
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();

        await host.Upstream.Sessions[0].SayAsync($$$"""{"jsonrpc":"2.0","id":"s1","method":"{{{method}}}"}""");

        var refusal = Assert.Single(host.Upstream.Refusals);
        Assert.StartsWith("\"s1\" {\"code\":-32001,", refusal, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"W4039\"", refusal, StringComparison.Ordinal);
        Assert.Contains(host.World.Journal.Entries, e => e is LedgerEntry.MessageRefused { Code: "W4039" });
        await host.Upstream.Sessions[0].SayAsync("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info"}}""");
        using var stream = await client.SendAsync(client.Request(HttpMethod.Get));
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("event: message", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal("""data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info"}}""", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stream_OfAWrit_EndsAtItsMaximumAgeAndTheNextTellsWhatWaited()
    {
        var time = new ManualTime();
        await using var host = await ToolsHost.StartAsync(new TestWorld(time));
        using var client = await host.Network().OpenAsync();
        host.World.Authenticator.Writ = WritId.New(host.World.Ulids);
        using var first = await client.SendAsync(client.Request(HttpMethod.Get));
        var end = first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("", await end);
        Assert.Equal(1, host.Sessions.Count);
        await host.Upstream.Sessions[0].SayAsync("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info"}}""");
        using var next = await client.SendAsync(client.Request(HttpMethod.Get));
        using var reader = new StreamReader(await next.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("event: message", await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        // A writ that is no longer good gets no further stream.
        host.World.Authenticator.On = static _ => new Authentication.Refused(new Reason("W2312", "law/identity", "the writ is not valid", "get another"), "");
        using var refused = await client.SendAsync(client.Request(HttpMethod.Get));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Stream_OfTheSocketAlone_GoesOnUntilTheTaskEnds()
    {
        var time = new ManualTime();
        await using var host = await ToolsHost.StartAsync(new TestWorld(time));
        using var client = await host.Local().OpenAsync();
        using var stream = await client.SendAsync(client.Request(HttpMethod.Get));
        time.Advance(TimeSpan.FromSeconds(31));
        await host.Upstream.Sessions[0].SayAsync("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info"}}""");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("event: message", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Initialize_WritWithoutUsesLeft_StartsNoServer()
    {
        await using var host = await ToolsHost.StartAsync();
        var limits = Counted(host, 1);
        host.World.Authenticator.Limits = limits;
        using var client = await host.Network().OpenAsync();
        Assert.Equal(0, await host.World.Journal.UsesTakenAsync(limits.Counter, TestContext.Current.CancellationToken));
        host.World.Commit([.. limits.ChangesOf(1)]);
        using var late = host.Network();

        var (status, answer) = await late.AskAsync(McpClient.Initialize);

        Assert.Equal((HttpStatusCode.Forbidden, "W3124"), (status, answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
        Assert.Single(host.Upstream.Sessions);
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("uses")]
    public async Task Session_OfAWiderWrit_IsNeitherEndedNorReadNorGivenUpByANarrowerOne(string by)
    {
        await using var host = await ToolsHost.StartAsync();
        var narrow = by == "uses" ? Counted(host, 3) : Counted(host, 3) with { Uses = null, Scope = ReadAlone() };
        using var client = await host.Network().OpenAsync();
        var (began, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Upstream.OnCall = async (id, _) =>
        {
            began.TrySetResult();
            await go.Task;
            return $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{}}""";
        };
        var call = client.CallAsync("read_text_file");
        await began.Task;

        host.World.Authenticator.Limits = narrow;
        using var stream = await client.SendAsync(client.Request(HttpMethod.Get));
        using var end = await client.SendAsync(client.Request(HttpMethod.Delete));
        using var cancelled = await client.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Accepted), (stream.StatusCode, end.StatusCode, cancelled.StatusCode));
        Assert.Contains("W2441", await end.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Upstream.Received, static r => r.Contains("notifications/cancelled", StringComparison.Ordinal));
        go.SetResult();
        Assert.True((await call).TryGetProperty("result", out _));

        // Its own session it steers, also with the writ that came after the one it was opened with; and the whole writ steers either.
        using var own = await host.Network().OpenAsync();
        host.World.Authenticator.Limits = narrow with { Counter = new SpendKey("writ-uses", Digest256.Sha256("renewed"u8)) };
        using var ended = await own.SendAsync(own.Request(HttpMethod.Delete));
        host.World.Authenticator.Limits = null;
        using var whole = await client.SendAsync(client.Request(HttpMethod.Delete));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (ended.StatusCode, whole.StatusCode));
    }

    [Fact]
    public async Task EveryRequest_StoreThatCannotAnswer_IsUnavailableAndBlamesNoCredential()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        foreach (var on in (Func<Presented, Authentication?>[])[static _ => throw new JournalUnavailableException("the disk is full"), static _ => throw new InvalidOperationException("broken")])
        {
            host.World.Authenticator.On = on;
            using var fresh = host.Network();
            HttpResponseMessage[] answers =
            [
                await client.SendAsync(client.Request(HttpMethod.Get)), await client.SendAsync(client.Request(HttpMethod.Delete)), await fresh.PostAsync(McpClient.Initialize),
                await client.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}"""), await client.PostAsync("{{{"),
            ];
            Assert.All(answers, static answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, 0), (answer.StatusCode, answer.Headers.WwwAuthenticate.Count)));
            using var call = await client.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_text_file"}}""");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, 0), (call.StatusCode, call.Headers.WwwAuthenticate.Count));
        }

        host.World.Authenticator.On = static _ => new Authentication.Refused(new Reason("W2312", "law/identity", "the writ is not valid", "get another"), "");
        using var refused = await client.SendAsync(client.Request(HttpMethod.Get));
        Assert.Equal((HttpStatusCode.Unauthorized, 1), (refused.StatusCode, refused.Headers.WwwAuthenticate.Count));
    }

    [Fact]
    public async Task Stream_SecondReader_IsRefused()
    {
        await using var host = await ToolsHost.StartAsync();
        using var client = await host.Network().OpenAsync();
        using var first = await client.SendAsync(client.Request(HttpMethod.Get));
        using var second = await client.SendAsync(client.Request(HttpMethod.Get));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task Initialize_ServerThatCannotBeReached_IsToldAndLeavesNoSession()
    {
        await using var host = await ToolsHost.StartAsync();
        host.Upstream.Unreachable = new Writ.Enforcement.UpstreamException(Writ.Enforcement.UpstreamFault.Unreachable, "no such program");
        using var client = host.Network();

        var (status, answer) = await client.AskAsync(McpClient.Initialize);

        Assert.Equal((HttpStatusCode.BadGateway, "W4044"), (status, answer.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
        Assert.Equal(0, host.Sessions.Count);
        host.Upstream.Unreachable = null;
        await client.OpenAsync();
    }

    private static Scope ReadAlone() => new([new ScopeEntry(
        [ActionPattern.TryParse("files/read_text_file", out var read) ? read : default], [ResourcePattern.Any], ImmutableSortedDictionary<string, Constraint>.Empty)]);

    private static WritLimits Counted(ToolsHost host, int uses) =>
        new(null, uses, new SpendKey("writ-uses", Digest256.Sha256("writ"u8)), host.World.Time.GetUtcNow().AddMinutes(5));
}
