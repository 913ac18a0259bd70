using System.CommandLine;
using System.Globalization;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ agent`: the instances that live, and what an operator does for agents that run elsewhere.</summary>
internal static class AgentVerb
{
    public static Command Create(Option<string?> home)
    {
        var agent = new Argument<string>("agent") { Description = "the agent, as `writ.yaml` registers it", HelpName = "agent" };
        var life = new Option<string>("--ttl") { Description = "how long the token is good for, at most `1h`", HelpName = "TIME", DefaultValueFactory = static _ => "5m" };
        var join = new Command("join-token", "print a token with which an agent on another machine becomes an instance, once") { agent, life };
        join.SetAction((result, cancellationToken) => JoinTokenAsync(Home.Find(result.GetValue(home)), result.GetRequiredValue(agent), result.GetRequiredValue(life), cancellationToken));
        var list = new Command("list", "list the instances that live, and how each came to be known");
        list.SetAction((result, cancellationToken) => ListAsync(Home.Find(result.GetValue(home)), cancellationToken));
        return new Command("agent", "list the instances that live, and let an agent on another machine join") { list, join };
    }

    private static async Task<int> ListAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var list = await control.GetAsync("/v1/instances", ContractsJson.Default.InstanceListDocument, cancellationToken);
        Screen.Table(
            ["instance", "assurance", "attestation", "uid", "lease"],
            list.Instances.Select(static i => (string[])[i.Instance, i.Assurance, i.Attestation, $"{i.User}", $"{i.LeaseEnds?.ToLocalTime():HH:mm:ss}"]));
        if (list.Instances.IsEmpty)
        {
            Screen.Note("no instance lives");
        }

        return ExitCode.Ok;
    }

    private static async Task<int> JoinTokenAsync(Home home, string agent, string life, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var token = await control.PostAsync(
            "/v1/join-tokens", new JoinTokenRequest(agent, Seconds(life)), ContractsJson.Default.JoinTokenRequest, ContractsJson.Default.JoinTokenDocument, cancellationToken);

        // The token alone is on standard output, so that it can be piped to where it is needed.
        Screen.Line(token.Token);
        Screen.Note($"writ: good once, for {token.Agent}, until {token.Expires.ToLocalTime():HH:mm:ss}; whoever has it can use it");
        return ExitCode.Ok;
    }

    private static int Seconds(string life) =>
        life.Length > 1 && int.TryParse(life.AsSpan(0, life.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 86_400
            && life[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 } is > 0 and var unit
            ? number * unit
            : throw new CliException(ExitCode.Invalid, UsageError.Code, $"`{life}` is not a time", "write it like `5m` or `90s`");
}
