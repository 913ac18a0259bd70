using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>A keyring that lives as long as the test: real keys of the real algorithms, no file.</summary>
public sealed class TestKeyring : IKeyring, IDisposable
{
    private const int HeadLength = 4;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private static readonly KeyPurpose[] Purposes = [KeyPurpose.Writs, KeyPurpose.Ledger, KeyPurpose.Digests, KeyPurpose.Sealing, KeyPurpose.Nonces];

    private readonly Lock gate = new();
    private readonly List<Held> made = [];
    private volatile Held[] kept;

    /// <summary>Makes fresh keys.</summary>
    public TestKeyring()
        : this([.. Purposes.Select(static purpose => Held.Make(purpose, 1, DateTimeOffset.UnixEpoch))])
    {
    }

    private TestKeyring(Held[] kept)
    {
        this.kept = kept;
        Bytes = [.. kept.SelectMany(static held => (byte[])[.. BitConverter.GetBytes(held.Secret.Length), .. held.Secret])];
    }

    /// <summary>All keys of the beginning, so that another process of a test can have the same.</summary>
    public byte[] Bytes { get; }

    /// <inheritdoc />
    public ImmutableArray<KeyGeneration> Generations => [.. kept.Select(static held => held.Public)];

    /// <summary>The keyring of these bytes.</summary>
    public static TestKeyring Of(byte[] bytes)
    {
        var at = 0;
        return new TestKeyring([.. Purposes.Select(purpose =>
        {
            var secret = bytes.AsSpan(at + 4, BitConverter.ToInt32(bytes, at)).ToArray();
            at += 4 + secret.Length;
            return new Held(purpose, 1, DateTimeOffset.UnixEpoch, secret);
        })]);
    }

    /// <inheritdoc />
    public KeyGeneration Make(KeyPurpose purpose, DateTimeOffset made)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(purpose is KeyPurpose.Writs or KeyPurpose.Sealing or KeyPurpose.Nonces, false, nameof(purpose));
        lock (gate)
        {
            var fresh = Held.Make(purpose, kept.Concat(this.made).Where(h => h.Public.Purpose == purpose).Max(static h => h.Public.Number) + 1, made);
            this.made.Add(fresh);
            return fresh.Public;
        }
    }

    /// <inheritdoc />
    public void Change(ImmutableArray<KeyGeneration> made, ImmutableArray<KeyGeneration> destroyed)
    {
        lock (gate)
        {
            var fresh = made.Select(key => this.made.Find(h => h.Public.Is(key)) ?? throw new ArgumentException($"{key} was not made here")).ToArray();
            var gone = destroyed.Select(key => Array.Find(kept, h => h.Public.Is(key)) ?? throw new ArgumentException($"{key} is not held here")).ToArray();
            Held[] after = [.. kept.Except(gone).Concat(fresh).OrderBy(static h => h.Public.Purpose).ThenBy(static h => h.Public.Number)];
            if (Purposes.Except(after.Select(static h => h.Public.Purpose)).Any() || gone.Any(static h => h.Public.Purpose is KeyPurpose.Ledger or KeyPurpose.Digests))
            {
                throw new ArgumentException("of each purpose one generation is left, and those of the ledger and of digests stay");
            }

            kept = after;
            this.made.RemoveAll(fresh.Contains);
        }
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> PublicKey(KeyPurpose purpose) => Signing(purpose).Public.PublicKey;

    /// <inheritdoc />
    public byte[] Sign(KeyPurpose purpose, ReadOnlySpan<byte> data) => Signing(purpose).Sign(data);

    /// <inheritdoc />
    public byte[] Sign(KeyGeneration key, ReadOnlySpan<byte> data)
    {
        Signing(key.Purpose);
        lock (gate)
        {
            return (Array.Find(kept, h => h.Public.Is(key)) ?? made.Find(h => h.Public.Is(key)) ?? throw new ArgumentException($"{key} is not held here")).Sign(data);
        }
    }

    /// <inheritdoc />
    public Digest256 Digest(DigestPurpose purpose, ReadOnlySpan<byte> value) => new(HMACSHA256.HashData(Newest(KeyPurpose.Digests).Secret, (byte[])[.. DigestFraming.Prefix(purpose), .. value]));

    /// <inheritdoc />
    public Digest256 Nonce(ReadOnlySpan<byte> value) => new(HMACSHA256.HashData(Newest(KeyPurpose.Nonces).Secret, value));

    /// <inheritdoc />
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var key = Newest(KeyPurpose.Sealing);
        var whole = new byte[HeadLength + NonceLength + plain.Length + TagLength];
        BinaryPrimitives.WriteInt32LittleEndian(whole, key.Public.Number);
        var body = whole.AsSpan(HeadLength);
        RandomNumberGenerator.Fill(body[..NonceLength]);
        using var aes = new AesGcm(key.Secret, TagLength);
        aes.Encrypt(body[..NonceLength], plain, body.Slice(NonceLength, plain.Length), body[^TagLength..], context);
        return whole;
    }

    /// <inheritdoc />
    public byte[]? Open(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.Length < HeadLength + NonceLength + TagLength)
        {
            return null;
        }

        var number = BinaryPrimitives.ReadInt32LittleEndian(sealedBytes);
        if (Array.Find(kept, h => h.Public.Purpose == KeyPurpose.Sealing && h.Public.Number == number) is not { } key)
        {
            return null;
        }

        var body = sealedBytes[HeadLength..];
        var plain = new byte[body.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key.Secret, TagLength);
        try
        {
            aes.Decrypt(body[..NonceLength], body[NonceLength..^TagLength], body[^TagLength..], plain, context);
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
        foreach (var held in kept.Concat(made))
        {
            held.Dispose();
        }
    }

    private Held Newest(KeyPurpose purpose) => Array.FindLast(kept, held => held.Public.Purpose == purpose)!;

    private Held Signing(KeyPurpose purpose) => purpose is KeyPurpose.Writs or KeyPurpose.Ledger ? Newest(purpose) : throw new ArgumentOutOfRangeException(nameof(purpose));

    private sealed class Held : IDisposable
    {
        private readonly ThreadLocal<ECDsa>? key;

        public Held(KeyPurpose purpose, int number, DateTimeOffset made, byte[] secret)
        {
            Secret = secret;
            key = purpose is KeyPurpose.Writs or KeyPurpose.Ledger ? new ThreadLocal<ECDsa>(() => Import(secret), trackAllValues: true) : null;
            Public = new KeyGeneration(purpose, number, key?.Value!.ExportSubjectPublicKeyInfo() ?? default, made);
        }

        public KeyGeneration Public { get; }

        public byte[] Secret { get; }

        public static Held Make(KeyPurpose purpose, int number, DateTimeOffset made)
        {
            if (purpose is not (KeyPurpose.Writs or KeyPurpose.Ledger))
            {
                return new Held(purpose, number, made, RandomNumberGenerator.GetBytes(32));
            }

            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new Held(purpose, number, made, fresh.ExportPkcs8PrivateKey());
        }

        public byte[] Sign(ReadOnlySpan<byte> data) => key!.Value!.SignData(data, HashAlgorithmName.SHA256);

        public void Dispose()
        {
            foreach (var each in key?.Values ?? [])
            {
                each.Dispose();
            }

            key?.Dispose();
        }

        private static ECDsa Import(byte[] pkcs8)
        {
            var imported = ECDsa.Create();
            imported.ImportPkcs8PrivateKey(pkcs8, out _);
            return imported;
        }
    }
}
