using Microsoft.AspNetCore.Http;
using Writ.Authority.Federation;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Endpoints;

/// <summary>The trust domains that are federated with, for operators.</summary>
internal sealed class FederationHandler(FederationKeeper federation)
{
    public Task ShowAsync(HttpContext context) =>
        Answers.DocumentAsync(context, new FederationDocument([.. federation.Status.Select(Of)]), ContractsJson.Default.FederationDocument);

    public async Task RefreshAsync(HttpContext context)
    {
        await federation.RefreshAsync(context.RequestAborted);
        await ShowAsync(context);
    }

    private static FederatedTrustDomainDocument Of(FederationStatus status) => new(
        status.Registration.TrustDomain.ToString(),
        status.Registration.Profile is BundleProfile.Spiffe ? "https_spiffe" : "https_web",
        status.Registration.Address.ToString(),
        status.Bundle is not null,
        status.Bundle?.Sequence,
        status.Bundle?.X509Authorities.Length ?? 0,
        status.Bundle?.JwtAuthorities.Keys.Length ?? 0,
        status.Refreshed,
        status.Next,
        status.Problem);
}
