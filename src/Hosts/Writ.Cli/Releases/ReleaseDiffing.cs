using System.Text.Json.Nodes;
using Writ.Domain;

namespace Writ.Cli;

/// <summary>`writ release diff`: what a folder, or a release by its id, would change, and whether that tightens or loosens.</summary>
internal static class ReleaseDiffing
{
    public static async Task<int> RunAsync(Home home, string folder, string? from, string? to, bool json, CancellationToken cancellationToken)
    {
        var config = Path.GetFullPath(folder);
        Release? after = null;
        if (to is null)
        {
            after = ReleaseVerb.Read(ReleaseVerb.Folder(config), out var problems);
            if (after is null)
            {
                ReleaseVerb.Show(problems);
                return ExitCode.Invalid;
            }
        }

        using var control = new ControlClient(home);
        var before = await NamedReleases.ReadAsync(control, from, config, cancellationToken);
        after ??= await NamedReleases.ReadAsync(control, to, config, cancellationToken);
        var difference = ReleaseComparison.Between(NamedReleases.Outline(before), NamedReleases.Outline(after));
        if (json)
        {
            WriteJson(before, after, difference);
        }
        else
        {
            WriteText(before, after, difference);
        }

        return difference.Changes.IsEmpty ? ExitCode.Ok : ExitCode.Failure;
    }

    private static void WriteText(Release before, Release after, ReleaseDifference difference)
    {
        if (difference.Changes.IsEmpty)
        {
            Screen.Line($"nothing changes: {after.Id.Short} is {before.Id.Short}");
            return;
        }

        foreach (var change in difference.Changes)
        {
            Screen.Line($"{Word(change.Weight),-9}  {change.Subject}: {change.Text}");
        }

        var (loosens, undecided) = (difference.Count(ReleaseWeight.Loosens), difference.Count(ReleaseWeight.Undecided));
        var whole = loosens + undecided == 0 ? difference.Weight == ReleaseWeight.Neutral ? "nothing is decided otherwise" : "it tightens"
            : loosens > 0 ? "it loosens" : "it cannot be told to tighten, and counts as loosening";
        Screen.Line($"{before.Id.Short} becomes {after.Id.Short}: {difference.Changes.Length} {(difference.Changes.Length == 1 ? "change" : "changes")}; {whole}");
        if (before.Signing is { } rules)
        {
            var needed = rules.Needed(difference.Weight);
            Screen.Line($"it needs {needed} {(needed == 1 ? "signature" : "signatures")} of {string.Join(", ", rules.Signers.Keys)}");
        }
    }

    private static void WriteJson(Release before, Release after, ReleaseDifference difference) => Screen.Line(new JsonObject
    {
        ["from"] = before.Id.ToString(),
        ["to"] = after.Id.ToString(),
        ["weight"] = Word(difference.Weight),
        ["signatures"] = before.Signing?.Needed(difference.Weight) ?? 0,
        ["changes"] = new JsonArray([.. difference.Changes.Select(static c => new JsonObject { ["weight"] = Word(c.Weight), ["subject"] = c.Subject, ["text"] = c.Text })]),
    }.ToJsonString());

    private static string Word(ReleaseWeight weight) => weight.ToString().ToLowerInvariant();
}
