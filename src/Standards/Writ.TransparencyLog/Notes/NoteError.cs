namespace Writ.TransparencyLog;

/// <summary>Why bytes are no signed note, key or checkpoint, or why one is not believed.</summary>
public enum NoteError
{
    /// <summary>Nothing was wrong.</summary>
    None = 0,

    /// <summary>The note has more bytes, or more signatures, than are read.</summary>
    TooLong,

    /// <summary>The bytes are not UTF-8.</summary>
    NotUtf8,

    /// <summary>The note has a control character other than newline.</summary>
    ControlCharacter,

    /// <summary>No empty line stands between a text and signatures.</summary>
    SignaturesMissing,

    /// <summary>A line among the signatures is not a dash, a name and a signature.</summary>
    SignatureLine,

    /// <summary>A key name is empty or has a space or a plus.</summary>
    KeyName,

    /// <summary>A signature is not canonical base64 of a key id and at least one byte.</summary>
    SignatureEncoding,

    /// <summary>A verifier key is not <c>name+id+key</c> with its own id.</summary>
    KeyEncoding,

    /// <summary>A verifier key is of a type other than ECDSA P-256 (0x02).</summary>
    KeyType,

    /// <summary>A checkpoint has no origin line.</summary>
    OriginMissing,

    /// <summary>A checkpoint's size is not a decimal number without leading zeros, below 2^63.</summary>
    TreeSize,

    /// <summary>A checkpoint's root is not canonical base64 of 32 bytes.</summary>
    RootHash,

    /// <summary>A checkpoint has an empty line, or none at its end.</summary>
    EmptyLine,

    /// <summary>The checkpoint is of another log.</summary>
    OtherOrigin,

    /// <summary>No signature is of a trusted key.</summary>
    NoTrustedSignature,

    /// <summary>A signature that names a trusted key is not that key's.</summary>
    BadSignature,
}
