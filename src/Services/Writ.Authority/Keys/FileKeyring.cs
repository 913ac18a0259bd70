using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>
/// The keys of one installation, in one process: made at first start, kept in the data folder sealed by a key-encryption key that lies outside it.
/// A copy of the data folder alone yields nothing. Each change makes a new file whole before the old one goes.
/// </summary>
public sealed class FileKeyring : IKeyring, IDisposable
{
    // Before generations had numbers in what they sealed, the first byte stood for the first of them.
    private const byte FirstFormat = 1;
    private const byte Format = 2;
    private const int HeadLength = 1 + sizeof(int);
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private static readonly KeyPurpose[] Purposes = [KeyPurpose.Writs, KeyPurpose.Ledger, KeyPurpose.Digests, KeyPurpose.Sealing, KeyPurpose.Nonces];

    private readonly NumberedFiles files;
    private readonly byte[] keyEncryptionKey;
    private readonly Lock changing = new();
    private readonly List<HeldGeneration> made = [];
    private int number;
    private volatile KeyringState state;

    private FileKeyring(NumberedFiles files, int number, byte[] keyEncryptionKey, IEnumerable<HeldGeneration> generations)
    {
        this.files = files;
        this.number = number;
        this.keyEncryptionKey = keyEncryptionKey;
        state = new KeyringState([.. generations]);
    }

    /// <summary>Whether the keys were made by this opening, so that nothing was ever issued with them.</summary>
    public bool IsFresh { get; private init; }

    /// <inheritdoc />
    public ImmutableArray<KeyGeneration> Generations => state.Generations;

    /// <summary>Opens the keys, and makes them at the first start.</summary>
    /// <exception cref="AuthorityException">The keys are not safe, not whole, or not those of this store.</exception>
    public static FileKeyring Open(KeyringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = new NumberedFiles(options.Folder, "keyring");
        var newest = folder.Newest;
        if (newest == 0 && options.StoreExists)
        {
            throw new AuthorityException("W2004", $"the store exists but its keys `{folder.PathOf(1)}` do not", "put the file back from a backup, or start with another home folder");
        }

        var path = folder.PathOf(Math.Max(newest, 1));
        var stored = newest == 0 ? null : SecretFile.Read(path, "W2003", KeyringFile.MaxLength);
        var sealedBy = options.KeyEncryptionKey.Open(mayMake: stored is null);
        try
        {
            var now = options.Time.GetUtcNow();
            var generations = stored is null ? [] : KeyringFile.Open(stored, newest, sealedBy) ?? throw new AuthorityException(
                "W2003", $"`{path}` cannot be opened by {Named(options.KeyEncryptionKey)}", "put back the two files that belong together, from one backup");

            // At the first start that is every purpose; a crash before the file is made leaves a key-encryption key that seals nothing, and the next start goes on from
            // here. Later it is a purpose that came with a newer version.
            var missing = Purposes.Where(purpose => !generations.Exists(g => g.Public.Purpose == purpose)).ToArray();
            if (missing.Length > 0)
            {
                generations.AddRange(missing.Select(purpose => HeldGeneration.Make(purpose, 1, now)));
                folder.Replace(++newest, KeyringFile.Seal(generations, newest, sealedBy));
            }

            // A crash between two generations leaves the older, with keys in it that are destroyed.
            folder.RemoveOlder(newest);
            return new FileKeyring(folder, newest, sealedBy, generations) { IsFresh = stored is null };
        }
        catch
        {
            CryptographicOperations.ZeroMemory(sealedBy);
            throw;
        }
    }

    /// <inheritdoc />
    public KeyGeneration Make(KeyPurpose purpose, DateTimeOffset made)
    {
        if (purpose is not (KeyPurpose.Writs or KeyPurpose.Sealing or KeyPurpose.Nonces))
        {
            throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "this key has one generation");
        }

        lock (changing)
        {
            var newest = state.All.Concat(this.made).Where(g => g.Public.Purpose == purpose).Max(static g => g.Public.Number);
            var fresh = HeldGeneration.Make(purpose, newest + 1, made);
            this.made.Add(fresh);
            return fresh.Public;
        }
    }

    /// <inheritdoc />
    public void Change(ImmutableArray<KeyGeneration> made, ImmutableArray<KeyGeneration> destroyed)
    {
        lock (changing)
        {
            var fresh = made.Select(key => this.made.Find(g => g.Public.Is(key)) ?? throw new ArgumentException($"{key} was not made here", nameof(made))).ToArray();
            var gone = destroyed.Select(key => state.Find(key) ?? throw new ArgumentException($"{key} is not held here", nameof(destroyed))).ToArray();
            ImmutableArray<HeldGeneration> after = [.. state.All.Except(gone), .. fresh];
            if (Purposes.Except(after.Select(static g => g.Public.Purpose)).Any() || gone.Any(static g => g.Public.Purpose is KeyPurpose.Ledger or KeyPurpose.Digests))
            {
                throw new ArgumentException("of each purpose one generation is left, and those of the ledger and of digests stay", nameof(destroyed));
            }

            try
            {
                files.Replace(number + 1, KeyringFile.Seal(after, number + 1, keyEncryptionKey));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It may have failed when the file was there already: then its number is taken, and the next change has to have another.
                number = Math.Max(number, files.Newest);
                throw;
            }

            number++;
            state = new KeyringState(after);
            this.made.RemoveAll(fresh.Contains);
            foreach (var generation in gone)
            {
                generation.Dispose();
            }
        }
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> PublicKey(KeyPurpose purpose) => Signing(purpose).Public.PublicKey;

    /// <inheritdoc />
    public byte[] Sign(KeyPurpose purpose, ReadOnlySpan<byte> data) => Signing(purpose).Sign(data);

    /// <inheritdoc />
    public byte[] Sign(KeyGeneration key, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Purpose is not (KeyPurpose.Writs or KeyPurpose.Ledger))
        {
            throw new ArgumentOutOfRangeException(nameof(key), key.Purpose, "this key does not sign");
        }

        HeldGeneration? found;
        lock (changing)
        {
            found = state.Find(key) ?? made.Find(g => g.Public.Is(key));
        }

        return found?.Sign(data) ?? throw new ArgumentException($"{key} is not held here", nameof(key));
    }

    /// <inheritdoc />
    public Digest256 Digest(DigestPurpose purpose, ReadOnlySpan<byte> value) => state.Newest(KeyPurpose.Digests).Digest(DigestFraming.Prefix(purpose), value);

    /// <inheritdoc />
    public Digest256 Nonce(ReadOnlySpan<byte> value)
    {
        // A key is out of the state before its bytes are wiped, so what was made by one that is still in it was made by the whole key.
        while (true)
        {
            var key = state.Newest(KeyPurpose.Nonces);
            var digest = key.Digest([], value);
            if (ReferenceEquals(key, state.Newest(KeyPurpose.Nonces)))
            {
                return digest;
            }
        }
    }

    /// <inheritdoc />
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var key = state.Newest(KeyPurpose.Sealing);
        var result = new byte[HeadLength + NonceLength + plain.Length + TagLength];
        result[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(1), key.Public.Number);
        var body = result.AsSpan(HeadLength);
        key.Encrypt(body[..NonceLength], plain, body.Slice(NonceLength, plain.Length), body[^TagLength..], context);
        return result;
    }

    /// <inheritdoc />
    public byte[]? Open(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.IsEmpty)
        {
            return null;
        }

        var (generation, head) = sealedBytes[0] switch
        {
            FirstFormat => (1, 1),
            Format when sealedBytes.Length >= HeadLength => (BinaryPrimitives.ReadInt32BigEndian(sealedBytes[1..]), HeadLength),
            _ => (0, 0),
        };
        var body = sealedBytes[head..];
        return head > 0 && body.Length >= NonceLength + TagLength && state.Find(KeyPurpose.Sealing, generation) is { } key
            ? key.Decrypt(body[..NonceLength], body[NonceLength..^TagLength], body[^TagLength..], context)
            : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var generation in state.All.Concat(made))
        {
            generation.Dispose();
        }

        CryptographicOperations.ZeroMemory(keyEncryptionKey);
    }

    // A path stands in quotes, like every text that is somebody's own.
    private static string Named(KeyEncryptionKeySource source) => Path.IsPathRooted(source.ToString()) ? $"`{source}`" : source.ToString();

    private HeldGeneration Signing(KeyPurpose purpose) => purpose is KeyPurpose.Writs or KeyPurpose.Ledger
        ? state.Newest(purpose)
        : throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "this key does not sign");
}
