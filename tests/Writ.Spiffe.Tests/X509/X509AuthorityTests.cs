using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Writ.Spiffe.Tests.Testing;

namespace Writ.Spiffe.Tests.X509;

public sealed class X509AuthorityTests : IDisposable
{
    private readonly Pki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Issue_BeyondTheAuthoritysOwnEnd_EndsWithIt()
    {
        var (leaf, _) = _pki.Leaf(_pki.Id(), Pki.Now.AddDays(-90), Pki.Now.AddDays(90));
        Assert.Equal(_pki.Intermediate.NotAfter, leaf.NotAfter);
        Assert.Equal(_pki.Intermediate.NotBefore, leaf.NotBefore);
        Assert.True(_pki.Intermediate.NotAfter < _pki.Root.NotAfter);
    }

    [Fact]
    public void Issue_TrustDomain_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<ArgumentException>(() => _pki.Authority.Issue(_pki.TrustDomain.Id, new PublicKey(key), Pki.Now, Pki.Now.AddHours(1)));
    }

    [Fact]
    public void Issue_ManyLeaves_NoSerialTwiceAndNoneNegative()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serials = Enumerable.Range(0, 200).Select(_ => _pki.Authority.Issue(_pki.Id(), new PublicKey(key), Pki.Now, Pki.Now.AddHours(1)).SerialNumberBytes.ToArray()).ToList();
        Assert.Equal(200, serials.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(serials, serial => Assert.Equal((16, true), (serial.Length, serial[0] < 0x80)));
    }

    [Fact]
    public void Issue_WithNamesOfAHost_HasThemBesideTheId()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = _pki.Authority.Issue(_pki.Id("zone", "tools", "mcp"), new PublicKey(key), Pki.Now, Pki.Now.AddHours(1), ["localhost"], [IPAddress.Loopback]);
        Assert.True(leaf.MatchesHostname("localhost"));
        Assert.True(leaf.MatchesHostname("127.0.0.1"));
        Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([leaf, _pki.Intermediate], _pki.Bundles, Pki.Now));
    }

    [Fact]
    public void SvidRequest_SignedByItsKey_GivesTheKeyAndNothingElse()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asking = new CertificateRequest("CN=admin", key, HashAlgorithmName.SHA256);
        asking.CertificateExtensions.Add(CertificateExtensions.Names("spiffe://example.org/agent/admin/1"));
        asking.CertificateExtensions.Add(CertificateExtensions.Authority);
        Assert.True(SvidRequest.TryRead(asking.CreateSigningRequest(), out var request));
        var leaf = _pki.Authority.Issue(_pki.Id(), request.Key, Pki.Now, Pki.Now.AddHours(1));
        Assert.Equal(_pki.Id(), Assert.IsType<X509SvidVerification.Verified>(X509SvidVerification.Verify([leaf, _pki.Intermediate], _pki.Bundles, Pki.Now)).Id);
    }

    [Fact]
    public void SvidRequest_WeakOrForeignOrBroken_IsRefused()
    {
        using var weak = RSA.Create(1024);
        Assert.False(SvidRequest.TryRead(new CertificateRequest("CN=a", weak, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest(), out _));
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.False(SvidRequest.TryRead(new CertificateRequest("CN=a", curve, HashAlgorithmName.SHA256).CreateSigningRequest(), out _));
        Assert.False(SvidRequest.TryRead([], out _));
        Assert.False(SvidRequest.TryRead(new byte[SvidRequest.MaxLength + 1], out _));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        Assert.True(SvidRequest.TryRead(good, out _));
        Assert.False(SvidRequest.TryRead([.. good, 0], out _));
        var chance = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var changed = good.ToArray();
            changed[chance.Next(changed.Length)] ^= (byte)(1 << chance.Next(8));
            if (SvidRequest.TryRead(changed, out var read))
                Assert.Equal(key.ExportSubjectPublicKeyInfo(), read.Key.ExportSubjectPublicKeyInfo());
        }
    }
}
