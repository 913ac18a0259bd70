using System.Net;
using Writ.Jose;

namespace Writ.Client;

/// <summary>What an agent may ask of its own task: which one it is, and to complete it.</summary>
internal sealed class TaskEndpoint(ClientPlan plan, Transport transport, ProofMaker proofs)
{
    private readonly string origin = plan.AsksOnSocket ? "http://localhost" : plan.Issuer.Text;

    /// <summary>The id of the only task that lives, by the word of the local socket.</summary>
    /// <exception cref="WritEndedException">The last one is over.</exception>
    public async ValueTask<string> CurrentAsync(CancellationToken cancellationToken)
    {
        var document = await AskAsync(HttpMethod.Get, "/v1/task", null, cancellationToken).ConfigureAwait(false);
        return document is null || !document.TryGetString("id", out var id) || !document.TryGetString("state", out var state)
            ? throw new WritServiceException("W2474", "the answer about the task is not understood", "see that the socket is that of a Writ")
            : state is "completed" or "revoked" or "expired" ? throw new WritEndedException("the task that there was is over")
            : id;
    }

    /// <summary>Completes the task of a writ; of the local socket's own when there is none.</summary>
    public async ValueTask CompleteAsync(HeldWrit? writ, CancellationToken cancellationToken) =>
        await AskAsync(HttpMethod.Post, "/v1/task/complete", writ, cancellationToken).ConfigureAwait(false);

    private async ValueTask<ClaimSet?> AskAsync(HttpMethod method, string path, HeldWrit? writ, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(plan.Options.Patience, plan.Options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        for (var repeated = false; ; repeated = true)
        {
            var url = new Uri(origin + path);
            using var request = new HttpRequestMessage(method, url);
            request.Headers.Accept.ParseAdd("application/json");
            Present(request, url, writ);
            try
            {
                using var answer = await transport.SendAsync(request, either.Token).ConfigureAwait(false);
                var learned = proofs.Nonces.Learn(url, answer);
                if (answer.StatusCode == HttpStatusCode.Unauthorized && learned && !repeated)
                {
                    continue;
                }

                var document = await Bodies.ObjectAsync(answer.Content, either.Token).ConfigureAwait(false);
                return answer.IsSuccessStatusCode ? document : throw Refusal(document, (int)answer.StatusCode);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new WritServiceException("W2472", "writ gives no answer about the task", "see that Writ runs", exception);
            }
        }
    }

    private void Present(HttpRequestMessage request, Uri url, HeldWrit? writ)
    {
        if (writ is null)
        {
            return;
        }

        if (plan.Options.Binding == Binding.Key)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "DPoP " + writ.Token);
            request.Headers.TryAddWithoutValidation("DPoP", proofs.Prove(request.Method, url, writ.Token));
        }
        else
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + writ.Token);
        }
    }

    // A problem document (`code`, `text`, `fix`), as the authority's own API answers.
    private static WritException Refusal(ClaimSet? document, int status) =>
        document is not null && document.TryGetString("code", out var code) && DenialReader.IsCode(code) && document.TryGetString("text", out var text) && document.TryGetString("fix", out var fix)
            ? status >= 500 ? new WritServiceException(code, text, fix) : new WritRefusedException(status == 401 ? "invalid_token" : "access_denied", code, text, fix)
            : new WritServiceException("W2474", $"writ answered about the task with http status {status}, and with nothing that is understood", "see that `Issuer` is a Writ");
}
