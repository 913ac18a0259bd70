namespace Writ.Domain;

/// <summary>
/// Holds the keys and uses them; none ever leaves it. Nothing assumes that it shares a process with its user. Thread-safe.
/// Asking a key for what it is not for throws <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
public interface IKeyring
{
    /// <summary>The public key of a signing purpose, as a DER SubjectPublicKeyInfo.</summary>
    ReadOnlyMemory<byte> PublicKey(KeyPurpose purpose);

    /// <summary>Signs with ECDSA P-256 over SHA-256; the 64-byte r ‖ s form of JOSE (RFC 7518 §3.4).</summary>
    byte[] Sign(KeyPurpose purpose, ReadOnlySpan<byte> data);

    /// <summary>The keyed digest (HMAC-SHA256) of a value: comparable inside one installation, meaningless outside.</summary>
    Digest256 Digest(ReadOnlySpan<byte> value);

    /// <summary>Seals with AES-256-GCM: key version, nonce, ciphertext, tag. <paramref name="context"/> must be given again to open it.</summary>
    byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context);

    /// <summary>Opens what was sealed; null when it was sealed under another key or context, or was altered.</summary>
    byte[]? Open(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context);
}
