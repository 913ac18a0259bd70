using System.CommandLine;
using System.Globalization;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ contain` and `writ restore`: from the next action on, nothing that names the thing passes, until it is restored.</summary>
internal static class ContainVerb
{
    public static Command Create(Option<string?> home, string name, string description)
    {
        var kind = new Argument<string>("kind") { Description = "everything, agent, instance, server, subject, or effect: a freeze", HelpName = "kind" };
        kind.AcceptOnlyFromAmong("everything", "agent", "instance", "server", "subject", "effect");
        var which = new Argument<string>("name")
        {
            Description = "its name; a subject's pseudonym as the ledger has it, or with --issuer its id; write, destructive, execute or egress, or as in write@crm at one server",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var issuer = new Option<string?>("--issuer") { Description = "the identity provider by whose id a subject is named", HelpName = "URL" };
        var verb = new Command(name, description) { kind, which, issuer };
        verb.SetAction((result, cancellationToken) => SendAsync(
            Home.Find(result.GetValue(home)),
            name,
            new ContainmentRequest(result.GetRequiredValue(kind), result.GetValue(which) ?? "") { Issuer = result.GetValue(issuer) },
            TimeProvider.System,
            cancellationToken));
        return verb;
    }

    private static async Task<int> SendAsync(Home home, string name, ContainmentRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var began = time.GetTimestamp();
        var done = await control.PostAsync($"/v1/{name}", request, ContractsJson.Default.ContainmentRequest, ContractsJson.Default.ContainmentDocument, cancellationToken);
        var whole = time.GetElapsedTime(began).TotalMilliseconds;
        Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{Said(name, done)}, {Probed(name, done)} ({whole:0.0} ms with the way there and back)"));
        Screen.Line(done.Contained.IsEmpty ? "nothing is contained" : $"contained: {string.Join(", ", done.Contained)}");
        return done.InForceAfterMs is null ? ExitCode.Failure : ExitCode.Ok;
    }

    private static string Said(string name, ContainmentDocument done) => (name, done.Changed) switch
    {
        ("contain", true) => $"{done.What} is contained",
        ("contain", false) => $"{done.What} was contained already",
        (_, true) => $"{done.What} is restored",
        _ => $"{done.What} was not contained",
    };

    private static string Probed(string name, ContainmentDocument done) => done.InForceAfterMs is { } after
        ? string.Create(CultureInfo.InvariantCulture, $"and a probe {(name == "contain" ? "was refused" : "passed")} {after:0.0} ms after the command")
        : "and somebody undid it before a probe could show it";
}
