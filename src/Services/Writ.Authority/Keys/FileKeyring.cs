using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>
/// The keys of one installation, in one process: made at first start, kept in the data folder sealed by a key-encryption key that lies outside it.
/// A copy of the data folder alone yields nothing. Neither key is ever made anew once it was there.
/// </summary>
public sealed class FileKeyring : IKeyring, IDisposable
{
    private const string FileName = "keyring-1.sealed";
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly SigningKey writs;
    private readonly SigningKey ledger;
    private readonly byte[] digests;

    // AesGcm keeps one cipher context and is not thread-safe; a seal takes less than a microsecond.
    private readonly AesGcm sealing;
    private readonly Lock sealingGate = new();

    private FileKeyring(SealedKeys keys)
    {
        writs = new SigningKey(keys.Writs);
        ledger = new SigningKey(keys.Ledger);
        digests = keys.Digests;
        sealing = new AesGcm(keys.Sealing, TagLength);
        CryptographicOperations.ZeroMemory(keys.Writs);
        CryptographicOperations.ZeroMemory(keys.Ledger);
        CryptographicOperations.ZeroMemory(keys.Sealing);
    }

    /// <summary>Opens the keys, and makes them at the first start.</summary>
    /// <exception cref="AuthorityException">The keys are not safe, not whole, or not those of this store.</exception>
    public static FileKeyring Open(KeyringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = Path.Combine(options.Folder, FileName);
        var stored = SecretFile.Read(path, "W2003", SealedKeys.MaxLength);
        if (stored is null && options.StoreExists)
        {
            throw new AuthorityException("W2004", $"the store exists but its keys `{path}` do not", "put the file back from a backup, or start with another home folder");
        }

        var keyEncryptionKey = options.KeyEncryptionKey.Open(mayMake: stored is null);
        try
        {
            if (stored is null)
            {
                // A crash before this line leaves a key-encryption key that seals nothing; the next start goes on from here.
                stored = SealedKeys.Make().Seal(keyEncryptionKey);
                SecretFile.Create(path, stored);
            }

            var keys = SealedKeys.Open(stored, keyEncryptionKey) ?? throw new AuthorityException(
                "W2003", $"`{path}` cannot be opened by {Named(options.KeyEncryptionKey)}", "put back the two files that belong together, from one backup");
            return new FileKeyring(keys);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyEncryptionKey);
        }
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> PublicKey(KeyPurpose purpose) => Signing(purpose).PublicKey;

    /// <inheritdoc />
    public byte[] Sign(KeyPurpose purpose, ReadOnlySpan<byte> data) => Signing(purpose).Sign(data);

    /// <inheritdoc />
    public Digest256 Digest(ReadOnlySpan<byte> value)
    {
        Span<byte> digest = stackalloc byte[Digest256.Length];
        HMACSHA256.HashData(digests, value, digest);
        return new Digest256(digest);
    }

    /// <inheritdoc />
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var result = new byte[1 + NonceLength + plain.Length + TagLength];
        result[0] = Version;
        var nonce = result.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        lock (sealingGate)
        {
            sealing.Encrypt(nonce, plain, result.AsSpan(1 + NonceLength, plain.Length), result.AsSpan(result.Length - TagLength), context);
        }

        return result;
    }

    /// <inheritdoc />
    public byte[]? Open(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        var length = sealedBytes.Length - 1 - NonceLength - TagLength;
        if (length < 0 || sealedBytes[0] != Version)
        {
            return null;
        }

        var plain = new byte[length];
        try
        {
            lock (sealingGate)
            {
                sealing.Decrypt(sealedBytes.Slice(1, NonceLength), sealedBytes.Slice(1 + NonceLength, length), sealedBytes[^TagLength..], plain, context);
            }

            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        writs.Dispose();
        ledger.Dispose();
        sealing.Dispose();
        CryptographicOperations.ZeroMemory(digests);
    }

    // A path stands in quotes, like every text that is somebody's own.
    private static string Named(KeyEncryptionKeySource source) => Path.IsPathRooted(source.ToString()) ? $"`{source}`" : source.ToString();

    private SigningKey Signing(KeyPurpose purpose) => purpose switch
    {
        KeyPurpose.Writs => writs,
        KeyPurpose.Ledger => ledger,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "this key does not sign"),
    };
}
