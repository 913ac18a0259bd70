using System.Collections.Immutable;
using System.CommandLine;
using Writ.Authority.Releases;
using Writ.Contracts;
using Writ.Decisions;
using Writ.Domain;

namespace Writ.Cli;

/// <summary>`writ release …`: check a release folder, show what is in force, bring the folder into force again.</summary>
internal static class ReleaseVerb
{
    public static Command Create(Option<string?> home)
    {
        var verb = new Command("release", "check a release folder, show what is in force, or reload it");

        var config = ConfigOption();
        var check = new Command("check", "read a release folder and report every mistake, without a running Writ") { config };
        check.SetAction(result => Check(result.GetValue(config)));
        verb.Add(check);

        var show = new Command("show", "show the release in force");
        show.SetAction((result, cancellationToken) => ShowAsync(Home.Find(result.GetValue(home)), cancellationToken));
        verb.Add(show);

        var reload = new Command("reload", "read the release folder again; all of it comes into force, or nothing");
        reload.SetAction((result, cancellationToken) => ReloadAsync(Home.Find(result.GetValue(home)), cancellationToken));
        verb.Add(reload);
        return verb;
    }

    /// <summary>Where the release folder is.</summary>
    public static Option<string?> ConfigOption() => new("--config")
    {
        Description = "the folder of writ.yaml, intents/, policies/ and catalogue/ [default: this folder]",
        HelpName = "DIR",
    };

    /// <summary>The release folder that was named, or this one, with the guardrails that are shipped beside the program.</summary>
    public static ReleaseFolder Folder(string? config) =>
        new(Path.GetFullPath(config ?? "."), Path.Combine(AppContext.BaseDirectory, "policies", "guardrails"));

    /// <summary>The release in a folder, its policies compiled once to see that they can be; null with every mistake at once.</summary>
    public static Release? Read(ReleaseFolder folder, out ImmutableArray<ReleaseProblem> problems)
    {
        var reading = ReleaseReader.Read(folder);
        problems = reading.ProblemsWith(new DecisionPointCompiler());
        return problems.IsEmpty ? ((ReleaseReading.Read)reading).Release : null;
    }

    /// <summary>Writes every mistake, one a line with its fix below.</summary>
    public static void Show(IEnumerable<ReleaseProblem> problems)
    {
        foreach (var problem in problems)
        {
            Screen.Note(problem.ToString());
            Screen.Note($"  fix: {problem.Fix}");
        }
    }

    private static int Check(string? config)
    {
        if (Read(Folder(config), out var problems) is not { } release)
        {
            Show(problems);
            return ExitCode.Invalid;
        }

        Screen.Line($"{release.Id}");
        Screen.Line($"{release.Agents.Count} agents, {release.Servers.Count} servers, {release.Intents.Count} intents, {release.Catalogue.Count} tools classified, {release.Policies.Length} files of policies: no mistakes");
        return ExitCode.Ok;
    }

    private static async Task<int> ShowAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var release = await control.GetAsync("/v1/release", ContractsJson.Default.ReleaseDocument, cancellationToken);
        Screen.Line($"release   {release.Id}");
        Screen.Line($"agents    {string.Join(", ", release.Agents)}");
        Screen.Line($"servers   {string.Join(", ", release.Servers)}");
        Screen.Line($"intents   {string.Join(", ", release.Intents)}");
        Screen.Line($"policies  {string.Join(", ", release.Policies)}");
        return ExitCode.Ok;
    }

    private static async Task<int> ReloadAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        var reload = await control.PostAsync("/v1/release/reload", ContractsJson.Default.ReleaseReloadDocument, cancellationToken);
        Show(reload.Problems.Select(static p => new ReleaseProblem(p.Code, p.File, p.Line, p.Column, p.Text, p.Fix)));
        Screen.Line($"{reload.Outcome}: {reload.Release}{(reload.Outcome == "refused" ? " stays in force" : " is in force")}");
        return reload.Outcome == "refused" ? ExitCode.Invalid : ExitCode.Ok;
    }
}
