using System.CommandLine;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>`writ status`: how the installation stands, and what is not protected.</summary>
internal static class StatusVerb
{
    public static Command Create(Option<string?> home)
    {
        var verb = new Command("status", "show how the installation stands, and what is not protected");
        verb.SetAction((result, cancellationToken) => ShowAsync(Home.Find(result.GetValue(home)), cancellationToken));
        return verb;
    }

    private static async Task<int> ShowAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var status = await control.GetAsync("/v1/status", ContractsJson.Default.StatusDocument, cancellationToken);
        Screen.Line($"writ {status.Version} for {status.TrustDomain}, epoch {status.Epoch}, ready since {status.Started.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
        Screen.Line($"release    {(status.Release.Length == 0 ? "none: everything is denied" : status.Release)}");
        foreach (var reason in status.Folder)
        {
            Screen.Line($"folder     not in force: {reason}");
        }

        Screen.Line($"instances  {status.Instances}");
        Screen.Line($"tasks      {status.Tasks}");
        if (Endpoints.Read(home) is { } endpoints)
        {
            Screen.Line($"agents     {endpoints.Agents}, {endpoints.AgentsTls}, {home.AgentSocket}");
            Screen.Line($"operators  {endpoints.Operators}, {home.ControlSocket}");
        }

        foreach (var contained in status.Contained)
        {
            Screen.Line($"contained  {contained}");
        }

        Screen.Line();
        Screen.Line(status.Warnings.IsEmpty ? "not protected: see SECURITY.md for the limits of this version" : "not protected:");
        foreach (var warning in status.Warnings)
        {
            Screen.Line($"  - {warning}");
        }

        return ExitCode.Ok;
    }
}
