using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Spiffe;

/// <summary>
/// A signing certificate and whatever signs with its key, which may be kept elsewhere (X509-SVID §3). Issues certificates that keep to
/// every rule of <see cref="X509SvidVerification"/>. Thread-safe if the signer is.
/// </summary>
public sealed class X509Authority
{
    private const int SerialLength = 16;
    private static readonly OidCollection Usages = [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")];

    private readonly X509SignatureGenerator _signer;

    /// <summary>Takes a signing certificate and the signer of its key.</summary>
    /// <exception cref="ArgumentException">The certificate may not sign others.</exception>
    public X509Authority(X509Certificate2 certificate, X509SignatureGenerator signer)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(signer);
        if (!LeafRules.IsAuthority(certificate))
            throw new ArgumentException("the certificate may not sign others", nameof(certificate));
        (Certificate, _signer) = (certificate, signer);
    }

    /// <summary>The signing certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Makes the certificate of a root that signs itself.</summary>
    /// <param name="trustDomain">Whose root; its SPIFFE id is the certificate's (§3).</param>
    /// <param name="signer">The signer of the root's key.</param>
    /// <param name="from">When it becomes valid.</param>
    /// <param name="until">When it stops being valid.</param>
    public static X509Certificate2 MakeRoot(TrustDomain trustDomain, X509SignatureGenerator signer, DateTimeOffset from, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var serial = Serial();
        var request = SigningRequest(trustDomain, "root", signer.PublicKey, pathLength: 1, serial);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new X509SubjectKeyIdentifierExtension(signer.PublicKey, critical: false)));
        return request.Create(request.SubjectName, signer, from, until, serial);
    }

    /// <summary>Signs the certificate of an intermediate, which signs leaves only.</summary>
    /// <param name="trustDomain">Whose intermediate.</param>
    /// <param name="key">The intermediate's public key.</param>
    /// <param name="from">When it becomes valid.</param>
    /// <param name="until">When it stops being valid; never later than this authority's own end.</param>
    public X509Certificate2 IssueIntermediate(TrustDomain trustDomain, PublicKey key, DateTimeOffset from, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(key);
        var serial = Serial();
        return Sign(SigningRequest(trustDomain, "intermediate", key, pathLength: 0, serial), from, until, serial);
    }

    /// <summary>Signs the leaf of a workload's X.509-SVID.</summary>
    /// <param name="id">Whose; it has a path.</param>
    /// <param name="key">The workload's public key.</param>
    /// <param name="from">When it becomes valid.</param>
    /// <param name="until">When it stops being valid; never later than this authority's own end.</param>
    /// <param name="dnsNames">Names of the host beside the id, for clients that look for those.</param>
    /// <param name="addresses">Addresses of the host beside the id, likewise.</param>
    /// <exception cref="ArgumentException">The id names no workload.</exception>
    public X509Certificate2 Issue(
        SpiffeId id, PublicKey key, DateTimeOffset from, DateTimeOffset until, ReadOnlySpan<string> dnsNames = default, ReadOnlySpan<IPAddress> addresses = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!id.HasPath)
            throw new ArgumentException("the id names no workload", nameof(id));

        // Without a subject the names are critical (RFC 5280 §4.1.2.6): whoever does not understand them refuses.
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Usages, critical: false));
        request.CertificateExtensions.Add(SubjectNames.Of(id, dnsNames, addresses, isCritical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        return Sign(request, from, until, Serial());
    }

    private static CertificateRequest SigningRequest(TrustDomain trustDomain, string kind, PublicKey key, int pathLength, byte[] serial)
    {
        // The serial in the name keeps the authorities of a rotation apart, whose names are otherwise alike.
        var name = new X500DistinguishedNameBuilder();
        name.AddOrganizationName(trustDomain.ToString() is { Length: <= 64 } organization ? organization : trustDomain.ToString()[..64]);
        name.AddCommonName($"{kind} {Convert.ToHexStringLower(serial.AsSpan(0, 8))}");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLength, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(SubjectNames.Of(trustDomain.Id, [], [], isCritical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        return request;
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset from, DateTimeOffset until, byte[] serial)
    {
        var own = Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault();
        if (own is not null)
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(own));
        var end = new DateTimeOffset(Certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        var start = new DateTimeOffset(Certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero);
        return request.Create(Certificate.SubjectName, _signer, from < start ? start : from, until > end ? end : until, serial);
    }

    // 127 random bits: never negative, never zero, never twice (RFC 5280 §4.1.2.2).
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialLength);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
