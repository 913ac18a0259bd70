using System.Security.Cryptography;
using System.Text;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Secrets;

/// <summary>Secrets go in by every way there is; none is left in a file of Writ's, in what it wrote, or in what its commands show.</summary>
public sealed class PlantedSecretsTests
{
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal);

    [Fact]
    public async Task Secrets_ThroughEveryWayIn_AreNowhereAfterwards()
    {
        using var writ = new Installation();
        await using var server = await writ.UpAsync();
        string shown;
        await using (var agent = await writ.AgentAsync("work", "--goal", Secret("goal"), "--param", $"customer={Secret("parameter")}"))
        {
            var session = await agent.SessionAsync();
            await PlantInCallsAsync(agent, session);
            await PlantInMessagesAsync(agent, session);
            await PlantInUpstreamAsync(agent, session);
            await PlantOnTheNetworkAsync(server, agent);
            await PlantInOperatorsAsync(writ, server);
            shown = string.Join('\n', (await writ.WritAsync("task", "list")).Output, (await writ.WritAsync("task", "show", agent.Task)).Output, (await writ.WritAsync("status")).Output);
            await agent.EndAsync();
        }

        Assert.Equal(0, await server.StopAsync());
        var told = await writ.WritAsync("ledger", "show", "--last", "10000");
        Assert.Equal(0, told.ExitCode);
        Assert.True(told.Output.Split('\n').Length > 20, told.Output);
        Assert.True(secrets.Count >= 20, $"{secrets.Count} secrets");
        Assert.Empty(SecretSearch.Find(
            secrets, [Path.Combine(writ.Home, "data"), Path.Combine(writ.Home, "run")], ("the log", server.Log.Text), ("what the commands show", shown), ("the ledger shown", told.Output)));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("base64")]
    [InlineData("base64url after a byte")]
    [InlineData("base64 after two bytes")]
    [InlineData("hex")]
    public void Search_AFileWithTheSecret_FindsIt(string form)
    {
        var secret = Encoding.UTF8.GetBytes(Secret("control"));
        using var folder = new TempFolder();
        folder.Write("deep/down/file.db", "before" + form switch
        {
            "plain" => Encoding.UTF8.GetString(secret),
            "base64" => Convert.ToBase64String(secret),
            "base64url after a byte" => Convert.ToBase64String([7, .. secret, 8]).Replace('+', '-').Replace('/', '_'),
            "base64 after two bytes" => Convert.ToBase64String([7, 7, .. secret, 9, 9]),
            _ => Convert.ToHexStringLower(secret),
        } + "after");

        Assert.Single(SecretSearch.Find(secrets, [folder.Path]));
    }

    private async Task PlantInCallsAsync(Puppet agent, string session)
    {
        Assert.True((await agent.CallAsync(session, "echo", Secret("an allowed argument, and its output"))).Succeeded);
        Assert.Equal("W3108", (await agent.CallAsync(session, "echo", "denied " + Secret("a denied argument"))).Code);
        Assert.False((await agent.CallAsync(session, Secret("a made-up tool"), "x")).Succeeded);
        Assert.Equal("W3103", (await agent.CallAsync(session, "hidden", Secret("an argument outside the scope"))).Code);
        Assert.Equal("W4022", (await PostAsync(agent, session, McpCalls.Body("echo", $$"""{"text":"a","text":"{{Secret("a duplicate key's argument")}}"}"""))).Code);
        Assert.Equal("W4022", (await PostAsync(agent, session, McpCalls.Body("echo", $$"""{"{{Secret("a duplicate key")}}":1,"{{secrets["a duplicate key"]}}":2}"""))).Code);
        Assert.False((await PostAsync(agent, session, McpCalls.Body("echo", $"[\"{Secret("arguments of the wrong shape")}\"]"))).Succeeded);
        Assert.False((await PostAsync(agent, session, McpCalls.Body("echo", $$"""{"text":"{{Secret("an oversize argument")}}{{new string('x', 5 * 1024 * 1024)}}"}"""))).Succeeded);
        Assert.False((await PostAsync(agent, session, McpCalls.Body("echo", "{\"a\":".Times(80) + $"\"{Secret("an argument too deep")}\"" + "}".Times(80)))).Succeeded);
        Assert.False((await PostAsync(agent, session, McpCalls.Body("echo", $$"""{"text":1e999,"other":"{{Secret("beside a number too large")}}"}"""))).Succeeded);
    }

    private async Task PlantInMessagesAsync(Puppet agent, string session)
    {
        Assert.False((await PostAsync(agent, session, $"not json {Secret("no JSON")}")).Succeeded);
        await PostAsync(agent, session, $$$$"""{"jsonrpc":"2.0","id":"{{{{Secret("a message's id")}}}}","method":"tools/call","params":{"name":"nothing","arguments":{}}}""");
        await PostAsync(agent, session, $$"""{"jsonrpc":"2.0","id":1,"method":"{{Secret("a method")}}"}""");
        await PostAsync(agent, session, $$$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9,"reason":"{{{Secret("a notification")}}}"}}""");
        await PostAsync(agent, Secret("a session's id"), McpCalls.Call("echo", "x"));
        await agent.SendAsync(WireRequest.Mcp(Secret("a server's name"), null, McpCalls.Initialize));
        await agent.SendAsync(WireRequest.Mcp("probe", null, McpCalls.Initialize.Replace("\"test\"", $"\"{Secret("a client's name")}\"", StringComparison.Ordinal)));
        await agent.SendAsync(WireRequest.Mcp("probe", null, McpCalls.Initialize.Replace("2025-11-25", Secret("a protocol version"), StringComparison.Ordinal)));
        await agent.SendAsync(WireRequest.Token with { Body = $"grant_type=password&password={Secret("a form's field")}" });
        await agent.SendAsync(WireRequest.Json("GET", $"/{Secret("an unknown path")}?token={Secret("a query")}"));
        await agent.SendAsync(WireRequest.Mcp("probe", session, McpCalls.Call("echo", "x")).With("cookie", Secret("a cookie")).With("mcp-protocol-version", Secret("a version header")));
    }

    private async Task PlantInUpstreamAsync(Puppet agent, string session)
    {
        await agent.CallAsync(session, "fail", Secret("a result that is an error"));
        await agent.CallAsync(session, "break", Secret("a JSON-RPC error"));
        await agent.CallAsync(session, "shout", Secret("the server's standard error"));
        Assert.Contains(Secret("progress"), (await agent.CallAsync(session, "tell", secrets["progress"], progress: true)).Text, StringComparison.Ordinal);
        Assert.Equal("W4014", (await agent.CallAsync(session, "die", Secret("standard error of a server that dies"))).Code);
    }

    private async Task PlantOnTheNetworkAsync(WritServer server, Puppet agent)
    {
        using var network = Wire.To(server.Agents);
        var call = WireRequest.Mcp("probe", null, McpCalls.Initialize);
        Assert.Equal(401, (await network.SendAsync(call.Bearer(Secret("a bearer")))).Status);
        Assert.Equal(401, (await network.SendAsync(call.With("authorization", $"DPoP {Secret("a DPoP writ")}").With("dpop", Secret("a DPoP proof")))).Status);
        Assert.Equal(401, (await network.SendAsync(call.With("authorization", $"Basic {Secret("basic")}"))).Status);
        await network.SendAsync(call with { Path = $"/mcp/probe?key={Secret("a query on the network")}" });
        await network.SendAsync(call.With("origin", $"https://{Secret("an origin")}.example"));
        await agent.SendAsync(call.Bearer(Secret("a bearer on the socket")));
        await agent.SendAsync(WireRequest.Token.With("dpop", Secret("a proof at the token endpoint")));

        // A writ that was really issued is a secret too.
        var issued = await agent.SendAsync(WireRequest.Token);
        secrets["a writ"] = issued.Message.GetProperty("access_token").GetString()!.Split('.')[2];
    }

    private async Task PlantInOperatorsAsync(Installation writ, WritServer server)
    {
        using var operators = Wire.To(server.Operators);
        Assert.Equal(401, (await operators.SendAsync(WireRequest.Json("GET", "/v1/status").Bearer(Secret("a wrong operator's credential")))).Status);
        using var control = Wire.Over(writ.ControlSocket);
        foreach (var body in (string[])[$"{{\"kind\":\"{Secret("a containment's kind")}\"", $"{{\"kind\":\"{secrets["a containment's kind"]}\",\"name\":\"{Secret("a containment's name")}\"}}"])
        {
            Assert.InRange((await control.SendAsync(WireRequest.Json("POST", "/v1/contain", body).Bearer(writ.OperatorToken))).Status, 400, 422);
        }

        Assert.Equal(403, (await operators.SendAsync(WireRequest.Json("POST", "/v1/contain", $"{{\"kind\":\"server\",\"name\":\"{Secret("a containment over the port")}\"}}").Bearer(writ.OperatorToken))).Status);
        await operators.SendAsync(WireRequest.Json("GET", $"/v1/tasks/{Secret("a task's id")}?x={Secret("a query of an operator")}").Bearer(writ.OperatorToken));
        Assert.Equal(3, (await writ.WritAsync("run", "--agent", Secret("an agent's name"), "--intent", "work", "--", "true")).ExitCode);
        Assert.Equal(3, (await writ.WritAsync("run", "--agent", "worker", "--intent", Secret("an intent's name"), "--", "true")).ExitCode);
        Assert.Equal(3, (await writ.WritAsync("run", "--agent", "worker", "--intent", "work", "--param", $"count={Secret("a mistyped parameter")}", "--", "true")).ExitCode);
        Assert.Equal(3, (await writ.WritAsync("run", "--agent", "worker", "--intent", "work", "--param", $"{Secret("an unknown parameter")}=1", "--", "true")).ExitCode);
        Assert.Equal(2, (await writ.WritAsync("run", "--agent", "worker", "--intent", "closed", "--goal", Secret("the goal of a task that is not opened"), "--", "true")).ExitCode);

        // It is in the keys folder, where it belongs, and nowhere else.
        secrets["the operators' credential"] = writ.OperatorToken;
    }

    private static Task<WireAnswer> PostAsync(Puppet agent, string session, string body) => agent.SendAsync(WireRequest.Mcp("probe", session, body));

    private string Secret(string name)
    {
        // Letters and digits only, so that no escaping hides it.
        var secret = "s3cr3t" + RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 26);
        secrets.Add(name, secret);
        return secret;
    }
}
