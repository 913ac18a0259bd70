using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Writ.Authority.Identity;
using Writ.Authority.Keys;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>The identity authority, for its operators.</summary>
internal sealed class IdentityHandler(SvidAuthority authority, IKeyring keyring, KeyringRotation rotation, TimeProvider time)
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
                Keyring(),
                json.RootElement.Clone()),
            ContractsJson.Default.IdentityDocument);
    }

    public async Task RotateAsync(HttpContext context)
    {
        await rotation.ReplaceAllAsync("operator", context.RequestAborted);
        await authority.ReplaceAllAsync("operator", context.RequestAborted);
        await ShowAsync(context);
    }

    private ImmutableArray<KeyringKeyDocument> Keyring()
    {
        var all = keyring.Generations;
        var signs = KeyringSchedule.Signs(all, time.GetUtcNow());
        return [.. all.Select(key => new KeyringKeyDocument(
            Documents.Word(key.Purpose),
            key.Number,
            key.Digest is { IsDefault: false } digest ? digest.ToString() : null,
            Documents.Word(StateOf(key)),
            key.Made == DateTimeOffset.UnixEpoch ? null : key.Made,
            KeyringSchedule.Ends(all, key)))];

        IdentityKeyState StateOf(KeyGeneration key) =>
            key.Purpose == KeyPurpose.Writs && key.Number > signs.Number ? IdentityKeyState.Published
            : key.Purpose == KeyPurpose.Writs ? key.Number == signs.Number ? IdentityKeyState.Signing : IdentityKeyState.Retiring
            : all.Any(other => other.Purpose == key.Purpose && other.Number > key.Number) ? IdentityKeyState.Retiring : IdentityKeyState.Signing;
    }
}
