using System.Net;
using Writ.Jose;

namespace Writ.Client;

/// <summary>Asks the token service: discovers it once, authenticates each request, and repeats one that lacked a nonce, once (RFC 9449 §8). Thread-safe.</summary>
internal sealed class TokenService(ClientPlan plan, Transport transport, IClientAuthentication client, ProofMaker proofs) : IDisposable
{
    private const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string Delegation = "urn:writ:token-type:delegation";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    private readonly SemaphoreSlim discovering = new(1, 1);
    private ServerMetadata? metadata;

    private bool BindsToKey => plan.Options.Binding == Binding.Key;

    /// <summary>A writ for the only task that lives, or for one that is opened by what is asked.</summary>
    /// <param name="details">The authorization details that open a task; null to take up the one there is.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="WritException">There is none.</exception>
    public Task<HeldWrit> IssueAsync(string? details, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials")];
        return TokenAsync(form, details, cancellationToken);
    }

    /// <summary>Another writ for the task of one that is held (RFC 8693).</summary>
    /// <param name="held">The writ.</param>
    /// <param name="details">The authorization details that narrow it; null for the same.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="WritException">There is none.</exception>
    public Task<HeldWrit> ExchangeAsync(HeldWrit held, string? details, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", Exchange), new("subject_token", held.Token), new("subject_token_type", AccessToken)];
        return TokenAsync(form, details, cancellationToken);
    }

    /// <summary>An offer to another agent, made by a writ that is held.</summary>
    /// <param name="held">The writ.</param>
    /// <param name="details">The authorization details of what is offered, and to whom.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="WritException">There is none.</exception>
    public async Task<string> OfferAsync(HeldWrit held, string details, CancellationToken cancellationToken)
    {
        var server = await MetadataAsync(cancellationToken).ConfigureAwait(false);
        List<KeyValuePair<string, string>> form =
        [
            new("grant_type", Exchange), new("subject_token", held.Token), new("subject_token_type", AccessToken),
            new("requested_token_type", Delegation), new("authorization_details", details),
        ];
        var (status, document) = await PostAsync(server.Token, form, BindsToKey, cancellationToken).ConfigureAwait(false);
        return status == HttpStatusCode.OK ? TokenAnswer.ReadOffer(document, Delegation) : throw TokenAnswer.Refusal(document, (int)status);
    }

    /// <summary>A writ for the task that an offer is of.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="details">The authorization details of less than is offered; null for all of it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="WritException">There is none.</exception>
    public Task<HeldWrit> TakeUpAsync(string offer, string? details, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", Exchange), new("subject_token", offer), new("subject_token_type", Delegation)];
        return TokenAsync(form, details, cancellationToken);
    }

    /// <summary>Whether a writ is in force (RFC 7662).</summary>
    public async ValueTask<WritState> IntrospectAsync(string token, CancellationToken cancellationToken)
    {
        var server = await MetadataAsync(cancellationToken).ConfigureAwait(false);
        var (status, document) = await PostAsync(server.Introspection, [new("token", token)], proven: false, cancellationToken).ConfigureAwait(false);
        return status == HttpStatusCode.OK && document is not null ? WritState.Read(document) : throw TokenAnswer.Refusal(document, (int)status);
    }

    /// <summary>Takes a writ back (RFC 7009).</summary>
    public async ValueTask RevokeAsync(string token, CancellationToken cancellationToken)
    {
        var server = await MetadataAsync(cancellationToken).ConfigureAwait(false);
        var (status, document) = await PostAsync(server.Revocation, [new("token", token)], proven: false, cancellationToken).ConfigureAwait(false);
        if (status != HttpStatusCode.OK)
        {
            throw TokenAnswer.Refusal(document, (int)status);
        }
    }

    /// <summary>Finds the service, so that a wrong address is told at once.</summary>
    public async ValueTask<ServerMetadata> MetadataAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref metadata) is { } known)
        {
            return known;
        }

        await discovering.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            metadata ??= plan.Options.Binding == Binding.Socket ? ServerMetadata.OfSocket() : await DiscoverAsync(cancellationToken).ConfigureAwait(false);
            return metadata;
        }
        finally
        {
            discovering.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        discovering.Dispose();
    }

    private async Task<ServerMetadata> DiscoverAsync(CancellationToken cancellationToken)
    {
        var url = plan.AsksOnSocket ? new Uri("http://localhost" + plan.Issuer.Metadata.AbsolutePath) : plan.Issuer.Metadata;
        var (status, document) = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, url), cancellationToken).ConfigureAwait(false);
        if (status != HttpStatusCode.OK)
        {
            throw new WritServiceException("W2473", $"the token service's metadata is not there: http status {(int)status}", "set `Issuer` to exactly what the service calls itself");
        }

        var read = ServerMetadata.Read(document, plan.Issuer);
        return plan.AsksOnSocket ? read.OnSocket() : read;
    }

    private async Task<HeldWrit> TokenAsync(List<KeyValuePair<string, string>> form, string? details, CancellationToken cancellationToken)
    {
        if (BindsToKey)
        {
            form.Add(new("resource", plan.Audience.AbsoluteUri));
        }

        if (details is not null)
        {
            form.Add(new("authorization_details", details));
        }

        var server = await MetadataAsync(cancellationToken).ConfigureAwait(false);
        var asked = plan.Options.Time.GetUtcNow();
        var (status, document) = await PostAsync(server.Token, form, BindsToKey, cancellationToken).ConfigureAwait(false);
        return status == HttpStatusCode.OK ? TokenAnswer.Read(document, BindsToKey ? "DPoP" : "Bearer", asked) : throw TokenAnswer.Refusal(document, (int)status);
    }

    private async Task<(HttpStatusCode Status, ClaimSet? Document)> PostAsync(Uri url, List<KeyValuePair<string, string>> form, bool proven, CancellationToken cancellationToken)
    {
        for (var repeated = false; ; repeated = true)
        {
            List<KeyValuePair<string, string>> authenticated = [.. form];
            await client.AddAsync(authenticated, cancellationToken).ConfigureAwait(false);
            var nonce = false;
            var (status, document) = await SendAsync(() => Request(url, authenticated, proven), cancellationToken, answer => nonce = proofs.Nonces.Learn(url, answer)).ConfigureAwait(false);
            var lacking = proven && nonce && status == HttpStatusCode.BadRequest && document is not null && document.TryGetString("error", out var error) && error == "use_dpop_nonce";
            if (!lacking || repeated)
            {
                return (status, document);
            }
        }
    }

    private HttpRequestMessage Request(Uri url, List<KeyValuePair<string, string>> form, bool proven)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        if (proven)
        {
            request.Headers.TryAddWithoutValidation("DPoP", proofs.Prove(HttpMethod.Post, url, null));
        }

        return request;
    }

    private async Task<(HttpStatusCode Status, ClaimSet? Document)> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken, Action<HttpResponseMessage>? heard = null)
    {
        using var patience = new CancellationTokenSource(plan.Options.Patience, plan.Options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = make();
            request.Headers.Accept.ParseAdd("application/json");
            using var answer = await transport.SendAsync(request, either.Token).ConfigureAwait(false);
            heard?.Invoke(answer);
            return (answer.StatusCode, await Bodies.ObjectAsync(answer.Content, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException exception) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Unreachable("it does not answer in time", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Unreachable("it cannot be reached", exception);
        }
    }

    private static WritServiceException Unreachable(string how, Exception exception) =>
        new("W2472", $"the token service gives no answer: {how}", "see that Writ runs, and that `Issuer` is its URL", exception);
}
