using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Writ.Spiffe.Tests.Testing;

namespace Writ.Spiffe.Tests.X509;

public sealed class X509SvidTests : IDisposable
{
    private readonly Pki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void TryRead_WhatTheWorkloadApiGives_HoldsTheKey()
    {
        var (leaf, key) = _pki.Leaf(_pki.Id());
        Assert.True(X509Svid.TryRead([.. leaf.RawData, .. _pki.Intermediate.RawData], key, "main", out var svid, out var refusal), refusal.ToString());
        using (svid)
        {
            Assert.Equal((_pki.Id(), "main", 1), (svid.Id, svid.Hint, svid.Intermediates.Count));
            Assert.Equal((Pki.Now.AddMinutes(-1), Pki.Now.AddHours(1)), (svid.ValidFrom, svid.ExpiresAt));
            using var signing = svid.Certificate.GetECDsaPrivateKey()!;
            using var verifying = leaf.GetECDsaPublicKey()!;
            Assert.True(verifying.VerifyData(leaf.RawData, signing.SignData(leaf.RawData, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
        }
    }

    [Fact]
    public void TryRead_AnothersKey_IsRefused()
    {
        var (leaf, _) = _pki.Leaf(_pki.Id());
        var (_, others) = _pki.Leaf(_pki.Id("agent", "coder", "2"));
        Assert.False(X509Svid.TryRead(leaf.RawData, others, null, out _, out var refusal));
        Assert.Equal(X509SvidRefusal.Malformed, refusal);
        Assert.False(X509Svid.TryRead(leaf.RawData, [1, 2, 3], null, out _, out _));
        Assert.False(X509Svid.TryRead([], others, null, out _, out refusal));
        Assert.Equal(X509SvidRefusal.Empty, refusal);
        Assert.False(X509Svid.TryRead(_pki.Intermediate.RawData, others, null, out _, out refusal));
        Assert.Equal(X509SvidRefusal.LeafIsAuthority, refusal);
    }
}
