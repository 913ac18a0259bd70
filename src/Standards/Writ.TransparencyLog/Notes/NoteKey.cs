using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Writ.TransparencyLog;

/// <summary>
/// A trusted public key under a name: ECDSA P-256 with SHA-256, signature type 0x02 of C2SP signed-note. Imported once;
/// verifying is safe for threads.
/// </summary>
public sealed class NoteKey : IDisposable
{
    private const byte Type = 0x02;
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;
    private readonly byte[] _spki;

    private NoteKey(string name, ECDsa key, byte[] spki)
    {
        (Name, _key, _spki) = (name, key, spki);
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(spki));
    }

    /// <summary>The key's name.</summary>
    public string Name { get; }

    /// <summary>The key's id: for type 0x02 the first four bytes of the SHA-256 of its SubjectPublicKeyInfo, big-endian.</summary>
    public uint Id { get; }

    /// <summary>Takes the public half of a key; the key given may be disposed afterwards.</summary>
    /// <exception cref="ArgumentException">The name is no key name or the curve is not P-256.</exception>
    public static NoteKey FromPublicKey(string name, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(key);
        if (!NoteSyntax.IsKeyName(name))
            throw new ArgumentException(NoteError.KeyName.Describe(), nameof(name));
        return TryImport(name, key.ExportSubjectPublicKeyInfo(), out var imported) ? imported : throw new ArgumentException(NoteError.KeyType.Describe(), nameof(key));
    }

    /// <summary>Reads a verifier key, <c>name+id+base64(type ‖ key)</c>, or says why the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out NoteKey? key, out NoteError error)
    {
        key = null;
        error = Read(text, ref key);
        return error is NoteError.None;
    }

    /// <summary>The verifier key, <c>name+id+base64(type ‖ key)</c>.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([Type, .. _spki])}";

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal bool Signed(ReadOnlySpan<byte> text, NoteSignature signature) =>
        _key.VerifyData(text, signature.Bytes.AsSpan(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private static NoteError Read(string? text, ref NoteKey? key)
    {
        // The key part may itself contain a plus, being base64; the name and the id may not.
        var parts = (text ?? "").Split('+', 3);
        if (parts.Length is not 3 || parts[1].Length is not 8 || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
            return NoteError.KeyEncoding;
        if (!NoteSyntax.IsKeyName(parts[0]))
            return NoteError.KeyName;
        if (!NoteSyntax.TryDecode(parts[2], out var bytes) || bytes.Length is 0)
            return NoteError.KeyEncoding;
        if (bytes[0] is not Type || !TryImport(parts[0], bytes[1..], out var imported))
            return NoteError.KeyType;
        if (imported.Id != id || !string.Equals(imported.ToString(), text, StringComparison.Ordinal))
        {
            imported.Dispose();
            return NoteError.KeyEncoding;
        }
        key = imported;
        return NoteError.None;
    }

    private static bool TryImport(string name, byte[] spki, [NotNullWhen(true)] out NoteKey? key)
    {
        key = null;
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(spki, out var read);
            if (read == spki.Length && ecdsa.KeySize is 256 && string.Equals(ecdsa.ExportParameters(false).Curve.Oid.Value, P256, StringComparison.Ordinal))
                key = new NoteKey(name, ecdsa, spki);
        }
        catch (CryptographicException)
        {
            // The bytes are no key: the caller names the refusal.
        }
        if (key is null)
            ecdsa.Dispose();
        return key is not null;
    }
}
