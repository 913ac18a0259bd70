using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Writ.Scenarios.Tests.Authority;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>Sends a request byte by byte, as no client library would: with a header that stands twice.</summary>
internal static class RawHttp
{
    /// <summary>Sends it on a connection of its own; answers the status.</summary>
    public static async Task<int> SendAsync(string url, WireRequest request, string? doubled, CertificateHolder? certificate = null)
    {
        var uri = new Uri(url);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, uri.Port, TestContext.Current.CancellationToken);
        await using Stream stream = certificate is null ? client.GetStream() : await SecureAsync(client.GetStream(), certificate);
        var headers = request.Headers.SetItem("host", uri.Authority).SetItem("content-length", $"{Encoding.UTF8.GetByteCount(request.Body)}").SetItem("connection", "close");
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{request.Method} {request.Path} HTTP/1.1\r\n");
        foreach (var (name, value) in headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        if (doubled is not null)
        {
            // A second one that would be good alone where there is one, and some other where there is none.
            text.Append(CultureInfo.InvariantCulture, $"{doubled}: {headers.GetValueOrDefault(doubled, "a.b.c")}\r\n");
            if (!headers.ContainsKey(doubled))
            {
                text.Append(CultureInfo.InvariantCulture, $"{doubled}: d.e.f\r\n");
            }
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{text}\r\n{request.Body}"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        return int.Parse(status!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<SslStream> SecureAsync(Stream stream, CertificateHolder certificate)
    {
        var secure = new SslStream(stream);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(certificate.Roots.ToArray());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = policy,
            ClientCertificateContext = SslStreamCertificateContext.Create(certificate.Certificate, certificate.Intermediates, offline: true),
        };
        await secure.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return secure;
    }
}
