using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Spiffe.Tests.Testing;

/// <summary>Extensions of certificates, right and wrong.</summary>
internal static class CertificateExtensions
{
    public static X509Extension NoAuthority => new X509BasicConstraintsExtension(false, false, 0, critical: true);

    public static X509Extension Authority => new X509BasicConstraintsExtension(true, false, 0, critical: true);

    public static X509Extension Signs => Usage(X509KeyUsageFlags.DigitalSignature);

    public static X509Extension Usage(X509KeyUsageFlags usages, bool critical = true) => new X509KeyUsageExtension(usages, critical);

    public static X509Extension Purposes(params string[] oids)
    {
        var all = new OidCollection();
        foreach (var oid in oids)
            all.Add(new Oid(oid));
        return new X509EnhancedKeyUsageExtension(all, critical: false);
    }

    public static X509Extension Names(params string[] uris)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        foreach (var uri in uris)
            names.AddUri(new Uri(uri));
        return names.Build();
    }
}
