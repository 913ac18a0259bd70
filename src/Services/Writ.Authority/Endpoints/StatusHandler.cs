using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Writ.Authority.Attestation;
using Writ.Authority.Tasks;
using Writ.Contracts;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Endpoints;

/// <summary>How the installation stands, and what is contained in it.</summary>
internal sealed class StatusHandler(
    IJournal journal, IStateReader state, IReleases releases, InstanceRegistry instances, ContainmentService containment, TimeProvider time)
{
    private const int MostTasks = 1000;

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
                [.. contained.Select(static c => $"{Documents.Word(c.Kind)} {c.Name}".TrimEnd())],
                Warnings(release)),
            ContractsJson.Default.StatusDocument);
    }

    public Task ContainAsync(HttpContext context) => ChangeAsync(context, (key, cancellationToken) => containment.ContainAsync(key, "operator", cancellationToken));

    public Task RestoreAsync(HttpContext context) => ChangeAsync(context, (key, cancellationToken) => containment.RestoreAsync(key, "operator", cancellationToken));

    private async Task ChangeAsync(HttpContext context, Func<ContainmentKey, CancellationToken, ValueTask<bool>> change)
    {
        if (await Answers.BodyAsync(context, ContractsJson.Default.ContainmentRequest) is not { } request)
        {
            return;
        }

        if (Read(request) is not { } key)
        {
            await Answers.ProblemAsync(
                context,
                StatusCodes.Status422UnprocessableEntity,
                new Reason("W2412", "law/request", "this names nothing that can be contained", "name `everything`, `agent NAME`, `instance SPIFFE-ID` or `server NAME`"));
            return;
        }

        // Doing it twice is doing it once: what the caller wanted holds either way, and the status shows it.
        _ = await change(key, context.RequestAborted);
        await ShowAsync(context);
    }

    private static ContainmentKey? Read(ContainmentRequest request) => request.Kind switch
    {
        "everything" when request.Name.Length == 0 => ContainmentKey.Everything,
        "agent" when Slug.TryParse(request.Name, null, out var agent) => ContainmentKey.Agent(agent),
        "server" when Slug.TryParse(request.Name, null, out var server) => ContainmentKey.Server(server),
        "instance" when SpiffeId.TryParseWorkload(request.Name, out var instance, out _) => ContainmentKey.Instance(instance),
        _ => null,
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
        warnings.Add("the release is unsigned: whoever can write its folder is the root of trust");
        return warnings.ToImmutable();
    }
}
