using System.CommandLine;

namespace Writ.Cli;

/// <summary>`writ connect`: what a client that starts its MCP servers itself puts in the server's place.</summary>
internal static class ConnectVerb
{
    public static Command Create(Option<string?> home)
    {
        var server = new Argument<string>("server") { Description = "the server, as `writ.yaml` registers it" };
        var verb = new Command("connect", "carry an MCP client's standard input and output to a server, through Writ") { server };
        verb.SetAction((result, cancellationToken) => RunAsync(Home.Find(result.GetValue(home)), result.GetValue(home) is not null, result.GetRequiredValue(server), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Home home, bool named, string server, CancellationToken cancellationToken)
    {
        // `writ run` tells its agent where the socket is; a home that was named on the command line is meant.
        var socket = named ? home.AgentSocket : Environment.GetEnvironmentVariable("WRIT_AGENT_SOCKET") ?? home.AgentSocket;
        await using var output = StandardStreams.Output();
        await using var input = StandardStreams.Input();
        using var bridge = new StdioBridge(socket, server, output, Screen.Note, TimeProvider.System);
        return await bridge.RunAsync(input, cancellationToken);
    }
}
