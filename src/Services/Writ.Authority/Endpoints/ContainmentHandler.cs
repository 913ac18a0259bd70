using Microsoft.AspNetCore.Http;
using Writ.Authority.Tasks;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Endpoints;

/// <summary>Contains and restores at an operator's word, and says how soon that was in force.</summary>
internal sealed class ContainmentHandler(ContainmentService containment, IStateReader state, IKeyring keyring)
{
    private const string By = "operator";

    public Task ContainAsync(HttpContext context) => ChangeAsync(context, (key, cancellationToken) => containment.ContainAsync(key, By, cancellationToken));

    public Task RestoreAsync(HttpContext context) => ChangeAsync(context, (key, cancellationToken) => containment.RestoreAsync(key, By, cancellationToken));

    private async Task ChangeAsync(HttpContext context, Func<ContainmentKey, CancellationToken, ValueTask<ContainmentResult>> change)
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
                new Reason(
                    "W2412", "law/request", "this names nothing that can be contained",
                    "name `everything`, `agent NAME`, `instance SPIFFE-ID`, `server NAME`, `subject PSEUDONYM` or `effect write|destructive|execute|egress[@SERVER]`"));
            return;
        }

        var result = await change(key, context.RequestAborted);
        var contained = await state.ContainedAsync(context.RequestAborted);
        await Answers.DocumentAsync(
            context,
            new ContainmentDocument(Documents.Of(key), result.Changed, result.InForceAfter?.TotalMilliseconds, [.. contained.Select(Documents.Of)]),
            ContractsJson.Default.ContainmentDocument);
    }

    private ContainmentKey? Read(ContainmentRequest request) => request.Kind switch
    {
        "everything" when request.Name.Length == 0 => ContainmentKey.Everything,
        "agent" when Slug.TryParse(request.Name, null, out var agent) => ContainmentKey.Agent(agent),
        "server" when Slug.TryParse(request.Name, null, out var server) => ContainmentKey.Server(server),
        "instance" when SpiffeId.TryParseWorkload(request.Name, out var instance, out _) => ContainmentKey.Instance(instance),
        "effect" => ContainmentKey.Freeze(request.Name),
        "subject" when request is { Issuer: { Length: > 0 } issuer, Name.Length: > 0 } => ContainmentKey.Subject(Subject.PseudonymOf(new Subject(issuer, request.Name), keyring)),
        "subject" when Digest256.TryParse(Bare(request.Name), out var pseudonym) && !pseudonym.IsDefault => ContainmentKey.Subject(pseudonym),
        _ => null,
    };

    // As a writ's `sub` has it, or as the ledger does.
    private static string Bare(string pseudonym) => pseudonym.StartsWith(Delegation.PseudonymPrefix, StringComparison.Ordinal) ? pseudonym[Delegation.PseudonymPrefix.Length..] : pseudonym;
}
