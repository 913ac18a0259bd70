using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Authority.Releases;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>How the installation stands, and what is contained in it.</summary>
internal sealed class StatusHandler(IJournal journal, IStateReader state, IReleases releases, ReleaseWatcher watcher, InstanceRegistry instances, TimeProvider time)
{
    private const int MostTasks = 1000;
    private const int MostProblems = 10;

    private static readonly string Version =
        typeof(StatusHandler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private readonly DateTimeOffset started = time.GetUtcNow();

    public async Task ShowAsync(HttpContext context)
    {
        var release = releases.Current?.Release;
        var tasks = await state.LiveTasksAsync(MostTasks, context.RequestAborted);
        var contained = await state.ContainedAsync(context.RequestAborted);
        await Answers.DocumentAsync(
            context,
            new StatusDocument(
                Version,
                release?.TrustDomain.ToString() ?? "",
                journal.Epoch,
                release?.Id.ToString() ?? "",
                started,
                instances.Count,
                tasks.Length,
                [.. contained.Select(Documents.Of)],
                Warnings(release),
                Folder(watcher.Latest)),
            ContractsJson.Default.StatusDocument);
    }

    private static ImmutableArray<string> Folder(ReleaseOutcome? latest) => latest switch
    {
        ReleaseOutcome.Refused refused => [.. refused.Problems.Take(MostProblems).Select(static p => p.ToString())],
        ReleaseOutcome.PassedOver passed => [$"it holds {passed.Folder.Short}, which a rollback passed over: change it, or run `writ release reload`"],
        _ => [],
    };

    private ImmutableArray<string> Warnings(Release? release)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (release is null)
        {
            warnings.Add("no release is in force: everything is denied");
        }

        if (instances.AnySameUid)
        {
            warnings.Add("an agent runs under Writ's own uid: it is advisory only, and could read Writ's files");
        }

        if (release is not null && release.Servers.Values.Any(static s => s is ServerRegistration.Stdio))
        {
            warnings.Add("servers that Writ starts run under its own uid, without a sandbox");
        }

        warnings.Add("agents are not sandboxed: what they can reach without Writ, they reach without Writ");
        if (release?.Signing is null)
        {
            warnings.Add("the release is unsigned: whoever can write its folder is the root of trust");
        }

        return warnings.ToImmutable();
    }
}
