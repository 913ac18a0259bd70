using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using Writ.Contracts;
using Writ.Spiffe.WorkloadApi;

namespace Writ.Cli;

/// <summary>`writ run`: launches an agent as its own instance, for one task. When the command exits, the task completes and everything dies with it.</summary>
internal static class RunVerb
{
    public static Command Create(Option<string?> home)
    {
        var agent = new Option<string>("--agent") { Description = "the agent, as `writ.yaml` registers it", Required = true, HelpName = "NAME" };
        var intent = new Option<string>("--intent") { Description = "the intent that the task takes up", Required = true, HelpName = "NAME" };
        var parameters = new Option<string[]>("--param") { Description = "a parameter of the intent; repeat it for each", HelpName = "NAME=VALUE", Arity = ArgumentArity.ZeroOrMore };
        var goal = new Option<string?>("--goal") { Description = "what the work is, in your words", HelpName = "TEXT" };
        var user = new Option<string?>("--user") { Description = "the user that the command runs as; this needs root, and makes the instance `separate-uid`", HelpName = "NAME|UID" };
        var quiet = new Option<bool>("--quiet") { Description = "say nothing but errors" };
        var command = new Argument<string[]>("command") { Description = "the command and its arguments, after `--`", Arity = ArgumentArity.OneOrMore };
        var verb = new Command("run", "launch an agent as its own instance, for one task") { agent, intent, parameters, goal, user, quiet, command };
        verb.SetAction((result, cancellationToken) => RunAsync(
            Home.Find(result.GetValue(home)),
            new RunRequest(result.GetRequiredValue(agent), result.GetRequiredValue(intent), Parse(result.GetValue(parameters) ?? []), result.GetValue(goal)),
            result.GetRequiredValue(command),
            result.GetValue(user),
            result.GetValue(quiet),
            cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Home home, RunRequest request, string[] command, string? user, bool quiet, CancellationToken cancellationToken)
    {
        Launcher.BecomeSubreaper();

        // The terminal sends an interrupt to the command too; the command decides what it means, and this process waits for it.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, stop));

        var account = user is null ? null : await UserAccount.FindAsync(user, cancellationToken);
        using var control = new ControlClient(home);
        var run = await control.PostAsync("/v1/runs", request with { User = account?.UserId, CommandLine = CommandDigests.OfWords(command), Script = CommandDigests.OfScript(command, Environment.CurrentDirectory) }, ContractsJson.Default.RunRequest, ContractsJson.Default.RunDocument, cancellationToken);
        if (!quiet)
        {
            Screen.Note($"writ: {run.Task.Id} for {run.Task.Intent}, as {run.Instance} ({run.Assurance}), until {run.Task.Deadline.ToLocalTime():HH:mm}");
            if (run.Assurance == "same-uid")
            {
                Screen.Note("writ: advisory only: this agent runs under Writ's own uid, which is no boundary");
            }
        }

        var launcher = new Launcher(TimeProvider.System);
        try
        {
            return await launcher.RunAsync(command, EnvironmentOf(home, run), account, stop.Token);
        }
        finally
        {
            // First the authority goes, then the processes: what does not want to end has nothing left to act by.
            // Should this not reach Writ, the task ends all the same: Writ sees this process exit.
            await EndAsync(control, run, quiet);
            if (await launcher.EndDescendantsAsync() is > 0 and var left && !quiet)
            {
                Screen.Note($"writ: {left} process{(left == 1 ? "" : "es")} of the command could not be ended; the task is over, and what is left has no authority");
            }
        }
    }

    private static async Task EndAsync(ControlClient control, RunDocument run, bool quiet)
    {
        try
        {
            await control.PostAsync($"/v1/runs/{run.Task.Id}/end", ContractsJson.Default.TaskDocument, CancellationToken.None);
        }
        catch (CliException exception) when (!quiet)
        {
            Screen.Note($"writ: the task's end could not be reported ({exception.Code}); it ends with this process");
        }
        catch (CliException)
        {
            // Quiet was asked for, and the task ends with this process.
        }
    }

    private static Dictionary<string, string> EnvironmentOf(Home home, RunDocument run)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WRIT_AGENT_SOCKET"] = home.AgentSocket,
            [WorkloadApiProtocol.EndpointVariable] = "unix://" + home.WorkloadSocket,
            ["WRIT_TASK"] = run.Task.Id,
            ["WRIT_INSTANCE"] = run.Instance,
        };
        if (Endpoints.Read(home) is { } endpoints)
        {
            environment["WRIT_AGENT_URL"] = endpoints.Agents;
            environment["WRIT_AGENT_TLS_URL"] = endpoints.AgentsTls;
        }

        return environment;
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }

    private static ImmutableDictionary<string, string> Parse(string[] pairs)
    {
        var parameters = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !parameters.TryAdd(pair[..equals], pair[(equals + 1)..]))
            {
                throw new CliException(
                    ExitCode.Invalid, "W1907", equals <= 0 ? "a parameter is not of the form NAME=VALUE" : $"the parameter `{pair[..equals]}` was given twice", "give each parameter once, as `--param NAME=VALUE`");
            }
        }

        return parameters.ToImmutable();
    }
}
