using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>
/// Holds the keys in generations and uses them; none ever leaves it. Nothing assumes that it shares a process with its user. Thread-safe.
/// A key is made, recorded by whoever may, and only then kept: until it is kept it is gone with the process, and after it is kept it survives power loss.
/// Asking a key for what it is not for throws <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
public interface IKeyring
{
    /// <summary>The generations that are kept: of each purpose one or more, older before newer.</summary>
    ImmutableArray<KeyGeneration> Generations { get; }

    /// <summary>Makes a generation that is not kept yet. The keys of the ledger and of digests have one generation for good: whoever verifies and compares relies on it.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="made">When it is made.</param>
    KeyGeneration Make(KeyPurpose purpose, DateTimeOffset made);

    /// <summary>Keeps generations that were made and destroys others, all in one step that survives power loss or did not happen. Of each purpose one has to be left.</summary>
    /// <param name="made">The generations to keep.</param>
    /// <param name="destroyed">The generations that are gone from then on.</param>
    /// <exception cref="IOException">They could not be written; nothing changed.</exception>
    void Change(ImmutableArray<KeyGeneration> made, ImmutableArray<KeyGeneration> destroyed);

    /// <summary>The public key of the newest generation of a signing purpose, as a DER SubjectPublicKeyInfo.</summary>
    ReadOnlyMemory<byte> PublicKey(KeyPurpose purpose);

    /// <summary>Signs with the newest generation of a purpose: ECDSA P-256 over SHA-256; the 64-byte r ‖ s form of JOSE (RFC 7518 §3.4).</summary>
    byte[] Sign(KeyPurpose purpose, ReadOnlySpan<byte> data);

    /// <summary>Signs with one generation.</summary>
    /// <exception cref="ArgumentException">It was neither made here since the start nor kept, or is destroyed.</exception>
    byte[] Sign(KeyGeneration key, ReadOnlySpan<byte> data);

    /// <summary>
    /// The keyed digest (HMAC-SHA256) of a value after the prefix of its purpose (<see cref="DigestFraming"/>): comparable among those of one purpose inside one installation,
    /// for good, and meaningless outside.
    /// </summary>
    /// <param name="purpose">What the value is.</param>
    /// <param name="value">The value.</param>
    Digest256 Digest(DigestPurpose purpose, ReadOnlySpan<byte> value);

    /// <summary>The keyed digest (HMAC-SHA256) that nonces are made of: under the newest generation of <see cref="KeyPurpose.Nonces"/>, so a new one makes all of before worthless.</summary>
    Digest256 Nonce(ReadOnlySpan<byte> value);

    /// <summary>
    /// Seals with AES-256-GCM under the newest generation: format, generation, nonce, ciphertext, tag. <paramref name="context"/> must be given again to open it.
    /// </summary>
    byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context);

    /// <summary>Opens what was sealed under any generation that is kept; null when it was sealed under another key or context, or was altered.</summary>
    byte[]? Open(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context);
}
