using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>A keyring that lives as long as the test: real keys of the real algorithms, no file.</summary>
public sealed class TestKeyring : IKeyring, IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly ThreadLocal<ECDsa> writs;
    private readonly ThreadLocal<ECDsa> ledger;
    private readonly byte[] digests;
    private readonly byte[] sealing;

    /// <summary>Makes fresh keys.</summary>
    public TestKeyring()
        : this(Pkcs8(), Pkcs8(), RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32))
    {
    }

    private TestKeyring(byte[] writs, byte[] ledger, byte[] digests, byte[] sealing)
    {
        this.writs = new ThreadLocal<ECDsa>(() => Import(writs), trackAllValues: true);
        this.ledger = new ThreadLocal<ECDsa>(() => Import(ledger), trackAllValues: true);
        this.digests = digests;
        this.sealing = sealing;
        Bytes = [.. BitConverter.GetBytes(writs.Length), .. writs, .. BitConverter.GetBytes(ledger.Length), .. ledger, .. digests, .. sealing];
    }

    /// <summary>All keys, so that another process of a test can have the same.</summary>
    public byte[] Bytes { get; }

    /// <summary>The keyring of these bytes.</summary>
    public static TestKeyring Of(byte[] bytes)
    {
        var first = BitConverter.ToInt32(bytes, 0);
        var second = BitConverter.ToInt32(bytes, 4 + first);
        var rest = 8 + first + second;
        return new TestKeyring(bytes[4..(4 + first)], bytes[(8 + first)..rest], bytes[rest..(rest + 32)], bytes[(rest + 32)..]);
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> PublicKey(KeyPurpose purpose) => Key(purpose).ExportSubjectPublicKeyInfo();

    /// <inheritdoc />
    public byte[] Sign(KeyPurpose purpose, ReadOnlySpan<byte> data) => Key(purpose).SignData(data, HashAlgorithmName.SHA256);

    /// <inheritdoc />
    public Digest256 Digest(ReadOnlySpan<byte> value) => new(HMACSHA256.HashData(digests, value));

    /// <inheritdoc />
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var whole = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceLength));
        using var aes = new AesGcm(sealing, TagLength);
        aes.Encrypt(whole.AsSpan(0, NonceLength), plain, whole.AsSpan(NonceLength, plain.Length), whole.AsSpan(NonceLength + plain.Length), context);
        return whole;
    }

    /// <inheritdoc />
    public byte[]? Open(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.Length < NonceLength + TagLength)
        {
            return null;
        }

        var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(sealing, TagLength);
        try
        {
            aes.Decrypt(sealedBytes[..NonceLength], sealedBytes[NonceLength..^TagLength], sealedBytes[^TagLength..], plain, context);
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
        foreach (var key in writs.Values.Concat(ledger.Values))
        {
            key.Dispose();
        }

        writs.Dispose();
        ledger.Dispose();
    }

    private static byte[] Pkcs8()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    private static ECDsa Import(byte[] pkcs8)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return key;
    }

    private ECDsa Key(KeyPurpose purpose) => (purpose switch
    {
        KeyPurpose.Writs => writs,
        KeyPurpose.Ledger => ledger,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    }).Value!;
}
