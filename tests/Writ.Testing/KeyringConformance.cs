using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>What every <see cref="IKeyring"/> does.</summary>
public abstract class KeyringConformance
{
    private static readonly byte[] Data = "some data"u8.ToArray();
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

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
    [InlineData(KeyPurpose.Nonces)]
    public void Sign_PurposeThatDoesNotSign_Throws(KeyPurpose purpose)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Keyring.Sign(purpose, Data));
        Assert.Throws<ArgumentOutOfRangeException>(() => Keyring.PublicKey(purpose));
    }

    [Fact]
    public void Digest_SameValue_IsSameAndNotThePlainHash()
    {
        Assert.Equal(Keyring.Digest(DigestPurpose.Request, Data), Keyring.Digest(DigestPurpose.Request, Data));
        Assert.NotEqual(Keyring.Digest(DigestPurpose.Request, "other data"u8), Keyring.Digest(DigestPurpose.Request, Data));
        Assert.NotEqual(Digest256.Sha256(Data), Keyring.Digest(DigestPurpose.Request, Data));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(512)]
    [InlineData(70_000)]
    public void Digest_SameValueForEachPurpose_Differs(int length)
    {
        var value = RandomNumberGenerator.GetBytes(length);
        var purposes = Enum.GetValues<DigestPurpose>().Where(static p => p != DigestPurpose.None).ToArray();
        Assert.Equal(purposes.Length, purposes.Select(purpose => Keyring.Digest(purpose, value)).Distinct().Count());
        Assert.All(purposes, purpose => Assert.Equal(Keyring.Digest(purpose, value), Keyring.Digest(purpose, value)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Keyring.Digest(DigestPurpose.None, value));
    }

    [Fact]
    public void Digest_ValueThatHoldsAnotherPurposesPrefix_IsNotThatPurposes()
    {
        foreach (var one in Enum.GetValues<DigestPurpose>().Where(static p => p != DigestPurpose.None))
        {
            Assert.Equal(DigestFraming.Prefix(one).Length - 1, DigestFraming.Prefix(one)[0]);
            foreach (var other in Enum.GetValues<DigestPurpose>().Where(p => p != DigestPurpose.None && p != one))
            {
                Assert.False(DigestFraming.Prefix(one).StartsWith(DigestFraming.Prefix(other)));
                Assert.NotEqual(Keyring.Digest(one, Data), Keyring.Digest(other, [.. DigestFraming.Prefix(one), .. Data]));
            }
        }
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
    public void Generations_Fresh_AreOneOfEachPurpose()
    {
        Assert.Equal(Enum.GetValues<KeyPurpose>().Where(static p => p != KeyPurpose.None), Keyring.Generations.Select(static g => g.Purpose).Order());
        Assert.All(Keyring.Generations, static g => Assert.Equal((1, g.Purpose is KeyPurpose.Writs or KeyPurpose.Ledger), (g.Number, !g.Digest.IsDefault)));
    }

    [Fact]
    public void Make_NotKept_SignsButIsNotListed()
    {
        var made = Keyring.Make(KeyPurpose.Writs, Noon);
        Assert.Equal((2, Noon), (made.Number, made.Made));
        Assert.DoesNotContain(Keyring.Generations, g => g.Is(made));
        Assert.True(IsSignedBy(made, Keyring.Sign(made, Data)));
        Assert.False(IsSignedBy(made, Keyring.Sign(KeyPurpose.Writs, Data)));
        Assert.Equal(3, Keyring.Make(KeyPurpose.Writs, Noon).Number);
    }

    [Fact]
    public void Change_NextKeyOfWrits_BothSignUntilTheOldIsDestroyed()
    {
        var first = Assert.Single(Keyring.Generations, static g => g.Purpose == KeyPurpose.Writs);
        var second = Keyring.Make(KeyPurpose.Writs, Noon);
        Keyring.Change([second], []);
        Assert.Equal([1, 2], Keyring.Generations.Where(static g => g.Purpose == KeyPurpose.Writs).Select(static g => g.Number));
        Assert.True(IsSignedBy(first, Keyring.Sign(first, Data)));
        Assert.True(IsSignedBy(second, Keyring.Sign(KeyPurpose.Writs, Data)));
        Assert.True(second.PublicKey.Span.SequenceEqual(Keyring.PublicKey(KeyPurpose.Writs).Span));

        Keyring.Change([], [first]);
        Assert.Throws<ArgumentException>(() => Keyring.Sign(first, Data));
        Assert.Throws<ArgumentException>(() => Keyring.Change([], [first]));
        Assert.Throws<ArgumentException>(() => Keyring.Change([second], []));
        Assert.True(IsSignedBy(second, Keyring.Sign(second, Data)));
    }

    [Fact]
    public void Change_NextSealingKey_OpensWhatTheOldSealedUntilThatIsDestroyed()
    {
        var before = Keyring.Seal(Data, "c"u8);
        Keyring.Change([Keyring.Make(KeyPurpose.Sealing, Noon)], []);
        var after = Keyring.Seal(Data, "c"u8);
        Assert.Equal(Data, Keyring.Open(before, "c"u8));
        Assert.Equal(Data, Keyring.Open(after, "c"u8));

        Keyring.Change([], [Keyring.Generations.First(static g => g.Purpose == KeyPurpose.Sealing)]);
        Assert.Null(Keyring.Open(before, "c"u8));
        Assert.Equal(Data, Keyring.Open(after, "c"u8));
    }

    [Fact]
    public void Change_NextKeyOfNonces_ChangesNoncesAndNoDigest()
    {
        var (nonce, digest) = (Keyring.Nonce(Data), Keyring.Digest(DigestPurpose.Request, Data));
        Assert.Equal(nonce, Keyring.Nonce(Data));
        Assert.NotEqual(digest, nonce);
        Keyring.Change([Keyring.Make(KeyPurpose.Nonces, Noon)], [.. Keyring.Generations.Where(static g => g.Purpose == KeyPurpose.Nonces)]);
        Assert.NotEqual(nonce, Keyring.Nonce(Data));
        Assert.Equal(digest, Keyring.Digest(DigestPurpose.Request, Data));
    }

    [Fact]
    public void Change_LastGenerationOrOneThatStays_IsRefusedAndChangesNothing()
    {
        foreach (var generation in Keyring.Generations)
        {
            Assert.Throws<ArgumentException>(() => Keyring.Change([], [generation]));
        }

        Assert.Equal(5, Keyring.Generations.Length);
        foreach (var purpose in (KeyPurpose[])[KeyPurpose.None, KeyPurpose.Ledger, KeyPurpose.Digests])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Keyring.Make(purpose, Noon));
        }
    }

    [Fact]
    public async Task EveryMember_ManyThreadsAtOnce_StaysCorrect()
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Keyring.PublicKey(KeyPurpose.Writs).Span, out _);
        var digest = Keyring.Digest(DigestPurpose.Request, Data);
        var signatures = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
        {
            var last = Array.Empty<byte>();
            for (var i = 0; i < 200; i++)
            {
                var plain = BitConverter.GetBytes((n * 1000) + i);
                Assert.Equal(plain, Keyring.Open(Keyring.Seal(plain, Data), Data));
                Assert.Equal(digest, Keyring.Digest(DigestPurpose.Request, Data));
                last = Keyring.Sign(KeyPurpose.Writs, Data);
            }

            return last;
        })));
        Assert.All(signatures, s => Assert.True(key.VerifyData(Data, s, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
    }

    private static bool IsSignedBy(KeyGeneration generation, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(generation.PublicKey.Span, out _);
        return key.VerifyData(Data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
