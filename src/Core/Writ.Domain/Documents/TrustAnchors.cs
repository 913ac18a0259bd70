using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Domain;

/// <summary>Certificates of authorities as PEM, as a release holds them. Two are equal when their text is.</summary>
public sealed record TrustAnchors
{
    /// <summary>The most certificates of a text that are read.</summary>
    public const int MaxCertificates = 32;

    private TrustAnchors(string pem) => Pem = pem;

    /// <summary>The text: one certificate or more, each of which may sign others.</summary>
    public string Pem { get; }

    /// <summary>Reads a text; false unless it holds one to 32 certificates that may sign others, and nothing private.</summary>
    public static bool TryParse(string pem, [NotNullWhen(true)] out TrustAnchors? anchors)
    {
        ArgumentNullException.ThrowIfNull(pem);
        anchors = null;
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            var certificates = Import(pem);
            var sound = certificates.Count is > 0 and <= MaxCertificates && certificates.All(MaySign);
            anchors = sound ? new TrustAnchors(pem) : null;
            Dispose(certificates);
        }
        catch (CryptographicException)
        {
            // By exceptions the platform says what is no certificate.
        }

        return anchors is not null;
    }

    /// <summary>The certificates; the caller's to dispose.</summary>
    public X509Certificate2Collection Certificates() => Import(Pem);

    /// <summary>How long the text is, and nothing of it.</summary>
    public override string ToString() => $"{Pem.Length} characters of certificates";

    private static X509Certificate2Collection Import(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates;
    }

    private static bool MaySign(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(static constraints => constraints.CertificateAuthority);

    private static void Dispose(X509Certificate2Collection certificates)
    {
        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }
    }
}
