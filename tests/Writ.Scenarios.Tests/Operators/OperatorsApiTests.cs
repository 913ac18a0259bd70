using Writ.Testing;

namespace Writ.Scenarios.Tests.Operators;

/// <summary>Who may act as an operator, by which door, and what is behind each.</summary>
public sealed class OperatorsApiTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private static readonly (string Method, string Path)[] AgentRoutes =
        [("POST", "/mcp/probe"), ("GET", "/mcp/probe"), ("DELETE", "/mcp/probe"), ("POST", "/oauth/token"), ("GET", "/.well-known/jwks.json"), ("GET", "/v1/task"), ("POST", "/v1/task/complete")];

    private readonly Installation writ = running.Installation;
    private readonly WritServer server = running.Server;

    [Fact]
    public async Task Routes_WithoutTheCredentialOrWithAWrongOne_AreRefused()
    {
        using var network = Wire.To(server.Operators);
        using var socket = Wire.Over(writ.ControlSocket);
        var routes = await RoutesAsync(network);
        Assert.True(routes.Count >= 10, $"{routes.Count} routes");
        foreach (var wire in (Wire[])[network, socket])
        {
            foreach (var (method, path) in routes.Where(static r => r.Path != "/openapi.json"))
            {
                var request = WireRequest.Json(method, path, method == "POST" ? "{}" : null);
                foreach (var refused in (WireRequest[])[request, request.Bearer("wrong"), request.Bearer(writ.OperatorToken[..^1]), request.With("authorization", writ.OperatorToken), request.Bearer("")])
                {
                    var answer = await wire.SendAsync(refused);
                    Assert.True(answer is { Status: 401, Code: "W2410" }, $"{method} {path}: {answer}");
                    Assert.Equal("Bearer", answer.Headers["www-authenticate"]);
                }
            }
        }
    }

    [Fact]
    public async Task Status_WithTheCredential_IsShownOverBothDoors()
    {
        using var network = Wire.To(server.Operators);
        using var socket = Wire.Over(writ.ControlSocket);
        foreach (var wire in (Wire[])[network, socket])
        {
            var answer = await wire.SendAsync(WireRequest.Json("GET", "/v1/status").Bearer(writ.OperatorToken));
            Assert.Equal(200, answer.Status);
            Assert.Equal("probe.example", answer.Message.GetProperty("trust_domain").GetString());
            Assert.Equal("no-store", answer.Headers["cache-control"]);
        }
    }

    [Fact]
    public async Task Port_WithTheCredential_OnlyReads()
    {
        using var network = Wire.To(server.Operators);
        foreach (var (method, path) in (await RoutesAsync(network)).Where(static r => r.Method == "POST"))
        {
            var answer = await network.SendAsync(WireRequest.Json(method, path, "{}").Bearer(writ.OperatorToken));
            Assert.True(answer is { Status: 403, Code: "W2414" }, $"{method} {path}: {answer}");
        }
    }

    [Fact]
    public async Task AgentsProcess_WithTheCredential_IsRefused()
    {
        await using var agent = await writ.AgentAsync();
        var request = WireRequest.Json("GET", "/v1/status").Bearer(writ.OperatorToken);

        var answer = await agent.SendAsync(request, over: writ.ControlSocket);
        Assert.True(answer is { Status: 403, Code: "W2411" }, answer.ToString());
        var run = await agent.SendAsync(WireRequest.Json("POST", $"/v1/runs/{agent.Task}/end").Bearer(writ.OperatorToken), over: writ.ControlSocket);
        Assert.True(run is { Status: 403, Code: "W2411" }, run.ToString());

        // And so is the command, started by the agent.
        var status = await agent.RunAsync("dotnet", WritProgram.Path, "status");
        Assert.Equal(2, status.Status);
        Assert.Contains("W2411", status.Text, StringComparison.Ordinal);
        Assert.True((await agent.CallAsync(await agent.SessionAsync(), "echo", "still a good agent")).Succeeded);
    }

    [Fact]
    public async Task Doors_OfAgentsAndOperators_HaveNothingOfEachOther()
    {
        using var operators = Wire.To(server.Operators);
        using var control = Wire.Over(writ.ControlSocket);
        using var agents = Wire.To(server.Agents);
        await using var agent = await writ.AgentAsync();
        foreach (var (method, path) in await RoutesAsync(operators))
        {
            var request = WireRequest.Json(method, path, method == "POST" ? "{}" : null).Bearer(writ.OperatorToken);
            Assert.Equal(404, (await agents.SendAsync(request)).Status);
            Assert.Equal(404, (await agent.SendAsync(request)).Status);
        }

        foreach (var (method, path) in AgentRoutes)
        {
            var request = WireRequest.Json(method, path, method == "POST" ? "{}" : null);
            Assert.NotEqual(404, (await agents.SendAsync(request)).Status);
            Assert.Equal(404, (await operators.SendAsync(request.Bearer(writ.OperatorToken))).Status);
            Assert.Equal(404, (await control.SendAsync(request.Bearer(writ.OperatorToken))).Status);
        }
    }

    [Fact]
    public async Task OpenApi_TheDocument_ListsEveryRouteAndNoOther()
    {
        using var operators = Wire.To(server.Operators);
        var document = (await operators.SendAsync(WireRequest.Json("GET", "/openapi.json"))).Message;
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);

        // The routes of the source, each with its verb; a template's parameter has the same name in both.
        var source = await File.ReadAllTextAsync(Repository.At("src/Services/Writ.Authority/Endpoints/OperatorApi.cs"), TestContext.Current.CancellationToken);
        var routes = System.Text.RegularExpressions.Regex.Matches(source, @"(Get|Post)\(""(/[^""]*)""", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))
            .Select(static m => $"{m.Groups[1].Value.ToUpperInvariant()} {m.Groups[2].Value}");
        var listed = document.GetProperty("paths").EnumerateObject().SelectMany(static p => p.Value.EnumerateObject().Select(v => $"{v.Name.ToUpperInvariant()} {p.Name}"));
        Assert.Equal(routes.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_OfTheHome_AreTheOwnersAlone()
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Others = ~(Owner | UnixFileMode.UserExecute);
        Assert.Equal(Owner, File.GetUnixFileMode(writ.ControlSocket));
        Assert.Equal(Owner, File.GetUnixFileMode(writ.AgentSocket) & Owner);
        Assert.Equal(UnixFileMode.OtherWrite, File.GetUnixFileMode(writ.AgentSocket) & UnixFileMode.OtherWrite);
        foreach (var folder in (string[])["data", "keys"])
        {
            var path = Path.Combine(writ.Home, folder);
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others);
            Assert.All(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories), static f => Assert.True((File.GetUnixFileMode(f) & Others) == UnixFileMode.None, f));
        }
    }

    private static async Task<IReadOnlyList<(string Method, string Path)>> RoutesAsync(Wire operators)
    {
        var document = (await operators.SendAsync(WireRequest.Json("GET", "/openapi.json"))).Message;
        return [.. document.GetProperty("paths").EnumerateObject().SelectMany(static path => path.Value.EnumerateObject().Select(verb =>
            (verb.Name.ToUpperInvariant(), path.Name.Replace("{task}", "tsk_00000000000000000000000000", StringComparison.Ordinal).Replace("{edge}", "revoke", StringComparison.Ordinal).Replace("{name}", "some", StringComparison.Ordinal))))];
    }
}
