using System.Security.Cryptography;
using System.Text;

namespace Writ.TransparencyLog.Tests.Notes;

public sealed class CheckpointVerificationTests : IDisposable
{
    private const string Origin = "log.example/1";
    private readonly ECDsa _private = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _otherPrivate = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly NoteKey _key;
    private readonly NoteKey _other;
    private readonly Checkpoint _checkpoint = new(Origin, 42, TreeHash.OfLeaf("a"u8));

    public CheckpointVerificationTests() =>
        (_key, _other) = (NoteKey.FromPublicKey(Origin, _private), NoteKey.FromPublicKey("witness.example", _otherPrivate));

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
        _private.Dispose();
        _otherPrivate.Dispose();
    }

    [Theory]
    [InlineData(PublicNotes.Rekor, PublicNotes.RekorKey, "Rekor", 798034)]
    [InlineData(PublicNotes.RekorLater, PublicNotes.RekorKey, "rekor.sigstore.dev - 2605736670972794746", 90244708)]
    [InlineData(PublicNotes.RekorExtended, PublicNotes.RekorKey, "rekor.sigstore.dev - 2605736670972794746", 6915767)]
    [InlineData(PublicNotes.Pixel, PublicNotes.PixelKey, "DEFAULT", 10)]
    public void Verify_PublicCheckpoint_IsVerified(string note, string keyText, string origin, long size)
    {
        using var key = PublicNotes.Key(keyText);
        var verified = Assert.IsType<CheckpointVerification.Verified>(CheckpointVerification.Verify(Encoding.UTF8.GetBytes(note), origin, key)).Checkpoint;
        Assert.Equal(origin, verified.Origin);
        Assert.Equal(size, verified.Size);
        Assert.Equal(note.Split('\n')[2], verified.Root.ToBase64());
    }

    [Fact]
    public void Verify_OwnCheckpoint_IsVerified()
    {
        var note = _checkpoint.ToNote(NoteSignature.Sign(_key, _private, _checkpoint.ToString())).ToBytes();
        var outcome = CheckpointVerification.Verify(note, Origin, _key);
        Assert.Equal(42, outcome.Match(verified => verified.Size, _ => -1));
    }

    [Fact]
    public void Verify_AnyByteFlipped_IsRefused()
    {
        var note = _checkpoint.ToNote(NoteSignature.Sign(_key, _private, _checkpoint.ToString())).ToBytes();
        for (var at = 0; at < note.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = note.ToArray();
                flipped[at] ^= (byte)(1 << bit);
                Assert.IsType<CheckpointVerification.Refused>(CheckpointVerification.Verify(flipped, Origin, _key));
            }
        }
    }

    [Fact]
    public void Verify_OtherOrigin_IsRefused()
    {
        var note = _checkpoint.ToNote(NoteSignature.Sign(_key, _private, _checkpoint.ToString())).ToBytes();
        AssertRefused(NoteError.OtherOrigin, CheckpointVerification.Verify(note, "log.example/2", _key));
    }

    [Fact]
    public void Verify_NoKeyOrUnknownKey_IsRefused()
    {
        var note = _checkpoint.ToNote(NoteSignature.Sign(_key, _private, _checkpoint.ToString())).ToBytes();
        AssertRefused(NoteError.NoTrustedSignature, CheckpointVerification.Verify(note, Origin));
        AssertRefused(NoteError.NoTrustedSignature, CheckpointVerification.Verify(note, Origin, _other));
    }

    [Fact]
    public void Verify_UnknownSignatureBesides_IsIgnored()
    {
        var note = _checkpoint.ToNote(
            NoteSignature.FromDer(_other, [1, 2, 3]),
            NoteSignature.Sign(_key, _private, _checkpoint.ToString())).ToBytes();
        Assert.IsType<CheckpointVerification.Verified>(CheckpointVerification.Verify(note, Origin, _key));
        AssertRefused(NoteError.BadSignature, CheckpointVerification.Verify(note, Origin, _key, _other));
    }

    [Fact]
    public void Verify_GoodAndBadSignatureOfOneKey_IsRefused()
    {
        var good = NoteSignature.Sign(_key, _private, _checkpoint.ToString());
        var bad = NoteSignature.Sign(_key, _private, "another text\n");
        AssertRefused(NoteError.BadSignature, CheckpointVerification.Verify(_checkpoint.ToNote(good, bad).ToBytes(), Origin, _key));
        AssertRefused(NoteError.BadSignature, CheckpointVerification.Verify(_checkpoint.ToNote(bad, good).ToBytes(), Origin, _key));
    }

    [Fact]
    public void Verify_SameNameOtherKey_IsRefused()
    {
        using var impostor = NoteKey.FromPublicKey(Origin, _otherPrivate);
        var note = _checkpoint.ToNote(NoteSignature.Sign(impostor, _otherPrivate, _checkpoint.ToString())).ToBytes();
        AssertRefused(NoteError.NoTrustedSignature, CheckpointVerification.Verify(note, Origin, _key));
    }

    [Fact]
    public void Verify_SignedTextThatIsNoCheckpoint_IsRefused()
    {
        var note = SignedNote.Create("not a checkpoint\n", NoteSignature.Sign(_key, _private, "not a checkpoint\n")).ToBytes();
        AssertRefused(NoteError.TreeSize, CheckpointVerification.Verify(note, Origin, _key));
    }

    [Fact]
    public void Verify_ManyThreadsOneKey_AgreeOnEach()
    {
        var good = _checkpoint.ToNote(NoteSignature.Sign(_key, _private, _checkpoint.ToString())).ToBytes();
        var bad = _checkpoint.ToNote(NoteSignature.Sign(_key, _private, "another text\n")).ToBytes();
        Parallel.For(0, 2000, i => Assert.Equal(i % 2 is 0, CheckpointVerification.Verify(i % 2 is 0 ? good : bad, Origin, _key) is CheckpointVerification.Verified));
    }

    private static void AssertRefused(NoteError reason, CheckpointVerification outcome) =>
        Assert.Equal(reason, Assert.IsType<CheckpointVerification.Refused>(outcome).Reason);
}
