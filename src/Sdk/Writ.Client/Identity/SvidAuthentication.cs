using Writ.Jose;
using Writ.Spiffe;
using Writ.Spiffe.WorkloadApi;

namespace Writ.Client;

/// <summary>
/// Authenticates with a JWT-SVID for the issuer alone, fresh from the Workload API with each request (RFC 7523 §2.2, OAuth SPIFFE Client Authentication): it is on this
/// machine, and a credential that nobody keeps is one that nobody can take.
/// </summary>
internal sealed class SvidAuthentication(WorkloadEndpoint endpoint, string issuer, WritClientOptions options) : IClientAuthentication
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe";

    private readonly WorkloadApiClient workload = new(endpoint);

    /// <inheritdoc/>
    public async ValueTask AddAsync(ICollection<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var (id, svid) = await FetchAsync(cancellationToken).ConfigureAwait(false);
        form.Add(new("client_id", id.ToString()));
        form.Add(new("client_assertion_type", AssertionType));
        form.Add(new("client_assertion", svid));
    }

    /// <inheritdoc/>
    public void Dispose() => workload.Dispose();

    private async ValueTask<(SpiffeId Id, string Svid)> FetchAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Patience, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var svids = await workload.FetchJwtAsync([issuer], default, either.Token).ConfigureAwait(false);

            // What the Workload API gives is this process's own, so nobody else's word is taken: whether it is good, its reader judges.
            return UnverifiedJws.TryParse(svids[0], out var token, out _) && token.TryPeekSubject(out var subject) && SpiffeId.TryParseWorkload(subject, out var id, out _)
                ? (id, svids[0])
                : throw new WritIdentityException("W2471", "the workload api gave what is no jwt-svid", "look at what listens on its socket");
        }
        catch (OperationCanceledException exception) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new WritIdentityException("W2471", "the workload api does not answer in time", "see that Writ runs, and that its socket is the one that is named", exception);
        }
        catch (WorkloadApiException exception)
        {
            throw new WritIdentityException(
                "W2471",
                exception.Status == GrpcStatus.PermissionDenied ? "the workload api knows no identity for this process" : "the workload api gave no identity",
                exception.Status == GrpcStatus.PermissionDenied ? "start the agent with `writ run`, or register it" : "see that Writ runs, and that its socket is the one that is named",
                exception);
        }
    }
}
