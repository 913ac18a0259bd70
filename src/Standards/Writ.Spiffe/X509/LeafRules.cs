using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Spiffe;

/// <summary>What a certificate has to be to say who a workload is, whatever signed it (X509-SVID §§2–4).</summary>
internal static class LeafRules
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    public static X509SvidRefusal Check(X509Certificate2 leaf, out SpiffeId id)
    {
        try
        {
            return CheckReadable(leaf, out id);
        }
        catch (CryptographicException)
        {
            // The platform decodes an extension when it is asked about, and says by an exception that it is malformed.
            id = default;
            return X509SvidRefusal.Malformed;
        }
    }

    /// <summary>Whether the certificate says of itself that it may sign others; one that cannot be read does not.</summary>
    public static bool IsAuthority(X509Certificate2 certificate)
    {
        try
        {
            return MaySign(certificate);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static X509SvidRefusal CheckReadable(X509Certificate2 leaf, out SpiffeId id)
    {
        id = default;
        if (MaySign(leaf))
            return X509SvidRefusal.LeafIsAuthority;
        var usage = leaf.Extensions.OfType<X509KeyUsageExtension>().ToArray();
        if (usage is not [{ Critical: true, KeyUsages: var usages }]
            || !usages.HasFlag(X509KeyUsageFlags.DigitalSignature)
            || (usages & (X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign)) is not X509KeyUsageFlags.None)
            return X509SvidRefusal.KeyUsage;
        foreach (var extended in leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>())
        {
            if (extended.EnhancedKeyUsages[ServerAuth] is null || extended.EnhancedKeyUsages[ClientAuth] is null)
                return X509SvidRefusal.ExtendedKeyUsage;
        }
        return SubjectNames.Uris(leaf.Extensions) switch
        {
            null => X509SvidRefusal.Malformed,
            [] => X509SvidRefusal.UriMissing,
            [var uri] => SpiffeId.TryParseWorkload(uri, out id, out _) ? X509SvidRefusal.None : X509SvidRefusal.NotASpiffeId,
            _ => X509SvidRefusal.SeveralUris,
        };
    }

    private static bool MaySign(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
