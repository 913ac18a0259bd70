using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Writ.Authority.Identity;
using Writ.Contracts;

namespace Writ.Authority.Endpoints;

/// <summary>The identity authority, for its operators.</summary>
internal sealed class IdentityHandler(SvidAuthority authority)
{
    public async Task ShowAsync(HttpContext context)
    {
        var bundle = authority.Bundle;
        using var json = JsonDocument.Parse(bundle.ToJson());
        await Answers.DocumentAsync(
            context,
            new IdentityDocument(
                bundle.TrustDomain.ToString(),
                bundle.Sequence ?? 0,
                [.. authority.Keys().Select(static k => new IdentityKeyDocument(Documents.Word(k.Key.Kind), k.Key.Number, k.Key.Digest.ToString(), Documents.Word(k.State), k.Key.Made, k.Key.Ends))],
                json.RootElement.Clone()),
            ContractsJson.Default.IdentityDocument);
    }

    public async Task RotateAsync(HttpContext context)
    {
        await authority.ReplaceAllAsync(context.RequestAborted);
        await ShowAsync(context);
    }
}
