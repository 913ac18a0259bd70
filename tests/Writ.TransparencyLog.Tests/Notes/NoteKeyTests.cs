using System.Security.Cryptography;

namespace Writ.TransparencyLog.Tests.Notes;

public sealed class NoteKeyTests
{
    [Theory]
    [InlineData(PublicNotes.RekorKey, "rekor.sigstore.dev", 0xc0d23d6a)]
    [InlineData(PublicNotes.PixelKey, "pixel6_transparency_log", 0x91c16e30)]
    public void TryParse_PublicKey_HasThePublishedId(string text, string name, uint id)
    {
        using var key = PublicNotes.Key(text);
        Assert.Equal(name, key.Name);
        Assert.Equal(id, key.Id);
        Assert.Equal(text, key.ToString());
    }

    [Theory]
    [InlineData(null, NoteError.KeyEncoding)]
    [InlineData("", NoteError.KeyEncoding)]
    [InlineData("a+00000000", NoteError.KeyEncoding)]
    [InlineData("a+0000000+AA==", NoteError.KeyEncoding)]
    [InlineData("a+0000000g+AA==", NoteError.KeyEncoding)]
    [InlineData("+00000000+AA==", NoteError.KeyName)]
    [InlineData("a b+00000000+AA==", NoteError.KeyName)]
    [InlineData("a+00000000+", NoteError.KeyEncoding)]
    [InlineData("a+00000000+AA", NoteError.KeyEncoding)]
    [InlineData("a+00000000+Ag==", NoteError.KeyType)]
    [InlineData("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", NoteError.KeyType)]
    public void TryParse_NoKey_NamesTheReason(string? text, NoteError expected)
    {
        Assert.False(NoteKey.TryParse(text, out var key, out var error));
        Assert.Null(key);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryParse_OtherIdOrUpperCaseId_IsRefused()
    {
        Assert.False(NoteKey.TryParse(PublicNotes.RekorKey.Replace("c0d23d6a", "c0d23d6b", StringComparison.Ordinal), out _, out var other));
        Assert.Equal(NoteError.KeyEncoding, other);
        Assert.False(NoteKey.TryParse(PublicNotes.RekorKey.Replace("c0d23d6a", "C0D23D6A", StringComparison.Ordinal), out _, out var upper));
        Assert.Equal(NoteError.KeyEncoding, upper);
    }

    [Fact]
    public void FromPublicKey_OtherCurve_Throws()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => NoteKey.FromPublicKey("a", p384));
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<ArgumentException>(() => NoteKey.FromPublicKey("a b", p256));
        Assert.Throws<ArgumentException>(() => NoteKey.FromPublicKey("a+b", p256));
    }

    [Fact]
    public void FromPublicKey_GivenKeyDisposed_StillVerifies()
    {
        NoteKey key;
        SignedNote note;
        var checkpoint = new Checkpoint("log.example", 0, TreeHash.EmptyRoot);
        using (var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            key = NoteKey.FromPublicKey("log.example", ecdsa);
            note = checkpoint.ToNote(NoteSignature.Sign(key, ecdsa, checkpoint.ToString()));
        }
        using (key)
            Assert.IsType<CheckpointVerification.Verified>(CheckpointVerification.Verify(note.ToBytes(), "log.example", key));
    }
}
