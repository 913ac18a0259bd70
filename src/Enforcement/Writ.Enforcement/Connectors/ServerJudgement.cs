using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Judges the server of one TLS connection. Nothing is fetched for it: no certificate, no revocation list.</summary>
internal sealed class ServerJudgement(ServerTrust trust) : IDisposable
{
    private readonly X509Certificate2Collection anchors = trust is ServerTrust.Authorities { Anchors: var own } ? own.Certificates() : [];

    /// <summary>Why the judge did not accept the server; null when it did, or was not asked.</summary>
    public string? Refusal { get; private set; }

    public SslClientAuthenticationOptions Options()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        var options = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = policy,
        };
        switch (trust)
        {
            case ServerTrust.WebPki:
                break;
            case ServerTrust.Authorities:
                policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                policy.CustomTrustStore.AddRange(anchors);
                break;
            case ServerTrust.Judged judged:
                // The judge alone says yes; what the platform thinks of the chain is of no account.
                policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                options.RemoteCertificateValidationCallback = (_, leaf, chain, _) => Accepts(judged, leaf, chain);
                break;
            default:
                throw new InvalidOperationException("unreachable: the family is closed");
        }

        return options;
    }

    public void Dispose()
    {
        foreach (var anchor in anchors)
        {
            anchor.Dispose();
        }
    }

    private bool Accepts(ServerTrust.Judged judged, X509Certificate? leaf, X509Chain? chain)
    {
        // What the server sent beside its leaf is among the extra certificates of the chain, built or not.
        Refusal = leaf is X509Certificate2 first
            ? judged.Judge([first, .. (chain?.ChainPolicy.ExtraStore ?? []).Where(c => !c.RawDataMemory.Span.SequenceEqual(first.RawDataMemory.Span)).ToImmutableArray()])
            : "it shows no certificate";
        return Refusal is null;
    }
}
