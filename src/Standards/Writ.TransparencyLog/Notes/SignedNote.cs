using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Writ.TransparencyLog;

/// <summary>A text with signatures, of which none is verified (C2SP signed-note). Its text is not to be believed.</summary>
public sealed class SignedNote
{
    /// <summary>The most bytes of a note that are read.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>The most signatures of a note that are read; the specification asks for 16 at least.</summary>
    public const int MaxSignatures = 64;

    private SignedNote(string text, ImmutableArray<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>The text, which ends with a newline.</summary>
    public string Text { get; }

    /// <summary>The signatures, in order; one at least.</summary>
    public ImmutableArray<NoteSignature> Signatures { get; }

    /// <summary>Joins a text and signatures of it; they are not verified.</summary>
    /// <exception cref="ArgumentException">The text is not one a note can have, or there is no signature.</exception>
    public static SignedNote Create(string text, params ReadOnlySpan<NoteSignature> signatures)
    {
        ArgumentNullException.ThrowIfNull(text);
        var note = new SignedNote(text, [.. signatures]);
        var valid = TryParse(NoteSyntax.Utf8.GetBytes(note.ToString()), out var read, out var error);
        if (!valid || !string.Equals(read!.Text, text, StringComparison.Ordinal))
            throw new ArgumentException(valid ? NoteError.SignatureLine.Describe() : error.Describe(), nameof(text));
        return note;
    }

    /// <summary>Reads a note, or says why the bytes are none. Each note has one spelling only.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out SignedNote? note, out NoteError error)
    {
        note = null;
        error = Read(utf8, ref note);
        return error is NoteError.None;
    }

    /// <summary>The note as it is exchanged.</summary>
    public override string ToString()
    {
        var written = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
            written.Append(signature).Append('\n');
        return written.ToString();
    }

    /// <summary>The note as it is exchanged, in UTF-8.</summary>
    public byte[] ToBytes() => NoteSyntax.Utf8.GetBytes(ToString());

    /// <summary>Verifies every signature that names one of the keys; one at least must, and each that does must be good.</summary>
    internal NoteError Verify(ReadOnlySpan<NoteKey> keys)
    {
        var text = NoteSyntax.Utf8.GetBytes(Text);
        var outcome = NoteError.NoTrustedSignature;
        foreach (var signature in Signatures)
        {
            foreach (var key in keys)
            {
                if (!signature.Claims(key))
                    continue;
                if (!key.Signed(text, signature))
                    return NoteError.BadSignature;
                outcome = NoteError.None;
            }
        }
        return outcome;
    }

    private static NoteError Read(ReadOnlySpan<byte> utf8, ref SignedNote? note)
    {
        if (utf8.Length > MaxLength)
            return NoteError.TooLong;
        string all;
        try
        {
            all = NoteSyntax.Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            return NoteError.NotUtf8;
        }
        if (NoteSyntax.HasControlCharacter(all))
            return NoteError.ControlCharacter;
        // The last empty line separates: the text itself may have empty lines.
        var blank = all.LastIndexOf("\n\n", StringComparison.Ordinal);
        var lines = blank < 0 ? [] : all.AsSpan(blank + 2);
        if (lines.IsEmpty)
            return NoteError.SignaturesMissing;
        var signatures = ImmutableArray.CreateBuilder<NoteSignature>();
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf('\n');
            if (end < 0)
                return NoteError.SignatureLine;
            if (signatures.Count == MaxSignatures)
                return NoteError.TooLong;
            if (NoteSignature.Read(lines[..end], out var signature) is not NoteError.None and var error)
                return error;
            signatures.Add(signature!);
            lines = lines[(end + 1)..];
        }
        note = new SignedNote(all[..(blank + 1)], signatures.ToImmutable());
        return NoteError.None;
    }
}
