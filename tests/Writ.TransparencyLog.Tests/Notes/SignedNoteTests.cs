using System.Security.Cryptography;
using System.Text;

namespace Writ.TransparencyLog.Tests.Notes;

public sealed class SignedNoteTests
{
    [Theory]
    [InlineData(PublicNotes.Rekor)]
    [InlineData(PublicNotes.RekorLater)]
    [InlineData(PublicNotes.RekorExtended)]
    [InlineData(PublicNotes.Pixel)]
    [InlineData("\n\n— a AAAAAAA=\n")]
    [InlineData("a\n\nb\n\n— a AAAAAAA=\n— b AAAAAQE=\n")]
    [InlineData("ü😀\n\n— 😀 AAAAAAA=\n")]
    public void TryParse_Note_KeepsItsSpelling(string text)
    {
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out var error));
        Assert.Equal(NoteError.None, error);
        Assert.Equal(text, note.ToString());
        Assert.Equal(Encoding.UTF8.GetBytes(text), note.ToBytes());
    }

    [Theory]
    [InlineData("", NoteError.SignaturesMissing)]
    [InlineData("a\n", NoteError.SignaturesMissing)]
    [InlineData("a\n\n", NoteError.SignaturesMissing)]
    [InlineData("a\n— a AAAAAAA=\n", NoteError.SignaturesMissing)]
    [InlineData("a\n\n— a AAAAAAA=", NoteError.SignatureLine)]
    [InlineData("a\n\n- a AAAAAAA=\n", NoteError.SignatureLine)]
    [InlineData("a\n\n—a AAAAAAA=\n", NoteError.SignatureLine)]
    [InlineData("a\n\n— a\n", NoteError.SignatureLine)]
    [InlineData("a\n\n—  AAAAAAA=\n", NoteError.KeyName)]
    [InlineData("a\n\n— a+b AAAAAAA=\n", NoteError.KeyName)]
    [InlineData("a\n\n— a\u00A0b AAAAAAA=\n", NoteError.KeyName)]
    [InlineData("a\n\n— a  AAAAAAA=\n", NoteError.SignatureEncoding)]
    [InlineData("a\n\n— a AAAAAAA\n", NoteError.SignatureEncoding)]
    [InlineData("a\n\n— a AAAAAAB=\n", NoteError.SignatureEncoding)]
    [InlineData("a\n\n— a AAAA AAA=\n", NoteError.SignatureEncoding)]
    [InlineData("a\n\n— a AAAAAA==\n", NoteError.SignatureEncoding)]
    [InlineData("a\r\n\n— a AAAAAAA=\n", NoteError.ControlCharacter)]
    [InlineData("a\t\n\n— a AAAAAAA=\n", NoteError.ControlCharacter)]
    [InlineData("a\n\n— a AAAAAAA=\0\n", NoteError.ControlCharacter)]
    [InlineData("a\n\n— a AAAAAAA=\n\n", NoteError.SignaturesMissing)]
    public void TryParse_NoNote_NamesTheReason(string text, NoteError expected)
    {
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out var error));
        Assert.Null(note);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryParse_NotUtf8OrTooLong_IsRefused()
    {
        Assert.False(SignedNote.TryParse([0xC3, 0x28, .. "\n\n— a AAAAAAA=\n"u8], out _, out var utf8));
        Assert.Equal(NoteError.NotUtf8, utf8);
        Assert.False(SignedNote.TryParse(new byte[SignedNote.MaxLength + 1], out _, out var length));
        Assert.Equal(NoteError.TooLong, length);
        var many = "a\n\n" + string.Concat(Enumerable.Repeat("— a AAAAAAA=\n", SignedNote.MaxSignatures));
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes(many), out _, out _));
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(many + "— a AAAAAAA=\n"), out _, out var signatures));
        Assert.Equal(NoteError.TooLong, signatures);
    }

    [Fact]
    public void Create_TextThatIsNone_Throws()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = NoteKey.FromPublicKey("log.example", ecdsa);
        var signature = NoteSignature.Sign(key, ecdsa, "a\n");
        Assert.Throws<ArgumentException>(() => SignedNote.Create("a\n"));
        Assert.Throws<ArgumentException>(() => SignedNote.Create("a", signature));
        Assert.Throws<ArgumentException>(() => SignedNote.Create("", signature));
        Assert.Throws<ArgumentException>(() => SignedNote.Create("a\r\n", signature));
        Assert.Equal("a\n", SignedNote.Create("a\n", signature).Text);
    }

    [Fact]
    public void Describe_EachError_IsOneLowerCaseLine()
    {
        IEnumerable<string> texts =
        [
            .. Enum.GetValues<NoteError>().Select(e => e.Describe()),
            .. Enum.GetValues<FrontierError>().Select(e => e.Describe()),
            .. Enum.GetValues<ProofVerdict>().Select(v => v.Describe()),
        ];
        foreach (var text in texts)
        {
            Assert.Equal(text.ToLowerInvariant(), text);
            Assert.DoesNotContain('\n', text);
            Assert.False(text.EndsWith('.'));
        }
    }
}
