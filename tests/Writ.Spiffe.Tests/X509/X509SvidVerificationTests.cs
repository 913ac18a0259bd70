using System.Security.Cryptography.X509Certificates;
using Writ.Jose;
using Writ.Spiffe.Tests.Testing;

namespace Writ.Spiffe.Tests.X509;

public sealed class X509SvidVerificationTests : IDisposable
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string Coder = "spiffe://example.org/agent/coder/1";

    private readonly Pki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Verify_IssuedChain_SaysWhose()
    {
        var (leaf, _) = _pki.Leaf(_pki.Id());
        var verified = Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([leaf, _pki.Intermediate], _pki.Bundles, Pki.Now));
        Assert.Equal(_pki.Id(), verified.Id);
        Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([.. leaf.RawData, .. _pki.Intermediate.RawData], _pki.Bundles, Pki.Now));
    }

    [Fact]
    public void Verify_LongestId_IsVerified()
    {
        var id = SpiffeId.FromSegments(_pki.TrustDomain, [.. Enumerable.Repeat(new string('x', 100), 20)]);
        Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([_pki.Leaf(id).Leaf, _pki.Intermediate], _pki.Bundles, Pki.Now));
    }

    public static TheoryData<string, X509SvidRefusal> Clauses => new()
    {
        { "leaf is an authority", X509SvidRefusal.LeafIsAuthority },
        { "no key usage", X509SvidRefusal.KeyUsage },
        { "key usage is not critical", X509SvidRefusal.KeyUsage },
        { "key usage lacks digitalSignature", X509SvidRefusal.KeyUsage },
        { "key usage has keyCertSign", X509SvidRefusal.KeyUsage },
        { "key usage has cRLSign", X509SvidRefusal.KeyUsage },
        { "extended key usage lacks clientAuth", X509SvidRefusal.ExtendedKeyUsage },
        { "extended key usage lacks serverAuth", X509SvidRefusal.ExtendedKeyUsage },
        { "no uri", X509SvidRefusal.UriMissing },
        { "no names at all", X509SvidRefusal.UriMissing },
        { "two uris", X509SvidRefusal.SeveralUris },
        { "two uris, one a foreign scheme", X509SvidRefusal.SeveralUris },
        { "uri of another scheme", X509SvidRefusal.NotASpiffeId },
        { "id without a path", X509SvidRefusal.NotASpiffeId },
        { "names malformed", X509SvidRefusal.Malformed },
        { "names twice", X509SvidRefusal.Malformed },
        { "another trust domain", X509SvidRefusal.UnknownTrustDomain },
    };

    [Theory]
    [MemberData(nameof(Clauses))]
    public void Verify_LeafAgainstAClause_IsRefusedForIt(string clause, X509SvidRefusal refusal)
    {
        X509Extension[] extensions = clause switch
        {
            "leaf is an authority" => [CertificateExtensions.Authority, CertificateExtensions.Signs, CertificateExtensions.Names(Coder)],
            "no key usage" => [CertificateExtensions.NoAuthority, CertificateExtensions.Names(Coder)],
            "key usage is not critical" => [CertificateExtensions.Usage(X509KeyUsageFlags.DigitalSignature, critical: false), CertificateExtensions.Names(Coder)],
            "key usage lacks digitalSignature" => [CertificateExtensions.Usage(X509KeyUsageFlags.KeyAgreement), CertificateExtensions.Names(Coder)],
            "key usage has keyCertSign" => [CertificateExtensions.Usage(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign), CertificateExtensions.Names(Coder)],
            "key usage has cRLSign" => [CertificateExtensions.Usage(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.CrlSign), CertificateExtensions.Names(Coder)],
            "extended key usage lacks clientAuth" => [CertificateExtensions.Signs, CertificateExtensions.Purposes(ServerAuth), CertificateExtensions.Names(Coder)],
            "extended key usage lacks serverAuth" => [CertificateExtensions.Signs, CertificateExtensions.Purposes(ClientAuth), CertificateExtensions.Names(Coder)],
            "no uri" => [CertificateExtensions.Signs, CertificateExtensions.Names()],
            "no names at all" => [CertificateExtensions.Signs],
            "two uris" => [CertificateExtensions.Signs, CertificateExtensions.Names(Coder, "spiffe://example.org/agent/coder/2")],
            "two uris, one a foreign scheme" => [CertificateExtensions.Signs, CertificateExtensions.Names(Coder, "https://example.org/agent")],
            "uri of another scheme" => [CertificateExtensions.Signs, CertificateExtensions.Names("https://example.org/agent/coder/1")],
            "id without a path" => [CertificateExtensions.Signs, CertificateExtensions.Names("spiffe://example.org")],
            "names malformed" => [CertificateExtensions.Signs, new X509Extension("2.5.29.17", [0x30, 0x05, 0x86, 0x09], critical: true)],
            "names twice" => [CertificateExtensions.Signs, new X509Extension("2.5.29.17", CertificateExtensions.Names(Coder).RawData, critical: true)],
            "another trust domain" => [CertificateExtensions.Signs, CertificateExtensions.Names("spiffe://example.net/agent/coder/1")],
            _ => throw new ArgumentOutOfRangeException(nameof(clause)),
        };
        var leaf = _pki.LeafOf(extensions);
        if (clause is "names twice")
            leaf = TwiceNamed(leaf);
        Assert.Equal(new X509SvidVerification.Refused(refusal), X509SvidVerification.Verify([leaf, _pki.Intermediate], _pki.Bundles, Pki.Now));
    }

    [Fact]
    public void Verify_LeafWithTheLeastOfExtensions_IsVerified()
    {
        var leaf = _pki.LeafOf(CertificateExtensions.Signs, CertificateExtensions.Names(Coder));
        Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([leaf, _pki.Intermediate], _pki.Bundles, Pki.Now));
        Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([_pki.LeafOf(CertificateExtensions.Signs, CertificateExtensions.Purposes(ServerAuth, ClientAuth), CertificateExtensions.Names(Coder)), _pki.Intermediate], _pki.Bundles, Pki.Now));
    }

    [Theory]
    [InlineData(-61, X509SvidRefusal.NotInTime)]
    [InlineData(0, X509SvidRefusal.None)]
    [InlineData(3_599, X509SvidRefusal.None)]
    [InlineData(3_601, X509SvidRefusal.NotInTime)]
    public void Verify_AtAnInstant_OnlyWithinTheLeafsTime(int seconds, X509SvidRefusal refusal)
    {
        var verification = X509SvidVerification.Verify([_pki.Leaf(_pki.Id()).Leaf, _pki.Intermediate], _pki.Bundles, Pki.Now.AddSeconds(seconds));
        Assert.Equal(refusal, verification is X509SvidVerification.Refused refused ? refused.Reason : X509SvidRefusal.None);
    }

    [Fact]
    public void Verify_PathThatDoesNotLeadHome_IsRefused()
    {
        using var impostor = new Pki();
        using var neighbour = new Pki("example.net");
        var (leaf, _) = _pki.Leaf(_pki.Id());
        Assert.Equal(new X509SvidVerification.Refused(X509SvidRefusal.NoPath), X509SvidVerification.Verify([leaf], _pki.Bundles, Pki.Now));
        Assert.Equal(new X509SvidVerification.Refused(X509SvidRefusal.NoPath), X509SvidVerification.Verify([leaf, _pki.Intermediate], impostor.Bundles, Pki.Now));
        Assert.Equal(new X509SvidVerification.Refused(X509SvidRefusal.Empty), X509SvidVerification.Verify(default(ReadOnlySpan<byte>), _pki.Bundles, Pki.Now));
        Assert.Equal(new X509SvidVerification.Refused(X509SvidRefusal.TooLong), X509SvidVerification.Verify([leaf, .. Enumerable.Repeat(_pki.Intermediate, 8)], _pki.Bundles, Pki.Now));

        // The neighbour's authority signs for this trust domain: trust domains are never merged.
        var foreign = neighbour.Leaf(_pki.Id()).Leaf;
        Assert.Equal(
            new X509SvidVerification.Refused(X509SvidRefusal.NoPath),
            X509SvidVerification.Verify([foreign, neighbour.Intermediate], BundleSet.Of(_pki.Bundle, neighbour.Bundle), Pki.Now));
    }

    [Fact]
    public void Verify_AuthorityOfAnotherTrustDomainBelowOurRoot_IsRefused()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var foreign = TrustDomain.Parse("example.net");
        var certificate = _pki.RootAuthority.IssueIntermediate(foreign, new PublicKey(key), Pki.Now.AddDays(-1), Pki.Now.AddDays(1));
        using var leafKey = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var leaf = new X509Authority(certificate, Pki.Signer(key)).Issue(_pki.Id(), new PublicKey(leafKey), Pki.Now.AddMinutes(-1), Pki.Now.AddHours(1));
        Assert.Equal(new X509SvidVerification.Refused(X509SvidRefusal.ForeignAuthority), X509SvidVerification.Verify([leaf, certificate], _pki.Bundles, Pki.Now));
    }

    [Fact]
    public void Verify_WorkloadThatSignsAnother_IsRefused()
    {
        using var leafKey = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var signer = _pki.Authority.Issue(_pki.Id(), new PublicKey(leafKey), Pki.Now.AddMinutes(-1), Pki.Now.AddHours(1));
        Assert.Throws<ArgumentException>(() => new X509Authority(signer, Pki.Signer(leafKey)));

        using var victimKey = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=victim", victimKey, System.Security.Cryptography.HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(CertificateExtensions.Signs);
        request.CertificateExtensions.Add(CertificateExtensions.Names("spiffe://example.org/agent/admin/1"));
        var forged = request.Create(signer.SubjectName, Pki.Signer(leafKey), Pki.Now.AddMinutes(-1), Pki.Now.AddHours(1), [9]);
        Assert.Equal(new X509SvidVerification.Refused(X509SvidRefusal.NoPath), X509SvidVerification.Verify([forged, signer, _pki.Intermediate], _pki.Bundles, Pki.Now));
    }

    [Fact]
    public void Verify_EmptyBundle_NobodyIsBelieved()
    {
        var revoked = BundleSet.Of(new TrustBundle(_pki.TrustDomain, [], JwkSet.Of()));
        Assert.Equal(new X509SvidVerification.Refused(X509SvidRefusal.NoPath), X509SvidVerification.Verify([_pki.Leaf(_pki.Id()).Leaf, _pki.Intermediate], revoked, Pki.Now));
    }

    [Fact]
    public void Verify_BytesChangedAtRandom_NeverThrowsAndNeverNamesAnother()
    {
        var (leaf, _) = _pki.Leaf(_pki.Id());
        byte[] chain = [.. leaf.RawData, .. _pki.Intermediate.RawData];
        var chance = new Random(20261121);
        for (var i = 0; i < 2_000; i++)
        {
            var changed = chain.ToArray();
            for (var n = chance.Next(1, 4); n > 0; n--)
                changed[chance.Next(changed.Length)] = (byte)chance.Next(256);
            var cut = changed.AsSpan(0, chance.Next(4) == 0 ? chance.Next(changed.Length) : changed.Length);
            if (X509SvidVerification.Verify(cut, _pki.Bundles, Pki.Now) is X509SvidVerification.Verified verified)
                Assert.Equal(_pki.Id(), verified.Id);
        }
    }

    // The platform's request refuses to write an extension twice, so the bytes are made here, and no longer signed; the rules come first.
    private static X509Certificate2 TwiceNamed(X509Certificate2 leaf)
    {
        var der = leaf.RawData;
        var reader = new System.Formats.Asn1.AsnReader(der, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
        var body = reader.ReadSequence();
        var (algorithm, signature) = (reader.ReadEncodedValue().ToArray(), reader.ReadEncodedValue().ToArray());
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                while (body.HasData)
                {
                    if (body.PeekTag() is not { TagClass: System.Formats.Asn1.TagClass.ContextSpecific, TagValue: 3 })
                    {
                        writer.WriteEncodedValue(body.ReadEncodedValue().Span);
                        continue;
                    }
                    var extensions = body.ReadSequence(new(System.Formats.Asn1.TagClass.ContextSpecific, 3)).ReadSequence();
                    using (writer.PushSequence(new(System.Formats.Asn1.TagClass.ContextSpecific, 3)))
                    using (writer.PushSequence())
                    {
                        while (extensions.HasData)
                        {
                            var extension = extensions.ReadEncodedValue().Span;
                            writer.WriteEncodedValue(extension);
                            if (extension.IndexOf((ReadOnlySpan<byte>)[0x55, 0x1D, 0x11]) >= 0)
                                writer.WriteEncodedValue(extension);
                        }
                    }
                }
            }
            writer.WriteEncodedValue(algorithm);
            writer.WriteEncodedValue(signature);
        }
        return X509CertificateLoader.LoadCertificate(writer.Encode());
    }
}
