using System.Security.Cryptography;

namespace Writ.Domain.Tests.Ids;

public sealed class DigestTests
{
    // FIPS 180-2, appendix B.1: SHA-256 of "abc".
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Sha256_PublishedVector_IsThePublishedDigest() => Assert.Equal(Abc, Digest256.Sha256("abc"u8).ToString());

    [Fact]
    public void TryParse_OfItsText_IsTheSame()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var bytes = RandomNumberGenerator.GetBytes(Digest256.Length);
            var digest = new Digest256(bytes);
            Assert.Equal(bytes, digest.ToArray());
            Assert.True(Digest256.TryParse(digest.ToString(), out var read));
            Assert.Equal(digest, read);
            Assert.Equal(digest.GetHashCode(), read.GetHashCode());
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015adaa")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a\n")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a\u0661")]
    [InlineData("0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015")]
    public void TryParse_NotTheOneSpelling_IsRefused(string? text)
    {
        Assert.False(Digest256.TryParse(text, out var digest));
        Assert.True(digest.IsDefault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Constructor_NotThirtyTwoBytes_Throws(int length) => Assert.Throws<ArgumentException>(() => new Digest256(new byte[length]));

    [Fact]
    public void Equals_AnyByteChanged_IsAnother()
    {
        var bytes = Digest256.Sha256("abc"u8).ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            var other = bytes.ToArray();
            other[i] ^= 1;
            Assert.True(new Digest256(bytes) != new Digest256(other));
        }
    }

    [Fact]
    public void Default_IsTheDigestOfNothing()
    {
        Assert.True(default(Digest256).IsDefault);
        Assert.Equal(default, new Digest256(new byte[32]));
        Assert.False(Digest256.Sha256([]).IsDefault);
    }

    [Fact]
    public void ReleaseId_OfADigest_IsReadBackFromItsText()
    {
        var id = ReleaseId.Of(Digest256.Sha256("abc"u8));
        Assert.Equal("rel_" + Abc, id.ToString());
        Assert.Equal("rel_ba7816bf8f01", id.Short);
        Assert.Equal(id, ReleaseId.Parse(id.ToString()));
        Assert.NotEqual(id, ReleaseId.Of(Digest256.Sha256("abd"u8)));
        Assert.False(id.IsDefault);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("rel_")]
    [InlineData("rel_ba7816bf8f01")]
    [InlineData(Abc)]
    [InlineData("REL_" + Abc)]
    [InlineData("rel_" + Abc + " ")]
    [InlineData("rel_BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("rel_0000000000000000000000000000000000000000000000000000000000000000")]
    public void ReleaseId_NotTheOneSpelling_IsRefused(string? text)
    {
        Assert.False(ReleaseId.TryParse(text, null, out var id));
        Assert.True(id.IsDefault);
    }

    [Fact]
    public void ReleaseId_OfNothing_CannotBeMade()
    {
        Assert.Throws<ArgumentException>(() => ReleaseId.Of(default));
        Assert.Throws<FormatException>(() => ReleaseId.Parse("planted"));
        Assert.True(default(ReleaseId).IsDefault);
        Assert.Equal("", default(ReleaseId).Short);
        Assert.False(ReleaseId.TryParse(default(ReleaseId).ToString(), null, out _));
    }
}
