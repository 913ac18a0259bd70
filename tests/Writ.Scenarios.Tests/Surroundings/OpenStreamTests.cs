using Writ.Testing;

namespace Writ.Scenarios.Tests.Surroundings;

/// <summary>Streams that stay open by themselves: nothing that ends their authority waits for them.</summary>
public sealed class OpenStreamTests
{
    // When to stop waiting for what does not come. Nothing else ends a stream within it: a task lasts longer.
    private static readonly TimeSpan Hanging = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Stop_WithAnOpenStream_EndsTheStreamAndItself()
    {
        using var writ = new Installation();
        await using var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync();
        var stream = await ListenAsync(agent, await agent.SessionAsync());

        Assert.Equal(0, await server.StopAsync());
        Assert.Equal(200, (await stream.WaitAsync(Hanging, TestContext.Current.CancellationToken)).Status);
    }

    [Theory]
    [InlineData("contain", "server", "probe")]
    [InlineData("contain", "everything", null)]
    [InlineData("task", "revoke", "")]
    public async Task End_OfItsAuthority_CutsTheStream(string verb, string what, string? name)
    {
        using var writ = new Installation();
        await using var server = await writ.UpAsync();
        await using var agent = await writ.AgentAsync();
        var stream = await ListenAsync(agent, await agent.SessionAsync());
        var gone = server.Log.LineAsync(static line => line.Contains("ended probe", StringComparison.Ordinal));

        string[] command = name is null ? [verb, what] : [verb, what, name.Length == 0 ? agent.Task : name];
        Assert.Equal(0, (await writ.WritAsync(command)).ExitCode);

        // The stream has ended, and the process behind it is gone.
        Assert.Equal(200, (await stream.WaitAsync(Hanging, TestContext.Current.CancellationToken)).Status);
        await gone.WaitAsync(Hanging, TestContext.Current.CancellationToken);
    }

    // Of two streams of one session one is refused at once: the other is open then.
    private static async Task<Task<WireAnswer>> ListenAsync(Puppet agent, string session)
    {
        var request = WireRequest.Mcp("probe", session, "") with { Method = "GET" };
        request = request.With("accept", "text/event-stream");
        Task<WireAnswer>[] both = [agent.SendAsync(request), agent.SendAsync(request)];
        var refused = await Task.WhenAny(both);
        Assert.Equal(409, (await refused).Status);
        return both.Single(stream => stream != refused);
    }
}
