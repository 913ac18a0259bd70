namespace Writ.TransparencyLog;

/// <summary>The one-line text of each <see cref="NoteError"/>.</summary>
public static class NoteErrorText
{
    /// <summary>Says in one lower-case line what was wrong.</summary>
    public static string Describe(this NoteError error) => error switch
    {
        NoteError.None => "nothing is wrong",
        NoteError.TooLong => "note is longer than is read",
        NoteError.NotUtf8 => "note is not utf-8",
        NoteError.ControlCharacter => "note has a control character",
        NoteError.SignaturesMissing => "note has no signatures",
        NoteError.SignatureLine => "signature line is malformed",
        NoteError.KeyName => "key name is empty or has a space or a plus",
        NoteError.SignatureEncoding => "signature is not canonical base64 of a key id and a signature",
        NoteError.KeyEncoding => "verifier key is malformed",
        NoteError.KeyType => "verifier key is not an ecdsa p-256 key",
        NoteError.OriginMissing => "checkpoint has no origin",
        NoteError.TreeSize => "checkpoint has a malformed tree size",
        NoteError.RootHash => "checkpoint has a malformed root hash",
        NoteError.EmptyLine => "checkpoint has an empty or unfinished line",
        NoteError.OtherOrigin => "checkpoint is of another log",
        NoteError.NoTrustedSignature => "note is not signed by a trusted key",
        NoteError.BadSignature => "signature does not verify under the trusted key it names",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "no such note error"),
    };
}
