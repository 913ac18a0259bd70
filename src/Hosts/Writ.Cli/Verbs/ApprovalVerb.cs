using System.CommandLine;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ approval …`: what agents ask a human for, shown as it is, and the answers.</summary>
internal static class ApprovalVerb
{
    public static Command Create(Option<string?> home)
    {
        var verb = new Command("approval", "list what waits for a human, look at it, approve or deny it");
        var list = new Command("list", "list the approvals that wait, or were given and not used, oldest first");
        list.SetAction((result, cancellationToken) => ListAsync(Home.Find(result.GetValue(home)), cancellationToken));
        verb.Add(list);

        var shown = Id();
        var show = new Command("show", "show who would do what, to the last character") { shown };
        show.SetAction((result, cancellationToken) => ShowAsync(Home.Find(result.GetValue(home)), result.GetRequiredValue(shown), cancellationToken));
        verb.Add(show);

        var approved = Id();
        var approve = new Command("approve", "let the identical call run, once; for a machine that one person uses") { approved };
        approve.SetAction((result, cancellationToken) => ApproveAsync(Home.Find(result.GetValue(home)), result.GetRequiredValue(approved), cancellationToken));
        verb.Add(approve);

        var denied = Id();
        var reason = new Option<string?>("--reason") { Description = "why, for Writ's log; the agent is not told", HelpName = "text" };
        var deny = new Command("deny", "let it not run; the identical call of the task is not asked about again") { denied, reason };
        deny.SetAction((result, cancellationToken) => DenyAsync(Home.Find(result.GetValue(home)), result.GetRequiredValue(denied), result.GetValue(reason) ?? "", cancellationToken));
        verb.Add(deny);
        return verb;
    }

    private static Argument<string> Id() => new("approval") { Description = "the approval's id, as in apr_01…" };

    private static async Task<int> ListAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var list = await control.GetAsync("/v1/approvals", ContractsJson.Default.ApprovalListDocument, cancellationToken);
        Screen.Table(
            ["approval", "state", "agent", "action", "effects", "by", "expires"],
            list.Approvals.Select(static a => (string[])[a.Id, a.State, a.Agent, a.Action, string.Join(' ', a.Effects), string.Join(' ', a.Approvers), $"{a.Expires.ToLocalTime():HH:mm:ss}"]));
        if (list.Approvals.IsEmpty)
        {
            Screen.Note("nothing waits for a human");
        }

        return ExitCode.Ok;
    }

    private static async Task<int> ShowAsync(Home home, string id, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var shown = await control.GetAsync(Path(id), ContractsJson.Default.ApprovalDetailDocument, cancellationToken);
        var approval = shown.Approval;
        Screen.Line($"approval     {approval.Id}");
        Screen.Line($"state        {approval.State}");
        Screen.Line($"action       {approval.Action}");
        Screen.Line($"effects      {string.Join(' ', approval.Effects)}");
        Screen.Line($"resource     {shown.Resource ?? "(erased)"}");
        Screen.Line($"destination  {shown.Destination ?? "(erased)"}");
        Screen.Line($"agent        {approval.Agent}");
        Screen.Line($"instance     {approval.Instance} ({approval.Assurance})");
        foreach (var link in shown.Chain)
        {
            Screen.Line($"             on behalf of {link}");
        }

        Screen.Line($"subject      {shown.Subject ?? "none: the agent acts for itself"}");
        Screen.Line($"intent       {approval.Intent}");
        Screen.Line($"task         {approval.Task}");
        Screen.Line($"asked by     {string.Join(", ", approval.Rules)}, of {string.Join(" and ", approval.Approvers)}");
        Screen.Line($"release      {approval.Release}");
        Screen.Line($"requested    {approval.Requested.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
        Screen.Line($"expires      {approval.Expires.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
        Screen.Line($"request      {shown.Request}");
        Screen.Line(shown.ArgumentBytes is { } bytes ? $"arguments    {bytes} bytes" : "arguments    (erased)");
        foreach (var line in shown.Arguments)
        {
            Screen.Line($"  {line}");
        }

        foreach (var note in shown.Notes)
        {
            Screen.Line($"note         {note}");
        }

        foreach (var vote in shown.Votes)
        {
            Screen.Line($"answer       {vote}");
        }

        return ExitCode.Ok;
    }

    private static async Task<int> ApproveAsync(Home home, string id, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var approval = await control.PostAsync($"{Path(id)}/approve", ContractsJson.Default.ApprovalDocument, cancellationToken);
        Screen.Line($"{approval.Id} is {approval.State}: the identical call of `{approval.Action}` runs once, until {approval.Expires.ToLocalTime():HH:mm:ss}");
        return ExitCode.Ok;
    }

    private static async Task<int> DenyAsync(Home home, string id, string reason, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var approval = await control.PostAsync($"{Path(id)}/deny", new DenyRequest(reason), ContractsJson.Default.DenyRequest, ContractsJson.Default.ApprovalDocument, cancellationToken);
        Screen.Line($"{approval.Id} is {approval.State}: `{approval.Action}` does not run");
        return ExitCode.Ok;
    }

    private static string Path(string id) => $"/v1/approvals/{Uri.EscapeDataString(id)}";
}
