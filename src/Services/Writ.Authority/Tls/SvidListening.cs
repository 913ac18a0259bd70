using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Writ.Authority.Identity;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tls;

/// <summary>Lets a listener speak TLS by SVIDs: it shows the zone's, and takes a client's when there is one.</summary>
public static class SvidListening
{
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Speaks TLS 1.2 or later. A client that shows an X.509-SVID of an instance is named, as the feature <see cref="ITlsPeer"/> of the connection and so of each of its
    /// requests; one that shows anything else is refused in the handshake; one that shows nothing is nobody, as on a listener without TLS.
    /// </summary>
    public static ListenOptions UseSvids(this ListenOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var identity = options.ApplicationServices.GetRequiredService<ListenerIdentity>();
        var authority = options.ApplicationServices.GetRequiredService<SvidAuthority>();
        var clients = options.ApplicationServices.GetRequiredService<ClientCertificates>();
        return options.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeLimit,
            OnConnection = handshake => ValueTask.FromResult(Of(handshake.Connection, identity, authority, clients)),
        });
    }

    private static SslServerAuthenticationOptions Of(BaseConnectionContext connection, ListenerIdentity identity, SvidAuthority authority, ClientCertificates clients) => new()
    {
        ServerCertificateContext = identity.Current,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        AllowRenegotiation = false,

        // A resumed session would not show the certificate again, and its intermediates not at all.
        AllowTlsResume = false,
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = Policy(authority.Bundle),
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsTaken(connection, certificate, chain, clients),
    };

    // The platform builds a chain before it asks: on the same roots and without a network. What it finds is not relied on.
    private static X509ChainPolicy Policy(TrustBundle bundle)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(bundle.X509Authorities.ToArray());
        return policy;
    }

    private static bool IsTaken(BaseConnectionContext connection, X509Certificate? certificate, X509Chain? chain, ClientCertificates clients)
    {
        if (certificate is null)
        {
            return true;
        }

        if (certificate is not X509Certificate2 leaf)
        {
            return false;
        }

        var sent = chain?.ChainPolicy.ExtraStore.Where(other => !other.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span)) ?? [];
        if (clients.Judge([leaf, .. sent]) is not { } peer)
        {
            return false;
        }

        connection.Features.Set(peer);
        return true;
    }
}
