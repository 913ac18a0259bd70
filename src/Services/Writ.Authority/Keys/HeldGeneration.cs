using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>A generation of the keyring with its secret.</summary>
internal sealed class HeldGeneration : IDisposable
{
    private const int SecretLength = 32;
    private const int TagLength = 16;
    private const int ShortInput = 512;

    private readonly SigningKey? signing;

    // AesGcm keeps one cipher context and is not thread-safe; a seal takes less than a microsecond.
    private readonly AesGcm? sealing;
    private readonly Lock gate = new();

    public HeldGeneration(KeyPurpose purpose, int number, DateTimeOffset made, byte[] secret)
    {
        Secret = secret;
        signing = IsSigning(purpose) ? new SigningKey(secret) : null;
        sealing = purpose == KeyPurpose.Sealing ? new AesGcm(secret, TagLength) : null;
        Public = new KeyGeneration(purpose, number, signing?.PublicKey ?? default, made);
    }

    /// <summary>What may be known of it.</summary>
    public KeyGeneration Public { get; }

    /// <summary>The PKCS #8 key of a purpose that signs, the bare key of the others.</summary>
    public byte[] Secret { get; }

    /// <summary>Makes a fresh one.</summary>
    public static HeldGeneration Make(KeyPurpose purpose, int number, DateTimeOffset made)
    {
        if (!IsSigning(purpose))
        {
            return new HeldGeneration(purpose, number, made, RandomNumberGenerator.GetBytes(SecretLength));
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new HeldGeneration(purpose, number, made, key.ExportPkcs8PrivateKey());
    }

    public byte[] Sign(ReadOnlySpan<byte> data) => signing?.Sign(data) ?? throw new InvalidOperationException("this key does not sign");

    /// <summary>The keyed digest of a value after a prefix.</summary>
    public Digest256 Digest(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> value)
    {
        Span<byte> digest = stackalloc byte[Digest256.Length];
        var length = prefix.Length + value.Length;
        if (length <= ShortInput)
        {
            Span<byte> whole = stackalloc byte[ShortInput];
            prefix.CopyTo(whole);
            value.CopyTo(whole[prefix.Length..]);
            HMACSHA256.HashData(Secret, whole[..length], digest);
            CryptographicOperations.ZeroMemory(whole);
        }
        else
        {
            // What came back of an action may be megabytes: not copied.
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Secret);
            hash.AppendData(prefix);
            hash.AppendData(value);
            hash.GetHashAndReset(digest);
        }

        return new Digest256(digest);
    }

    /// <summary>Encrypts into a span as long as the plain text, with a fresh nonce.</summary>
    public void Encrypt(Span<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag, ReadOnlySpan<byte> context)
    {
        RandomNumberGenerator.Fill(nonce);
        lock (gate)
        {
            sealing!.Encrypt(nonce, plain, cipher, tag, context);
        }
    }

    /// <summary>Decrypts; null when the tag does not fit.</summary>
    public byte[]? Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> context)
    {
        var plain = new byte[cipher.Length];
        try
        {
            lock (gate)
            {
                sealing!.Decrypt(nonce, cipher, tag, plain, context);
            }

            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        signing?.Dispose();
        lock (gate)
        {
            sealing?.Dispose();
        }

        CryptographicOperations.ZeroMemory(Secret);
    }

    /// <summary>The public side; nothing of the key.</summary>
    public override string ToString() => Public.ToString();

    private static bool IsSigning(KeyPurpose purpose) => purpose is KeyPurpose.Writs or KeyPurpose.Ledger;
}
