using Writ.Testing;

namespace Writ.Scenarios.Tests.Authority;

/// <summary>What an agent holds is of no use to anybody else, nor twice.</summary>
public sealed class CopiedAuthorityTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private const int Sends = 50;

    private readonly Installation writ = running.Installation;
    private readonly WritServer server = running.Server;
    private readonly int before = running.Installation.Did().Length;

    [Fact]
    public async Task Process_OutsideEveryTree_IsRefusedOnTheAgentsSocket()
    {
        await using var agent = await writ.AgentAsync();
        var session = await agent.SessionAsync();
        using var outside = Wire.Over(writ.AgentSocket);

        foreach (var request in (WireRequest[])[WireRequest.Mcp("probe", null, McpCalls.Initialize), WireRequest.Mcp("probe", session, McpCalls.Call("note", "x")), WireRequest.Token, WireRequest.Json("GET", "/v1/task")])
        {
            var answer = await outside.SendAsync(request);
            Assert.False(answer.Succeeded);
            Assert.True(answer.Code == "W2101", answer.ToString());
        }

        Assert.Empty(Did());
    }

    [Fact]
    public async Task SocketBoundWrit_Copied_IsRefusedElsewhere()
    {
        await using var agent = await writ.AgentAsync();
        await using var thief = await writ.AgentAsync();
        var token = (await agent.SendAsync(WireRequest.Token)).Message.GetProperty("access_token").GetString()!;
        var request = WireRequest.Mcp("probe", null, McpCalls.Initialize).Bearer(token);
        Assert.Equal(200, (await agent.SendAsync(request)).Status);

        using var outside = Wire.Over(writ.AgentSocket);
        using var network = Wire.To(server.Agents);
        Assert.Equal("W2101", (await outside.SendAsync(request)).Code);
        Assert.Equal("W2313", (await thief.SendAsync(request)).Code);
        var bearer = await network.SendAsync(request);
        Assert.Equal((401, "W2314"), (bearer.Status, bearer.Code));
        Assert.StartsWith("DPoP", bearer.Headers["www-authenticate"], StringComparison.Ordinal);
        Assert.Equal(401, (await network.SendAsync(request.With("authorization", $"DPoP {token}"))).Status);
    }

    [Fact]
    public async Task KeyBoundWrit_WithoutItsKey_IsRefused()
    {
        await using var agent = await writ.AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        using var thief = await KeyHolder.GetAsync(agent, server.Agents);
        var request = WireRequest.Mcp("probe", null, McpCalls.Initialize);

        Assert.Equal("W2315", (await holder.SendAsync(request.Bearer(holder.Token))).Code);
        Assert.Equal("W2316", (await holder.SendAsync(request.With("authorization", $"DPoP {holder.Token}"))).Code);

        // The thief's proof is a good one: by the thief's key, and for the thief's writ.
        Assert.Equal("W2316", (await thief.SendAsync(thief.Signed(request).With("authorization", $"DPoP {holder.Token}"))).Code);

        // A proof for another path is none for this one.
        Assert.Equal("W2316", (await holder.SendAsync(holder.Signed(request with { Path = "/mcp/other" }) with { Path = "/mcp/probe" })).Code);
        Assert.Equal(200, (await holder.InitializeAsync()).Status);

        // Who is turned away learns where to find out how to come back.
        var turned = await thief.SendAsync(request);
        Assert.Equal($"DPoP algs=\"ES256 RS256\", resource_metadata=\"{server.Agents.TrimEnd('/')}/.well-known/oauth-protected-resource/mcp\"", turned.Headers["www-authenticate"]);
    }

    [Fact]
    public async Task Proof_SentFiftyTimesAtOnce_IsGoodOnce()
    {
        await using var agent = await writ.AgentAsync();
        using var holder = await KeyHolder.GetAsync(agent, server.Agents);
        var session = await holder.SessionAsync();
        var call = holder.Signed(WireRequest.Mcp("probe", session, McpCalls.Call("note", "once")));

        var answers = await Task.WhenAll(Enumerable.Range(0, Sends).Select(n => holder.SendAsync(call with { Body = McpCalls.Call("note", $"n{n}") })));

        Assert.Single(answers, static a => a.Succeeded);
        Assert.All(answers.Where(static a => !a.Succeeded), static a => Assert.True(a is { Status: 401, Code: "W3113" or "W2316" }, a.ToString()));
        Assert.All(answers.Where(static a => !a.Succeeded), static a => Assert.Contains("error=\"invalid_dpop_proof\"", a.Headers["www-authenticate"], StringComparison.Ordinal));
        Assert.Single(Did());
    }

    // What the server did since the test began.
    private string[] Did() => writ.Did()[before..];
}
