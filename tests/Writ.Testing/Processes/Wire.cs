using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Writ.Testing;

/// <summary>Sends requests from the test's own process, which is no agent: over the network, or over a local socket.</summary>
public sealed class Wire : IDisposable
{
    private readonly HttpClient http;

    private Wire(SocketsHttpHandler handler, string url) => http = new HttpClient(handler) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Over the network.</summary>
    public static Wire To(string url) => new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }, url);

    /// <summary>Over TLS, believing these roots alone, with a client certificate or without one.</summary>
    public static Wire OverTls(string url, IEnumerable<X509Certificate2> roots, X509Certificate2? certificate = null, X509Certificate2Collection? intermediates = null)
    {
        var options = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, intermediates, offline: true),
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
        return new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, SslOptions = options }, url);
    }

    /// <summary>Over a local socket.</summary>
    public static Wire Over(string socketPath) => new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
        "http://localhost");

    /// <summary>Sends one request.</summary>
    public async Task<WireAnswer> SendAsync(WireRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Path);
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body));
        }

        foreach (var (name, value) in request.Headers)
        {
            if (name == "content-type" && message.Content is { } content)
            {
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using var answer = await http.SendAsync(message);
            var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(static h => h.Key.ToLowerInvariant(), static h => string.Join(", ", h.Value), StringComparer.Ordinal);
            return new WireAnswer((int)answer.StatusCode, headers, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException broken)
        {
            return new WireAnswer(0, new Dictionary<string, string>(StringComparer.Ordinal), broken.Message);
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();
}
