using System.Net;
using System.Net.Sockets;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Surroundings;

/// <summary>Servers that cannot be started or reached.</summary>
public sealed class DeadServerTests
{
    [Theory]
    [InlineData("stdio: { command: [no-such-program-here], directory: . }")]
    [InlineData("stdio: { command: [node], directory: ./no/such/folder }")]
    [InlineData("stdio: { command: [\"false\"], directory: . }")]
    [InlineData("stdio: { command: [echo, this is no protocol], directory: . }")]
    [InlineData("http: { url: \"http://127.0.0.1:PORT/mcp\" }")]
    public async Task Server_ThatIsNotThere_IsALegibleErrorAndTheOthersWork(string how)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var writ = new Installation();
        writ.Write("writ.yaml", writ.Main + $"  dead: {{ {how.Replace("PORT", $"{port}", StringComparison.Ordinal)} }}\n");
        writ.Write("intents/work.yaml", Installation.Intent("work", "deadline: 1h", "calls: 10").Replace("probe/echo,", "probe/echo, dead/any,", StringComparison.Ordinal));
        await using var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync();

        var (session, answer) = await agent.OpenAsync("dead");

        Assert.Null(session);
        Assert.True(answer is { Code: "W4044", Status: >= 400 }, answer.ToString());
        Assert.Contains("`dead`", answer.Text, StringComparison.Ordinal);
        Assert.True((await agent.CallAsync(await agent.SessionAsync(), "echo", "alive")).Succeeded);
    }
}
