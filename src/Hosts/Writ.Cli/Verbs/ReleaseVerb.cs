using System.Collections.Immutable;
using System.CommandLine;
using Writ.Authority.Releases;
using Writ.Contracts;
using Writ.Decisions;
using Writ.Domain;

namespace Writ.Cli;

/// <summary>`writ release …`: check a release folder, compare and sign it, show what is in force, bring the folder or an earlier release into force.</summary>
internal static class ReleaseVerb
{
    public static Command Create(Option<string?> home)
    {
        var verb = new Command("release", "check, compare and sign releases, show the one in force, and bring another into force");

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

        verb.Add(Diff(home));
        verb.Add(RollBack(home));
        verb.Add(Sign(home));

        var file = new Argument<string>("file") { Description = "where the private key goes; must not exist yet" };
        var key = new Command("key", "make a signer's key, and print its public half for writ.yaml") { file };
        key.SetAction(result => ReleaseSigning.MakeKey(result.GetRequiredValue(file)));
        verb.Add(key);
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

    private static Command Diff(Option<string?> home)
    {
        var folder = new Argument<string>("folder") { Description = "the release folder", DefaultValueFactory = static _ => "." };
        var from = new Option<string?>("--from") { Description = "compare with this release [default: the one in force]", HelpName = "RELEASE" };
        var to = new Option<string?>("--to") { Description = "compare this release, and not the folder", HelpName = "RELEASE" };
        var json = new Option<bool>("--json") { Description = "write the answer as JSON" };
        var diff = new Command("diff", "tell what a release folder would change, and whether that tightens or loosens; ends with 0 when nothing changes, and 1 when something does") { folder, from, to, json };
        diff.SetAction((result, cancellationToken) => ReleaseDiffing.RunAsync(
            Home.Find(result.GetValue(home)), result.GetRequiredValue(folder), result.GetValue(from), result.GetValue(to), result.GetValue(json), cancellationToken));
        return diff;
    }

    private static Command RollBack(Option<string?> home)
    {
        var id = new Argument<string?>("release") { Description = "the release [default: the one that was in force before this one]", Arity = ArgumentArity.ZeroOrOne };
        var rollback = new Command("rollback", "bring a release into force that was so before; the folder stays out until it changes") { id };
        rollback.SetAction((result, cancellationToken) => RollBackAsync(Home.Find(result.GetValue(home)), result.GetValue(id), cancellationToken));
        return rollback;
    }

    private static Command Sign(Option<string?> home)
    {
        var config = ConfigOption();
        var key = new Option<string>("--key") { Description = "the signer's private key, made with `writ release key`", HelpName = "FILE", Required = true };
        var sequence = new Option<long?>("--sequence") { Description = "the number that the release is to come into force with [default: the next one, as a running Writ says]", HelpName = "N" };
        sequence.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<long?>() < 1)
            {
                result.AddError("`--sequence` is a number from 1");
            }
        });
        var sign = new Command("sign", "sign a release folder; the signature goes into release.sig/ beside it") { config, key, sequence };
        sign.SetAction((result, cancellationToken) => ReleaseSigning.SignAsync(
            Home.Find(result.GetValue(home)), result.GetValue(config), result.GetRequiredValue(key), result.GetValue(sequence), cancellationToken));
        return sign;
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
        Screen.Line(release.Signing is { } rules
            ? $"what comes after it is signed by {rules.Tighten} of {string.Join(", ", rules.Signers.Keys)} to tighten, and by {rules.Loosen} to loosen"
            : "nobody has to sign what comes after it: whoever can write this folder is the root of trust");
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
        Screen.Line($"number    {release.Sequence}");
        Screen.Line(release.Signing is { } rules
            ? $"signers   {string.Join(", ", rules.Signers)}: {rules.Tighten} to tighten, {rules.Loosen} to loosen"
            : "signers   none: whoever can write the release folder is the root of trust");
        return ExitCode.Ok;
    }

    private static async Task<int> ReloadAsync(Home home, CancellationToken cancellationToken)
    {
        using var control = new ControlClient(home);
        return Tell(await control.PostAsync("/v1/release/reload", ContractsJson.Default.ReleaseReloadDocument, cancellationToken));
    }

    private static async Task<int> RollBackAsync(Home home, string? release, CancellationToken cancellationToken)
    {
        var request = new ReleaseRollbackRequest(release is null ? "" : NamedReleases.Parse(release).ToString());
        using var control = new ControlClient(home);
        return Tell(await control.PostAsync(
            "/v1/release/rollback", request, ContractsJson.Default.ReleaseRollbackRequest, ContractsJson.Default.ReleaseReloadDocument, cancellationToken));
    }

    private static int Tell(ReleaseReloadDocument reload)
    {
        Show(reload.Problems.Select(static p => new ReleaseProblem(p.Code, p.File, p.Line, p.Column, p.Text, p.Fix)));
        Screen.Line($"{reload.Outcome}: {reload.Release}{(reload.Outcome == "refused" ? " stays in force" : " is in force")}");
        return reload.Outcome == "refused" ? ExitCode.Invalid : ExitCode.Ok;
    }
}
