using System.CommandLine;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ task …`: the tasks that live, and the edges that an operator may send them along.</summary>
internal static class TaskVerb
{
    public static Command Create(Option<string?> home)
    {
        var verb = new Command("task", "list tasks, and complete, revoke, suspend, resume or downgrade one");
        var list = new Command("list", "list the tasks that live, newest first");
        list.SetAction((result, cancellationToken) => ListAsync(Home.Find(result.GetValue(home)), cancellationToken));
        verb.Add(list);
        verb.Add(One(home, "show", "show one task", null));
        verb.Add(One(home, "complete", "end a task whose work is done", "complete"));
        verb.Add(One(home, "revoke", "take a task's authority away, from the next action on", "revoke"));
        verb.Add(One(home, "suspend", "let a task do nothing until it is resumed", "suspend"));
        verb.Add(One(home, "resume", "let a suspended task act again", "resume"));
        verb.Add(One(home, "downgrade", "let a task only read from now on; never undone", "downgrade"));
        return verb;
    }

    private static Command One(Option<string?> home, string name, string description, string? edge)
    {
        var id = new Argument<string>("task") { Description = "the task's id, as in tsk_01…" };
        var command = new Command(name, description) { id };
        command.SetAction((result, cancellationToken) => OneAsync(Home.Find(result.GetValue(home)), result.GetRequiredValue(id), edge, cancellationToken));
        return command;
    }

    private static async Task<int> ListAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var list = await control.GetAsync("/v1/tasks", ContractsJson.Default.TaskListDocument, cancellationToken);
        Screen.Table(
            ["task", "state", "agent", "intent", "assurance", "opened", "calls", "parent"],
            list.Tasks.Select(static t => (string[])[t.Id, t.State, t.Agent, t.Intent, t.Assurance, $"{t.Opened.ToLocalTime():HH:mm:ss}", $"{t.Taken.Calls}/{t.Budget.Calls}", t.Parent ?? ""]));
        if (list.Tasks.IsEmpty)
        {
            Screen.Note("no task lives");
        }

        return ExitCode.Ok;
    }

    private static async Task<int> OneAsync(Home home, string id, string? edge, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var path = $"/v1/tasks/{Uri.EscapeDataString(id)}";
        var task = edge is null
            ? await control.GetAsync(path, ContractsJson.Default.TaskDocument, cancellationToken)
            : await control.PostAsync($"{path}/{edge}", ContractsJson.Default.TaskDocument, cancellationToken);
        Screen.Line($"task       {task.Id}");
        Screen.Line($"state      {task.State}");
        Screen.Line($"agent      {task.Agent}");
        Screen.Line($"instance   {task.Instance} ({task.Assurance})");
        if (task.Parent is { } parent)
        {
            Screen.Line($"parent     {parent}");
        }

        Screen.Line($"intent     {task.Intent}");
        Screen.Line($"release    {task.Release}");
        Screen.Line($"opened     {task.Opened.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
        Screen.Line($"deadline   {task.Deadline.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
        Screen.Line($"active     {task.LastActive.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
        Screen.Line($"taken      {task.Taken.Calls} of {task.Budget.Calls} calls, {task.Taken.Writes} of {task.Budget.Writes} writes, {task.Taken.Egress} of {task.Budget.Egress} egress");
        return ExitCode.Ok;
    }
}
