using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>What every <see cref="IKeyring"/> does.</summary>
public abstract class KeyringConformance
{
    private static readonly byte[] Data = "some data"u8.ToArray();

    /// <summary>The keyring under test.</summary>
    protected abstract IKeyring Keyring { get; }

    [Theory]
    [InlineData(KeyPurpose.Writs)]
    [InlineData(KeyPurpose.Ledger)]
    public void Sign_SigningPurpose_VerifiesUnderItsPublicKeyInJoseForm(KeyPurpose purpose)
    {
        var signature = Keyring.Sign(purpose, Data);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Keyring.PublicKey(purpose).Span, out _);

        Assert.Equal(64, signature.Length);
        Assert.Equal(256, key.KeySize);
        Assert.True(key.VerifyData(Data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.False(key.VerifyData("other data"u8, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    [Fact]
    public void PublicKey_TwoPurposes_AreTwoKeys() =>
        Assert.False(Keyring.PublicKey(KeyPurpose.Writs).Span.SequenceEqual(Keyring.PublicKey(KeyPurpose.Ledger).Span));

    [Theory]
    [InlineData(KeyPurpose.None)]
    [InlineData(KeyPurpose.Digests)]
    [InlineData(KeyPurpose.Sealing)]
    public void Sign_PurposeThatDoesNotSign_Throws(KeyPurpose purpose)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Keyring.Sign(purpose, Data));
        Assert.Throws<ArgumentOutOfRangeException>(() => Keyring.PublicKey(purpose));
    }

    [Fact]
    public void Digest_SameValue_IsSameAndNotThePlainHash()
    {
        Assert.Equal(Keyring.Digest(Data), Keyring.Digest(Data));
        Assert.NotEqual(Keyring.Digest("other data"u8), Keyring.Digest(Data));
        Assert.NotEqual(Digest256.Sha256(Data), Keyring.Digest(Data));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public void Open_WhatWasSealedUnderTheContext_GivesItBack(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);
        Assert.Equal(plain, Keyring.Open(Keyring.Seal(plain, "task 1"u8), "task 1"u8));
    }

    [Fact]
    public void Seal_SameTwice_Differs() => Assert.NotEqual(Keyring.Seal(Data, []), Keyring.Seal(Data, []));

    [Fact]
    public void Open_OtherContext_IsNull() => Assert.Null(Keyring.Open(Keyring.Seal(Data, "task 1"u8), "task 2"u8));

    [Fact]
    public void Open_AnyByteAltered_IsNull()
    {
        var whole = Keyring.Seal(Data, "c"u8);
        for (var i = 0; i < whole.Length; i++)
        {
            var altered = whole.ToArray();
            altered[i] ^= 1;
            Assert.Null(Keyring.Open(altered, "c"u8));
            Assert.Null(Keyring.Open(whole.AsSpan(0, i), "c"u8));
        }
    }

    [Fact]
    public async Task EveryMember_ManyThreadsAtOnce_StaysCorrect()
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Keyring.PublicKey(KeyPurpose.Writs).Span, out _);
        var digest = Keyring.Digest(Data);
        var signatures = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
        {
            var last = Array.Empty<byte>();
            for (var i = 0; i < 200; i++)
            {
                var plain = BitConverter.GetBytes((n * 1000) + i);
                Assert.Equal(plain, Keyring.Open(Keyring.Seal(plain, Data), Data));
                Assert.Equal(digest, Keyring.Digest(Data));
                last = Keyring.Sign(KeyPurpose.Writs, Data);
            }

            return last;
        })));
        Assert.All(signatures, s => Assert.True(key.VerifyData(Data, s, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
    }
}
