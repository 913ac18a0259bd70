using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Writ.Jose;
using Writ.Spiffe.WorkloadApi;

namespace Writ.Bench.Mint;

/// <summary>
/// Requests to the tools zone that are verified and admitted and then find nothing to do: a ping in a session that is not there. So what is measured is the writ, the proof or
/// the certificate, the task, and the durable transaction that spends a proof; no upstream.
/// </summary>
internal sealed class VerifiedLoad : IDisposable
{
    private const int Connections = 16;
    private const int Handshakers = 8;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Counted = TimeSpan.FromSeconds(6);

    private readonly SocketsHttpHandler handler;
    private readonly HttpClient http;
    private readonly string zone;
    private readonly Action<HttpRequestMessage> present;
    private volatile string? nonce;
    private int errors;

    private VerifiedLoad(string agents, SslClientAuthenticationOptions? tls, Func<VerifiedLoad, Action<HttpRequestMessage>> presenting)
    {
        handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = Connections };
        if (tls is not null)
        {
            handler.SslOptions = tls;
        }

        http = new HttpClient(handler) { BaseAddress = new Uri(agents) };
        zone = agents + "/mcp/echo";
        present = presenting(this);
    }

    /// <summary>What went wrong so far.</summary>
    public int Errors => errors;

    /// <summary>With a fresh proof for each request.</summary>
    public static VerifiedLoad ByProof(string agents, string token, SigningKey key)
    {
        var (prefix, made) = (Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture), 0L);
        return new VerifiedLoad(agents, null, load => request =>
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {token}");
            request.Headers.Add("DPoP", DpopProver.Prove(key, "POST", load.zone, $"{prefix}-{Interlocked.Increment(ref made)}", DateTimeOffset.UtcNow, token, load.nonce));
        });
    }

    /// <summary>On connections with the instance's own certificate.</summary>
    public static async Task<VerifiedLoad> ByCertificateAsync(string agentsTls, X509Context context)
    {
        var svid = context.Default;
        var roots = context.Bundles.TryFind(svid.Id.TrustDomain, out var bundle) ? bundle.X509Authorities : [];
        var options = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            ClientCertificateContext = SslStreamCertificateContext.Create(svid.Certificate, svid.Intermediates, offline: true),
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
        var token = "";
        var load = new VerifiedLoad(agentsTls, options, _ => request => request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}"));
        using var answer = await load.http.PostAsync("/oauth/token", new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", svid.Id.ToString())]));
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        token = document.RootElement.TryGetProperty("access_token", out var issued) ? issued.GetString()! : throw new BenchException($"no writ over TLS: {document.RootElement}");
        return load;
    }

    /// <summary>Requests a second, sixteen at a time.</summary>
    public async Task<double> RateAsync()
    {
        // The first one only learns the nonce.
        await SendAsync();
        errors = 0;
        await ForAsync(Warm, Connections, SendAsync);
        return await ForAsync(Counted, Connections, SendAsync) / Counted.TotalSeconds;
    }

    /// <summary>Full handshakes a second, each with one small request, eight at a time.</summary>
    public async Task<double> HandshakesAsync() => await ForAsync(Counted, Handshakers, async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/jwks.json");
        request.Headers.ConnectionClose = true;
        using var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }) / Counted.TotalSeconds;

    public void Dispose() => http.Dispose();

    private async Task<long> ForAsync(TimeSpan time, int callers, Func<Task<bool>> send)
    {
        var (count, began) = (0L, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                if (await send())
                {
                    Interlocked.Increment(ref count);
                }
                else
                {
                    Interlocked.Increment(ref errors);
                }
            }
        })));
        return count;
    }

    private async Task<bool> SendAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, zone) { Content = new ByteArrayContent("""{"jsonrpc":"2.0","id":1,"method":"ping"}"""u8.ToArray()) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.Add("Mcp-Session-Id", "none");
        present(request);
        using var answer = await http.SendAsync(request);
        if (answer.Headers.TryGetValues("DPoP-Nonce", out var told))
        {
            nonce = told.First();
        }

        // Who is not believed hears 401; that there is no such session, only who was admitted.
        return answer.StatusCode == HttpStatusCode.NotFound;
    }
}
