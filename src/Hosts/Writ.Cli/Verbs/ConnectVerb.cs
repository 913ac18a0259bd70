using System.CommandLine;

namespace Writ.Cli;

/// <summary>`writ connect`: a server behind Writ, for a client that speaks to servers over their standard input and output.</summary>
internal static class ConnectVerb
{
    public static Command Create(Option<string?> home)
    {
        var server = new Argument<string>("server") { Description = "the server, as `writ.yaml` registers it", HelpName = "server" };
        var verb = new Command("connect", "speak to a server through Writ over standard input and output, from inside `writ run`") { server };
        verb.SetAction((result, cancellationToken) => StdioBridge.RunAsync(Socket(result.GetValue(home)), result.GetRequiredValue(server), cancellationToken));
        return verb;
    }

    // A home that was named wins; else what `writ run` put into the environment.
    private static string Socket(string? home) =>
        home is null && Environment.GetEnvironmentVariable("WRIT_AGENT_SOCKET") is { Length: > 0 } socket ? socket : Home.Find(home).AgentSocket;
}
