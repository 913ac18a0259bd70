using Microsoft.AspNetCore.Http;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>The secrets of the store, for operators: names and versions go out, values only come in.</summary>
internal sealed class SecretsHandler(ISecretStore store, IJournal journal, IUlidSource ids, TimeProvider time)
{
    private const string By = "operator";

    public async Task ListAsync(HttpContext context)
    {
        var versions = await store.VersionsAsync(context.RequestAborted);
        await Answers.DocumentAsync(
            context,
            new SecretListDocument([.. versions.Select(static v => new SecretVersionDocument(v.Name.ToString(), v.Number, v.Made, v.IsHeld))]),
            ContractsJson.Default.SecretListDocument);
    }

    public async Task SetAsync(HttpContext context)
    {
        if (await Answers.BodyAsync(context, ContractsJson.Default.SecretRequest) is not { } request)
        {
            return;
        }

        using var value = SecretValue.Of(System.Text.Encoding.UTF8.GetBytes(request.Value));
        if (Name(context) is not { } name || value is null)
        {
            // Nothing of what came is repeated: a name may be a value that stands in the wrong place.
            await Answers.ProblemAsync(context, StatusCodes.Status422UnprocessableEntity, new Reason(
                "W2022", "law/request", "this is no secret's name, or no value that a secret can have", "use a name of lower-case letters, digits and hyphens, and text on one line of at most 16,384 bytes"));
            return;
        }

        await RecordAsync(name, isRemoved: false, context);
        await store.SetAsync(name, value, time.GetUtcNow(), context.RequestAborted);
        await ListAsync(context);
    }

    public async Task RemoveAsync(HttpContext context)
    {
        if (Name(context) is not { } name || !(await store.VersionsAsync(context.RequestAborted)).Any(v => v.Name == name && v.IsHeld))
        {
            await Answers.ProblemAsync(context, StatusCodes.Status404NotFound, new Reason("W2023", "law/request", "the store holds no such secret", "list those that it holds with `writ secret list`"));
            return;
        }

        await RecordAsync(name, isRemoved: true, context);
        await store.RemoveAsync(name, context.RequestAborted);
        await ListAsync(context);
    }

    private static Slug? Name(HttpContext context) => Slug.TryParse(context.Request.RouteValues["name"] as string, null, out var name) ? name : null;

    private async ValueTask RecordAsync(Slug name, bool isRemoved, HttpContext context) => await journal.CommitAsync(
        [], [], [new LedgerEntry.SecretChanged(name, isRemoved, By) { Id = EntryId.New(ids), At = time.GetUtcNow() }], context.RequestAborted);
}
