using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Spiffe;

/// <summary>
/// A request for a certificate (PKCS #10, RFC 2986) of which nothing is believed but its key, and that whoever made the request holds it.
/// Names and extensions that are asked for are passed over: who somebody is, attestation says.
/// </summary>
public sealed class SvidRequest
{
    /// <summary>The most bytes of a request that are read.</summary>
    public const int MaxLength = 8 * 1024;

    private SvidRequest(PublicKey key) => Key = key;

    /// <summary>The key the request was signed with: on P-256, or RSA of 2048 to 4096 bits.</summary>
    public PublicKey Key { get; }

    /// <summary>Reads a request in DER and checks that its own key signed it; false when it is none, or when the key is of another kind.</summary>
    public static bool TryRead(ReadOnlySpan<byte> der, [NotNullWhen(true)] out SvidRequest? request)
    {
        request = null;
        if (der.Length is 0 or > MaxLength)
            return false;
        try
        {
            var read = CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, out var consumed, CertificateRequestLoadOptions.Default);
            if (consumed == der.Length && IsGood(read.PublicKey))
                request = new SvidRequest(read.PublicKey);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or NotSupportedException)
        {
            // The platform's reader says by exceptions what is no request, or not signed by its own key.
            request = null;
        }
        return request is not null;
    }

    private static bool IsGood(PublicKey key)
    {
        using var ecdsa = key.GetECDsaPublicKey();
        if (ecdsa is not null)
            return ecdsa.KeySize is 256 && ecdsa.ExportParameters(false).Curve.Oid.Value is "1.2.840.10045.3.1.7";
        using var rsa = key.GetRSAPublicKey();
        return rsa is { KeySize: >= 2048 and <= 4096 };
    }
}
