using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Spiffe;

/// <summary>Certificates in DER, one after the other, as the Workload API carries them.</summary>
internal static class DerCertificates
{
    public static bool TryRead(ReadOnlySpan<byte> der, int most, out List<X509Certificate2> certificates, out X509SvidRefusal refusal)
    {
        certificates = [];
        refusal = der.IsEmpty ? X509SvidRefusal.Empty : X509SvidRefusal.None;
        while (refusal is X509SvidRefusal.None && !der.IsEmpty)
        {
            if (certificates.Count == most)
                refusal = X509SvidRefusal.TooLong;
            else if (!AsnDecoder.TryReadEncodedValue(der, AsnEncodingRules.DER, out _, out _, out _, out var length) || Read(der[..length]) is not { } certificate)
                refusal = X509SvidRefusal.Malformed;
            else
            {
                certificates.Add(certificate);
                der = der[length..];
            }
        }
        if (refusal is X509SvidRefusal.None)
            return true;
        certificates.ForEach(certificate => certificate.Dispose());
        certificates.Clear();
        return false;
    }

    /// <summary>Reads one certificate; null when the bytes are none, or its key is none that can be used.</summary>
    public static X509Certificate2? Read(ReadOnlySpan<byte> der)
    {
        X509Certificate2? certificate = null;
        try
        {
            certificate = X509CertificateLoader.LoadCertificate(der);
            if (certificate.RawDataMemory.Span.SequenceEqual(der) && HasKey(certificate))
                return certificate;
        }
        catch (CryptographicException)
        {
            // By exceptions the platform says what is no certificate.
        }
        certificate?.Dispose();
        return null;
    }

    // Some of a certificate is decoded only when it is asked about, so a key that is none would be found out much later.
    private static bool HasKey(X509Certificate2 certificate)
    {
        using var ecdsa = certificate.GetECDsaPublicKey();
        using var rsa = ecdsa is null ? certificate.GetRSAPublicKey() : null;
        return ecdsa is not null || rsa is not null;
    }

    public static byte[] Write(IEnumerable<X509Certificate2> certificates) => [.. certificates.SelectMany(certificate => certificate.RawData)];
}
