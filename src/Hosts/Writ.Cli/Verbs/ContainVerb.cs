using System.CommandLine;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ contain` and `writ restore`: from the next action on, nothing that names the thing passes, until it is restored.</summary>
internal static class ContainVerb
{
    public static Command Create(Option<string?> home, string name, string description)
    {
        var kind = new Argument<string>("kind") { Description = "what kind of thing" };
        kind.AcceptOnlyFromAmong("everything", "agent", "instance", "server");
        var which = new Argument<string>("name") { Description = "its name; none for everything", Arity = ArgumentArity.ZeroOrOne };
        var verb = new Command(name, description) { kind, which };
        verb.SetAction((result, cancellationToken) =>
            SendAsync(Home.Find(result.GetValue(home)), name, new ContainmentRequest(result.GetRequiredValue(kind), result.GetValue(which) ?? ""), cancellationToken));
        return verb;
    }

    private static async Task<int> SendAsync(Home home, string name, ContainmentRequest request, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var status = await control.PostAsync($"/v1/{name}", request, ContractsJson.Default.ContainmentRequest, ContractsJson.Default.StatusDocument, cancellationToken);
        Screen.Line(status.Contained.IsEmpty ? "nothing is contained" : $"contained: {string.Join(", ", status.Contained)}");
        return ExitCode.Ok;
    }
}
