using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Writ.Bench.Load;
using Writ.Jose;
using Writ.Spiffe.WorkloadApi;

namespace Writ.Bench.Mint;

/// <summary>
/// An agent that exchanges writs over the network as fast as it can: a JWT-SVID as the client's assertion, its own writ as the subject token, a fresh DPoP proof with a nonce each time.
/// Runs inside `writ run`, and says what it measured in one line.
/// </summary>
internal sealed class MintLoad : IDisposable
{
    private const int Connections = 16;
    private const int Callers = 8;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Identities = TimeSpan.FromSeconds(4);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = Connections });
    private readonly SigningKey key = SigningKey.Generate();
    private readonly WorkloadApiClient workload;
    private readonly string endpoint;
    private readonly string prefix = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    private string assertion = "";
    private string subject = "";
    private volatile string? nonce;
    private long made;
    private int errors;

    private MintLoad(string issuer, WorkloadEndpoint workloads) => (endpoint, workload) = (issuer + "/oauth/token", new WorkloadApiClient(workloads));

    /// <summary>Measures against the token service at an address, and prints the result.</summary>
    public static async Task<int> RunAsync(string issuer)
    {
        if (!WorkloadEndpoint.TryParse(Environment.GetEnvironmentVariable(WorkloadApiProtocol.EndpointVariable), out var workloads, out var problem))
        {
            throw new BenchException(problem);
        }

        using var load = new MintLoad(issuer, workloads);
        load.assertion = (await load.workload.FetchJwtAsync([issuer], default, CancellationToken.None))[0];
        await load.MintAsync(exchanges: false);
        load.subject = await load.MintAsync(exchanges: false) ?? throw new BenchException("the token service issued nothing");
        await load.ForAsync(Warm, Connections);
        var alone = await load.ForAsync(Alone, 1);
        var together = await load.ForAsync(Together, Connections);
        var identities = await load.IdentitiesAsync();
        var (dpop, mtls, handshakes) = await load.VerifiedAsync(issuer);
        var result = new MintResult(alone.Quantile(0.5) / 1e6, alone.Quantile(0.95) / 1e6, together.Count / Together.TotalSeconds, identities, dpop, mtls, handshakes, load.errors);
        Console.Out.WriteLine($"result {JsonSerializer.Serialize(result)}");
        return 0;
    }

    public void Dispose()
    {
        http.Dispose();
        key.Dispose();
        workload.Dispose();
    }

    private async Task<LatencyHistogram> ForAsync(TimeSpan time, int connections)
    {
        var all = new LatencyHistogram();
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                var from = Stopwatch.GetTimestamp();
                if (await MintAsync(exchanges: true) is not null)
                {
                    lock (all)
                    {
                        all.Add((long)Stopwatch.GetElapsedTime(from).TotalNanoseconds);
                    }
                }
            }
        })));
        return all;
    }

    private async Task<string?> MintAsync(bool exchanges)
    {
        var known = nonce;
        var form = new List<KeyValuePair<string, string>>
        {
            new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe"), new("client_assertion", assertion),
            new("grant_type", exchanges ? "urn:ietf:params:oauth:grant-type:token-exchange" : "client_credentials"),
        };
        if (exchanges)
        {
            form.Add(new("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));
            form.Add(new("subject_token", subject));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("DPoP", DpopProver.Prove(key, "POST", endpoint, $"{prefix}-{Interlocked.Increment(ref made)}", DateTimeOffset.UtcNow, accessToken: null, known));
        using var answer = await http.SendAsync(request);
        if (answer.Headers.TryGetValues("DPoP-Nonce", out var fresh))
        {
            nonce = fresh.First();
        }

        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        if (answer.IsSuccessStatusCode)
        {
            return document.RootElement.GetProperty("access_token").GetString();
        }

        // The nonce changed, or it was the first request: everything else is an error.
        if (document.RootElement.GetProperty("error").GetString() != "use_dpop_nonce")
        {
            Interlocked.Increment(ref errors);
        }

        return null;
    }

    private async Task<(double Dpop, double Mtls, double Handshakes)> VerifiedAsync(string issuer)
    {
        var token = await MintAsync(exchanges: true) ?? throw new BenchException("the token service issued nothing");
        using var proofs = VerifiedLoad.ByProof(issuer, token, key);
        var dpop = await proofs.RateAsync();
        var tls = Environment.GetEnvironmentVariable("WRIT_AGENT_TLS_URL") ?? throw new BenchException("`writ run` named no TLS listener");
        await foreach (var context in workload.WatchX509Async(CancellationToken.None))
        {
            using var certificates = await VerifiedLoad.ByCertificateAsync(tls, context);
            var (mtls, handshakes) = (await certificates.RateAsync(), await certificates.HandshakesAsync());
            errors += proofs.Errors + certificates.Errors;
            return (dpop, mtls, handshakes);
        }

        throw new BenchException("the Workload API gave no identity");
    }

    private async Task<double> IdentitiesAsync()
    {
        var (count, began) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < Identities)
            {
                await foreach (var context in workload.WatchX509Async(CancellationToken.None))
                {
                    context.Default.Dispose();
                    Interlocked.Increment(ref count);
                    break;
                }
            }
        })));
        return count / Identities.TotalSeconds;
    }
}
