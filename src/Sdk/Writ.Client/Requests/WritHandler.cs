using System.Net;

namespace Writ.Client;

/// <summary>
/// Sends requests with the writ of a task, and each with a proof of its own where the writ is bound to a key. Requests go to the writ's audience and to nowhere else, and no
/// redirect is followed. A refusal comes back as it is. Thread-safe.
/// </summary>
internal sealed class WritHandler(ClientPlan plan, Transport transport, ProofMaker proofs, WritSource? source) : HttpMessageHandler
{
    private const string Authorization = "Authorization";
    private const string Proof = "DPoP";

    // As much as Writ takes: a request that lacked a nonce is sent again, so its body is held.
    private const long MaxBody = 8 * 1024 * 1024;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var url = request.RequestUri is { IsAbsoluteUri: true } absolute ? absolute : throw new ArgumentException("the request has no absolute uri", nameof(request));
        if (!IsAudience(url))
        {
            throw new WritOriginException("W2476", "the request is for another place than the writ is good for, and was not sent", "use a client of its own for what is not behind Writ");
        }

        if (request.Headers.Contains(Authorization) || request.Headers.Contains(Proof))
        {
            throw new ArgumentException("the request has a credential already", nameof(request));
        }

        if (request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(MaxBody, cancellationToken).ConfigureAwait(false);
        }

        var (gotNonce, gotWrit) = (false, false);
        while (true)
        {
            var writ = source is null ? null : await source.GetAsync(cancellationToken).ConfigureAwait(false);
            var answer = await SendOnceAsync(request, url, writ, cancellationToken).ConfigureAwait(false);
            var learned = proofs.Nonces.Learn(url, answer);
            if (answer.StatusCode == HttpStatusCode.Unauthorized && writ is not null)
            {
                // Each of the two says that nothing was done, so the same may be sent again, once for each reason.
                if (learned && !gotNonce && Challenges(answer, "use_dpop_nonce"))
                {
                    gotNonce = true;
                    answer.Dispose();
                    continue;
                }

                if (!gotWrit && Challenges(answer, "invalid_token"))
                {
                    gotWrit = true;
                    source!.Discard(writ);
                    answer.Dispose();
                    continue;
                }
            }

            return Landed(answer);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, Uri url, HeldWrit? writ, CancellationToken cancellationToken)
    {
        try
        {
            if (writ is not null && plan.Options.Binding == Binding.Key)
            {
                request.Headers.TryAddWithoutValidation(Authorization, "DPoP " + writ.Token);
                request.Headers.TryAddWithoutValidation(Proof, proofs.Prove(request.Method, url, writ.Token));
            }
            else if (writ is not null)
            {
                request.Headers.TryAddWithoutValidation(Authorization, "Bearer " + writ.Token);
            }

            return await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The request outlives this call, in answers and in logs.
            request.Headers.Remove(Authorization);
            request.Headers.Remove(Proof);
        }
    }

    private HttpResponseMessage Landed(HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode is < 300 or >= 400 or 304)
        {
            return answer;
        }

        answer.Dispose();
        throw new WritOriginException("W2477", "the answer leads to another place, and was not followed", "use the URL of Writ itself; nothing behind Writ redirects");
    }

    private bool IsAudience(Uri url) =>
        Uri.Compare(url, plan.Audience, UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
        && (url.AbsolutePath == plan.Audience.AbsolutePath || url.AbsolutePath.StartsWith(plan.Audience.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal));

    private static bool Challenges(HttpResponseMessage answer, string error) => answer.Headers.WwwAuthenticate.Any(challenge =>
        challenge.Scheme.Equals(Proof, StringComparison.OrdinalIgnoreCase) && (challenge.Parameter ?? "").Contains($"error=\"{error}\"", StringComparison.Ordinal));
}
