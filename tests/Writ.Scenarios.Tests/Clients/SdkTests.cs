using System.Text.Json;
using Writ.Client;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Clients;

/// <summary>`Writ.Client` in an agent's process, against a real Writ.</summary>
public sealed class SdkTests(RunningWrit running) : IClassFixture<RunningWrit>
{
    private readonly Installation writ = running.Installation;

    [Theory]
    [InlineData(Binding.Key)]
    [InlineData(Binding.Socket)]
    public async Task Client_InsideATask_ActsIsDeniedAndCompletes(Binding binding)
    {
        var run = await writ.WritAsync("run", "--quiet", "--agent", "worker", "--intent", "work", "--", "dotnet", Path.Combine(AppContext.BaseDirectory, "Writ.Actors.dll"), "client", binding.ToString());
        Assert.True(run.ExitCode == 0, run.ToString());
        var seen = JsonDocument.Parse(run.Output).RootElement;

        Assert.StartsWith("tsk_", Text("task"), StringComparison.Ordinal);
        Assert.Equal((binding == Binding.Key ? running.Server.Agents : "http://localhost") + "/mcp", Text("audience"));
        Assert.Equal("hello", Text("allowed"));
        Assert.Matches("^Deny W3[0-9]{3} probe/no-denied: the text says that it is to be denied; say something else$", Text("denied"));
        Assert.Equal(20, seen.GetProperty("many").GetInt32());
        Assert.Equal(("W2476", "W2470"), (Text("elsewhere"), Text("options")));
        if (binding == Binding.Key)
        {
            Assert.True(seen.GetProperty("before").GetBoolean());
            Assert.Equal(("W2478", "W2478"), (Text("revoked"), Text("completed")));
        }

        // Nobody acts for it any more, and the operator sees that it was the agent's own word.
        Assert.Equal(binding == Binding.Key ? "W2317" : "W2478", Text("again"));
        var moved = (await writ.LedgerAsync()).Where(row => row.Values.Contains(Text("task"), StringComparer.Ordinal)).SelectMany(static row => row.Values);
        Assert.Contains(moved, static value => value.Contains("completed", StringComparison.Ordinal));

        string Text(string name) => seen.GetProperty(name).GetString()!;
    }

    [Theory]
    [InlineData(Binding.Key)]
    [InlineData(Binding.Socket)]
    public async Task Client_InsideATask_OpensAndNarrowsAnother(Binding binding)
    {
        var run = await writ.WritAsync("run", "--quiet", "--agent", "worker", "--intent", "work", "--", "dotnet", Path.Combine(AppContext.BaseDirectory, "Writ.Actors.dll"), "opener", binding.ToString());
        Assert.True(run.ExitCode == 0, run.ToString());
        var seen = JsonDocument.Parse(run.Output).RootElement;

        Assert.All((string[])["another", "same", "launched"], name => Assert.True(seen.GetProperty(name).GetBoolean(), name));
        Assert.Contains("probe/note", Text("granted"), StringComparison.Ordinal);
        Assert.Equal(("hello", "once", "still"), (Text("allowed"), Text("first"), Text("still")));
        Assert.All((string[])["outside", "narrow", "second"], name => Assert.StartsWith("Deny W3", Text(name), StringComparison.Ordinal));
        Assert.Matches("^W3[0-9]{3}$", Text("closed"));
        Assert.Equal("W2431", Text("wider"));
        Assert.Equal(binding == Binding.Key ? "W2318" : "", Text("unnamed"));

        string Text(string name) => seen.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task Client_OutsideEveryTask_HasNoIdentity()
    {
        var options = new WritClientOptions { Issuer = running.Server.Agents, WorkloadEndpoint = "unix://" + Path.Combine(writ.Home, "run", "spiffe.sock"), AgentSocket = writ.AgentSocket };
        await using var client = await WritClient.ConnectAsync(options, TestContext.Current.CancellationToken);
        Assert.Equal("W2471", (await Assert.ThrowsAsync<WritIdentityException>(async () => await client.TakeUpTaskAsync(TestContext.Current.CancellationToken))).Code);

        await using var local = await WritClient.ConnectAsync(new WritClientOptions { Binding = Binding.Socket, AgentSocket = writ.AgentSocket }, TestContext.Current.CancellationToken);
        Assert.Equal("W2101", (await Assert.ThrowsAsync<WritRefusedException>(async () => await local.TakeUpTaskAsync(TestContext.Current.CancellationToken))).Code);
    }
}
