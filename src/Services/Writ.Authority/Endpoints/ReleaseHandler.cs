using Microsoft.AspNetCore.Http;
using Writ.Authority.Releases;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>The release in force, and reading its folder again.</summary>
internal sealed class ReleaseHandler(ReleaseStore releases, ReleaseWatcher watcher)
{
    public Task ShowAsync(HttpContext context) => releases.Current?.Release is { } release
        ? Answers.DocumentAsync(
            context,
            new ReleaseDocument(
                release.Id.ToString(),
                [.. release.Agents.Keys.Select(static n => n.ToString())],
                [.. release.Servers.Keys.Select(static n => n.ToString())],
                [.. release.Intents.Keys.Select(static n => n.ToString())],
                [.. release.Policies.Select(static p => p.Name)]),
            ContractsJson.Default.ReleaseDocument)
        : Answers.ProblemAsync(context, StatusCodes.Status404NotFound, new Reason("W2204", "law/release", "no release is in force", "mend the release folder, then reload"));

    public async Task ReloadAsync(HttpContext context)
    {
        var (outcome, problems) = await watcher.ReloadAsync(context.RequestAborted) switch
        {
            ReleaseOutcome.Activated => ("activated", []),
            ReleaseOutcome.Unchanged => ("unchanged", []),
            ReleaseOutcome.Refused refused => ("refused", refused.Problems),
            _ => ("refused", []),
        };
        await Answers.DocumentAsync(
            context,
            new ReleaseReloadDocument(
                outcome,
                releases.Current?.Release.Id.ToString() ?? "",
                [.. problems.Select(static (ReleaseProblem p) => new ReleaseProblemDocument(p.Code, p.File, p.Line, p.Column, p.Text, p.Fix))]),
            ContractsJson.Default.ReleaseReloadDocument);
    }
}
