using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Writ.TransparencyLog;

/// <summary>One signature of a note, not yet verified: the name and id of the key it claims, and its bytes.</summary>
public sealed class NoteSignature
{
    private NoteSignature(string keyName, uint keyId, ImmutableArray<byte> bytes) => (KeyName, KeyId, Bytes) = (keyName, keyId, bytes);

    /// <summary>The name of the key that is said to have signed.</summary>
    public string KeyName { get; }

    /// <summary>The id of the key that is said to have signed.</summary>
    public uint KeyId { get; }

    /// <summary>The signature without the key id.</summary>
    public ImmutableArray<byte> Bytes { get; }

    /// <summary>Signs the UTF-8 bytes of a note's text with the private half of a key.</summary>
    public static NoteSignature Sign(NoteKey key, ECDsa privateKey, string text)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        ArgumentNullException.ThrowIfNull(text);
        return FromDer(key, privateKey.SignData(NoteSyntax.Utf8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>Takes a signature made elsewhere: ECDSA with SHA-256 over the text's UTF-8 bytes, as a DER sequence.</summary>
    /// <exception cref="ArgumentException">The signature has no bytes.</exception>
    public static NoteSignature FromDer(NoteKey key, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        return signature.IsEmpty
            ? throw new ArgumentException("signature is empty", nameof(signature))
            : new NoteSignature(key.Name, key.Id, [.. signature]);
    }

    /// <summary>The signature as a line of a note, without its newline.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.CopyTo(bytes, sizeof(uint));
        return $"\u2014 {KeyName} {Convert.ToBase64String(bytes)}";
    }

    internal static NoteError Read(ReadOnlySpan<char> line, out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith("\u2014 ", StringComparison.Ordinal))
            return NoteError.SignatureLine;
        line = line[2..];
        var space = line.IndexOf(' ');
        if (space < 0)
            return NoteError.SignatureLine;
        if (!NoteSyntax.IsKeyName(line[..space]))
            return NoteError.KeyName;
        if (!NoteSyntax.TryDecode(line[(space + 1)..], out var bytes) || bytes.Length <= sizeof(uint))
            return NoteError.SignatureEncoding;
        signature = new NoteSignature(line[..space].ToString(), BinaryPrimitives.ReadUInt32BigEndian(bytes), [.. bytes.AsSpan(sizeof(uint))]);
        return NoteError.None;
    }

    internal bool Claims(NoteKey key) => KeyId == key.Id && string.Equals(KeyName, key.Name, StringComparison.Ordinal);
}
