using System.CommandLine;
using Writ.Cli;

var home = SharedOptions.Home();
var root = new RootCommand("zero trust for AI agents: each action is decided afresh, recorded before it happens")
{
    home,
    UpVerb.Create(home),
    RunVerb.Create(home),
    ConnectVerb.Create(home),
    StatusVerb.Create(home),
    TaskVerb.Create(home),
    ContainVerb.Create(home, "contain", "let nothing pass that names an agent, an instance, a server, or everything"),
    ContainVerb.Create(home, "restore", "end a containment"),
    ReleaseVerb.Create(home),
    LedgerVerb.Create(home),
};

try
{
    var parsed = root.Parse(args);
    if (parsed.Errors.Count > 0)
    {
        throw UsageError.Of(parsed);
    }

    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (CliException exception)
{
    Screen.Error(exception.Code, exception.Message, exception.Fix, exception.Details);
    return exception.ExitCode;
}
