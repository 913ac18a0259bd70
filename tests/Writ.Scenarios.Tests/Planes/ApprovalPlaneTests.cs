using System.Text.RegularExpressions;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>The plane tests of approvals, on the real gateway, by an agent of its own uid: what a human said yes to runs once, and nothing else does.</summary>
public sealed class ApprovalPlaneTests : IAsyncLifetime
{
    private const string Asks = """
        @id("probe/ask") @approval("owner") @reason("a human looks at this")
        forbid (principal, action in Writ::Action::"tools", resource) when { context.input has text && context.input.text like "ask*" };
        @id("probe/two") @approval("two-person")
        forbid (principal, action in Writ::Action::"tools", resource) when { context.input has text && context.input.text like "ask two*" };
        @id("probe/who") @approval("whoever")
        forbid (principal, action in Writ::Action::"tools", resource) when { context.input has text && context.input.text like "ask who*" };

        """;

    private readonly Installation writ = new();
    private WritServer server = null!;

    public static bool IsRoot => Environment.IsPrivilegedProcess;

    public async ValueTask InitializeAsync()
    {
        writ.Write("policies/asks.cedar", Asks);
        server = await writ.UpAsync();
        File.SetUnixFileMode(writ.Folder, File.GetUnixFileMode(writ.Folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        writ.Dispose();
    }

    /// <summary>The call is held, a human says yes, and it runs: the agent needs to know nothing of it.</summary>
    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task T6_HeldCall_ApprovedInTime_RunsAndOnlyOnce()
    {
        await using var agent = await AgentAsync();
        var session = await agent.SessionAsync();
        var held = agent.CallAsync(session, "note", "ask held");
        var id = await AskedAsync(agent, 1);
        Assert.Equal(0, (await writ.WritAsync("approval", "approve", id)).ExitCode);
        Assert.True((await held) is { Succeeded: true }, (await held).ToString());
        Assert.Single(writ.Did(), "ask held");

        // Twice is another question.
        var (number, again) = agent.Begin(WireRequest.Mcp("probe", session, McpCalls.Call("note", "ask held")));
        Assert.NotEqual(id, await AskedAsync(agent, 2));
        agent.Drop(number);
        await again;
        Assert.Single(writ.Did(), "ask held");
        var ledger = await writ.LedgerAsync();
        Assert.Single(ledger, l => l["kind"] == "approval.spent" && l["what"] == id);
        Assert.Contains(ledger, l => l["kind"] == "approval.voted" && l["what"] == $"{id}: approve by operator (local-operator), approved");
    }

    /// <summary>Nobody answers: the agent is told a handle, and the identical call is the same question.</summary>
    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task T6_NobodyAnswers_IsPendingWithAHandleThatTheIdenticalCallJoins()
    {
        await using var agent = await AgentAsync();
        var session = await agent.SessionAsync();
        var pending = await agent.CallAsync(session, "note", "ask slowly");
        var denial = pending.Message.GetProperty("result").GetProperty("_meta").GetProperty("writ/denial");
        var id = denial.GetProperty("approval").GetString()!;
        Assert.Equal(("W3130", "step_up"), (denial.GetProperty("code").GetString(), denial.GetProperty("decision").GetString()));
        Assert.Equal(id, await AskedAsync(agent, 1));

        // Sixty identical calls after one yes: one runs.
        Assert.Equal(0, (await writ.WritAsync("approval", "approve", id)).ExitCode);
        var calls = Enumerable.Range(0, 60).Select(_ => agent.Begin(WireRequest.Mcp("probe", session, McpCalls.Call("note", "ask slowly")))).ToArray();
        await writ.DidAsync("ask slowly");
        var second = await AskedAsync(agent, 2);
        Assert.Equal(0, (await writ.WritAsync("approval", "deny", second)).ExitCode);
        var answers = await Task.WhenAll(calls.Select(static c => c.Answer));
        Assert.Single(answers, static a => a.Succeeded);
        Assert.Single(writ.Did(), "ask slowly");
        Assert.All(answers.Where(static a => !a.Succeeded), static a => Assert.Contains(a.Code, (string[])["W3130", "W3133", "W3134"]));
    }

    /// <summary>One byte, the order of keys, another tool, another task: none of it is what was approved.</summary>
    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task T6_AnythingButTheIdenticalCall_DoesNotRun()
    {
        await using var agent = await AgentAsync();
        await using var other = await AgentAsync();
        var session = await agent.SessionAsync();
        const string Exact = """{"text":"ask exactly","note":1}""";
        var id = await AskAsync(agent, 1, session, McpCalls.Body("note", Exact));
        Assert.Equal(0, (await writ.WritAsync("approval", "approve", id)).ExitCode);
        var asked = 1;
        foreach (var body in (string[])
        [
            McpCalls.Body("note", """{"text":"ask exactlx","note":1}"""),
            McpCalls.Body("note", """{"note":1,"text":"ask exactly"}"""),
            McpCalls.Body("note", """{"text":"ask exactly", "note":1}"""),
            McpCalls.Body("echo", Exact),
        ])
        {
            Assert.NotEqual(id, await AskAsync(agent, ++asked, session, body));
        }

        Assert.NotEqual(id, await AskAsync(other, 1, await other.SessionAsync(), McpCalls.Body("note", Exact)));
        Assert.Empty(writ.Did());

        // And the very call runs, in another session of the task as well.
        Assert.True((await agent.SendAsync(WireRequest.Mcp("probe", await agent.SessionAsync(), McpCalls.Body("note", Exact)))).Succeeded);
        Assert.Equal(["ask exactly"], writ.Did());
    }

    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task T6_ReleaseChanged_WhatWasApprovedIsVoid()
    {
        await using var agent = await AgentAsync();
        var session = await agent.SessionAsync();
        var id = await AskAsync(agent, 1, session, McpCalls.Call("note", "ask before"));
        Assert.Equal(0, (await writ.WritAsync("approval", "approve", id)).ExitCode);
        var seen = server.Log.Count;
        writ.Write("policies/more.cedar", """@id("probe/more") forbid (principal, action == Writ::Action::"probe/fail", resource);""");
        await writ.WritAsync("release", "reload");
        await server.Log.LineAsync(static line => line.Contains("is in force, after", StringComparison.Ordinal), seen);
        Assert.NotEqual(id, await AskAsync(agent, 2, session, McpCalls.Call("note", "ask before")));
        Assert.Empty(writ.Did());
        Assert.Contains(await writ.LedgerAsync(), l => l["kind"] == "approval.settled" && l["what"].StartsWith($"{id}: void", StringComparison.Ordinal));
        Assert.Contains("state        void", (await writ.WritAsync("approval", "show", id)).Output, StringComparison.Ordinal);
    }

    /// <summary>A yes survives a kill, and is still for one run.</summary>
    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task T6_KilledAfterAYes_RunsTheIdenticalCallOnce()
    {
        await using var agent = await AgentAsync();
        var id = await AskAsync(agent, 1, await agent.SessionAsync(), McpCalls.Call("note", "ask and die"));
        Assert.Equal(0, (await writ.WritAsync("approval", "approve", id)).ExitCode);
        await server.KillAsync();
        await server.DisposeAsync();
        server = await writ.UpAsync();
        Assert.Contains("state        approved", (await writ.WritAsync("approval", "show", id)).Output, StringComparison.Ordinal);
        var session = await agent.SessionAsync();
        Assert.True((await agent.CallAsync(session, "note", "ask and die")).Succeeded);
        Assert.NotEqual(id, await AskAsync(agent, 2, session, McpCalls.Call("note", "ask and die")));
        Assert.Single(writ.Did(), "ask and die");
    }

    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task T6_Denied_IsToldAndNotAskedAgain()
    {
        await using var agent = await AgentAsync();
        var session = await agent.SessionAsync();
        var held = agent.CallAsync(session, "note", "ask in vain");
        var id = await AskedAsync(agent, 1);
        var denied = await writ.WritAsync("approval", "deny", id, "--reason", "not \u202e today");
        Assert.Equal(0, denied.ExitCode);
        Assert.Equal("W3133", (await held).Code);
        Assert.Equal("W3133", (await agent.CallAsync(session, "note", "ask in vain")).Code);
        Assert.Empty(writ.Did());
        Assert.Equal("W2251", (await writ.WritAsync("approval", "approve", id)).Code);
        Assert.Contains("(erased)", (await writ.WritAsync("approval", "show", id)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(await writ.LedgerAsync(), static l => l["what"].Contains("today", StringComparison.Ordinal));
    }

    /// <summary>Rules that nobody here can satisfy: an unknown approver denies at once, two people are not one credential.</summary>
    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task T6_ApproversThatAreNotThere_ApproveNothing()
    {
        await using var agent = await AgentAsync();
        var session = await agent.SessionAsync();
        Assert.Equal("W3131", (await agent.CallAsync(session, "note", "ask whoever")).Code);
        var id = await AskAsync(agent, 1, session, McpCalls.Call("note", "ask two"));
        var approve = await writ.WritAsync("approval", "approve", id);
        Assert.Equal((2, "W2253"), (approve.ExitCode, approve.Code));
        Assert.Equal(0, (await writ.WritAsync("approval", "deny", id)).ExitCode);
        Assert.Empty(writ.Did());
    }

    /// <summary>T7, the rendering: what hides in the arguments is shown, and the ledger and the log hold none of them.</summary>
    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task T7_HostileArguments_AreShownAsTheyAre()
    {
        await using var agent = await AgentAsync();
        var text = "ask p\u0430ypal.com\u202egnp.exe\u200b" + new string(' ', 10_000) + "and pay mallory\n\u001b[2J";
        var id = await AskAsync(agent, 1, await agent.SessionAsync(), McpCalls.Call("note", text));
        var shown = await writ.WritAsync("approval", "show", id);
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("\"text\": \"ask p‹U+0430›ypal.com‹U+202E›gnp.exe‹U+200B›‹10000 spaces›and pay mallory‹U+000A›‹U+001B›[2J\"", shown.Output, StringComparison.Ordinal);
        Assert.Contains("mixes letters of Cyrillic and Latin in one word", shown.Output, StringComparison.Ordinal);
        Assert.Contains("has 10000 spaces in a row", shown.Output, StringComparison.Ordinal);
        Assert.Contains("asked by     probe/ask, of owner", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"task         {agent.Task}", shown.Output, StringComparison.Ordinal);
        Assert.Contains("effects      write", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(shown.Output, static c => c is '\u202e' or '\u200b' or '\u001b' or '\u0430');

        Assert.DoesNotContain(await writ.LedgerAsync(), static l => l.Values.Any(static v => v.Contains("mallory", StringComparison.Ordinal)));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(writ.Home, "data")).Where(static f => Path.GetFileName(f) != "lock"))
        {
            Assert.DoesNotContain("mallory", await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    /// <summary>T29: agents get nowhere near the answers, by no door and with no credential; what reads changes nothing.</summary>
    [Fact(SkipUnless = nameof(IsRoot), Skip = "only root starts commands as other users")]
    public async Task T29_AgentsOnTheApprovalEndpoints_AreRefusedAndReadingChangesNothing()
    {
        await using var agent = await AgentAsync();
        await using var same = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        var id = await AskAsync(agent, 1, session, McpCalls.Call("note", "ask me"));
        var token = (await same.SendAsync(WireRequest.Token)) is { Status: 200 } writs ? writs.Message.GetProperty("access_token").GetString()! : "none";
        (string Method, string Path)[] routes =
            [("GET", "/v1/approvals"), ("GET", $"/v1/approvals/{id}"), ("POST", $"/v1/approvals/{id}/approve"), ("POST", $"/v1/approvals/{id}/deny")];
        using var port = Wire.To(server.Operators);
        using var control = Wire.Over(writ.ControlSocket);
        foreach (var (method, path) in routes)
        {
            var request = WireRequest.Json(method, path, method == "POST" ? """{"reason":""}""" : null);

            // Its own uid cannot reach the socket; Writ's uid can, and is refused for being an agent; no writ is a credential here; and the agents' door has no such thing.
            Assert.Equal(0, (await agent.SendAsync(request.Bearer(writ.OperatorToken), over: writ.ControlSocket)).Status);
            Assert.Equal("W2411", (await same.SendAsync(request.Bearer(writ.OperatorToken), over: writ.ControlSocket)).Code);
            Assert.Equal("W2410", (await same.SendAsync(request.Bearer(token), over: writ.ControlSocket)).Code);
            Assert.Equal("W2410", (await control.SendAsync(request.Bearer(token))).Code);
            Assert.Equal(404, (await agent.SendAsync(request.Bearer(token))).Status);
            Assert.Equal(method == "GET" ? "W2258" : "W2414", (await port.SendAsync(request.Bearer(writ.OperatorToken))).Code);
        }

        // Step-up is nothing for an agent under Writ's own uid.
        Assert.Equal("W3122", (await same.CallAsync(await same.SessionAsync(), "note", "ask as one of us")).Code);

        // A link that is followed does nothing.
        var before = (await writ.LedgerAsync()).Count(static l => l["kind"].StartsWith("approval.", StringComparison.Ordinal));
        foreach (var path in routes.Select(static r => r.Path))
        {
            var answer = await control.SendAsync(WireRequest.Json("GET", path).Bearer(writ.OperatorToken));
            Assert.Contains(answer.Status, (int[])[200, 405]);
        }

        Assert.Equal(before, (await writ.LedgerAsync()).Count(static l => l["kind"].StartsWith("approval.", StringComparison.Ordinal)));
        Assert.Contains("state        pending", (await writ.WritAsync("approval", "show", id)).Output, StringComparison.Ordinal);
        Assert.Empty(writ.Did());
    }

    private Task<Puppet> AgentAsync() => writ.AgentAsync("work", "--user", "nobody");

    /// <summary>Asks and does not wait for the answer: the question stays.</summary>
    private async Task<string> AskAsync(Puppet agent, int nth, string session, string body)
    {
        var (number, answer) = agent.Begin(WireRequest.Mcp("probe", session, body));
        var id = await AskedAsync(agent, nth);
        agent.Drop(number);
        await answer;
        return id;
    }

    /// <summary>The id of the n-th question of an agent's task, once it is asked.</summary>
    private async Task<string> AskedAsync(Puppet agent, int nth)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var asked = (await writ.LedgerAsync()).Where(l => l["kind"] == "approval.requested" && l["task"] == agent.Task).ToArray();
            if (asked.Length >= nth)
            {
                return Regex.Match(asked[nth - 1]["what"], "^apr_[0-9a-z]{26}", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
            }
        }
    }
}
