using System.CommandLine;
using Writ.Cli;

var home = SharedOptions.Home();
var root = new RootCommand("zero trust for AI agents: each action is decided afresh, recorded before it happens")
{
    home,
    UpVerb.Create(home),
    RunVerb.Create(home),
    ConnectVerb.Create(home),
    AgentVerb.Create(home),
    StatusVerb.Create(home),
    TaskVerb.Create(home),
    ApprovalVerb.Create(home),
    ContainVerb.Create(home, "contain", "let nothing pass that names an agent, a server, a subject, an effect, or everything"),
    ContainVerb.Create(home, "restore", "end a containment"),
    RevokeVerb.Create(home),
    IdentityVerb.Create(home),
    SecretVerb.Create(home),
    ReleaseVerb.Create(home),
    PolicyVerb.Create(),
    LedgerVerb.Create(home),
};

try
{
    var parsed = root.Parse(args);
    if (parsed.Errors.Count > 0)
    {
        throw UsageError.Of(parsed);
    }

    // `up` drains and `run` waits for its command for as long as that takes: they hear signals themselves, and nothing may cut them short.
    TimeSpan? patience = parsed.CommandResult.Command.Name is "up" or "run" ? null : TimeSpan.FromSeconds(2);
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = patience });
}
catch (CliException exception)
{
    Screen.Error(exception.Code, exception.Message, exception.Fix, exception.Details);
    return exception.ExitCode;
}
catch (OperationCanceledException)
{
    return ExitCode.Failure;
}
catch (Exception exception) when (Environment.GetEnvironmentVariable("WRIT_TRACE") is null)
{
    // The message may quote what came from elsewhere, so only its kind is shown; the variable shows all of it.
    Screen.Error("W1920", $"something broke in a way that nobody foresaw: {exception.GetType().Name}", "run it again with WRIT_TRACE=1 and report what you see");
    return ExitCode.Failure;
}
