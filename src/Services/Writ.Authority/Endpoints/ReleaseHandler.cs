using Microsoft.AspNetCore.Http;
using Writ.Authority.Releases;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>The release in force, those that were, and bringing one into force.</summary>
internal sealed class ReleaseHandler(ReleaseStore releases, ReleaseWatcher watcher, IStateReader state)
{
    public async Task ShowAsync(HttpContext context)
    {
        if (releases.Current?.Release is not { } release)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status404NotFound, new Reason("W2204", "law/release", "no release is in force", "mend the release folder, then reload"));
            return;
        }

        var standing = await state.ReleaseStandingAsync(context.RequestAborted);
        await Answers.DocumentAsync(
            context,
            new ReleaseDocument(
                release.Id.ToString(),
                [.. release.Agents.Keys.Select(static n => n.ToString())],
                [.. release.Servers.Keys.Select(static n => n.ToString())],
                [.. release.Intents.Keys.Select(static n => n.ToString())],
                [.. release.Policies.Select(static p => p.Name)],
                standing.Sequence,
                release.Signing is { } rules ? new ReleaseSigningDocument([.. rules.Signers.Keys.Select(static n => n.ToString())], rules.Tighten, rules.Loosen) : null),
            ContractsJson.Default.ReleaseDocument);
    }

    public async Task ShowKeptAsync(HttpContext context)
    {
        if (!ReleaseId.TryParse(context.Request.RouteValues["release"] as string, null, out var id))
        {
            await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest, NotAnId);
        }
        else if (await state.FindReleaseAsync(id, context.RequestAborted) is not { } kept)
        {
            await Answers.ProblemAsync(context, StatusCodes.Status404NotFound, new Reason("W1940", "law/release", "no release of this id was ever in force", "name one as the ledger's `release.activated` entries do"));
        }
        else
        {
            await Answers.DocumentAsync(context, new KeptReleaseDocument(id.ToString(), Convert.ToBase64String(kept.Content.Span)), ContractsJson.Default.KeptReleaseDocument);
        }
    }

    public async Task ReloadAsync(HttpContext context) => await TellAsync(context, await watcher.ReloadAsync(context.RequestAborted));

    public async Task RollBackAsync(HttpContext context)
    {
        if (await Answers.BodyAsync(context, ContractsJson.Default.ReleaseRollbackRequest) is not { } request)
        {
            return;
        }

        var release = default(ReleaseId);
        if (request.Release.Length > 0 && !ReleaseId.TryParse(request.Release, null, out release))
        {
            await Answers.ProblemAsync(context, StatusCodes.Status400BadRequest, NotAnId);
            return;
        }

        await TellAsync(context, await watcher.RollBackAsync(release, context.RequestAborted));
    }

    private static Reason NotAnId => new("W1941", "law/release", "this is not a release's id", "give it whole, `rel_` and 64 digits, as `writ release show` does");

    private Task TellAsync(HttpContext context, ReleaseOutcome outcome)
    {
        var (word, problems) = outcome switch
        {
            ReleaseOutcome.Activated => ("activated", []),
            ReleaseOutcome.Unchanged => ("unchanged", []),
            ReleaseOutcome.Refused refused => ("refused", refused.Problems),
            _ => ("refused", []),
        };
        return Answers.DocumentAsync(
            context,
            new ReleaseReloadDocument(
                word,
                releases.Current?.Release.Id.ToString() ?? "",
                [.. problems.Select(static (ReleaseProblem p) => new ReleaseProblemDocument(p.Code, p.File, p.Line, p.Column, p.Text, p.Fix))]),
            ContractsJson.Default.ReleaseReloadDocument);
    }
}
