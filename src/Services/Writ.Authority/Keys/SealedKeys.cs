using System.Security.Cryptography;
using System.Text;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>One generation of keys as it lies in the data folder: sealed whole by the key-encryption key, so that all of it exists or none.</summary>
internal sealed class SealedKeys
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int SecretLength = 32;
    private const int MaxPlain = 1024;

    // `writ keys`, then the format's version. It is the associated data too, so another version cannot be passed off as this one.
    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("writ keys v1\n");

    private SealedKeys(byte[] writs, byte[] ledger, byte[] digests, byte[] sealing)
    {
        Writs = writs;
        Ledger = ledger;
        Digests = digests;
        Sealing = sealing;
    }

    /// <summary>The greatest size of the file.</summary>
    public static int MaxLength => Magic.Length + NonceLength + MaxPlain + TagLength;

    /// <summary>The PKCS #8 key of <see cref="KeyPurpose.Writs"/>.</summary>
    public byte[] Writs { get; }

    /// <summary>The PKCS #8 key of <see cref="KeyPurpose.Ledger"/>.</summary>
    public byte[] Ledger { get; }

    /// <summary>The key of <see cref="KeyPurpose.Digests"/>.</summary>
    public byte[] Digests { get; }

    /// <summary>The key of <see cref="KeyPurpose.Sealing"/>.</summary>
    public byte[] Sealing { get; }

    /// <summary>Makes fresh keys.</summary>
    public static SealedKeys Make()
    {
        using var writs = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ledger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SealedKeys(
            writs.ExportPkcs8PrivateKey(), ledger.ExportPkcs8PrivateKey(), RandomNumberGenerator.GetBytes(SecretLength), RandomNumberGenerator.GetBytes(SecretLength));
    }

    /// <summary>The bytes for the file.</summary>
    public byte[] Seal(ReadOnlySpan<byte> keyEncryptionKey)
    {
        using var plain = new MemoryStream();
        foreach (var key in (ReadOnlySpan<byte[]>)[Writs, Ledger, Digests, Sealing])
        {
            plain.WriteByte(checked((byte)key.Length));
            plain.Write(key);
        }

        var clear = plain.ToArray();
        var file = new byte[Magic.Length + NonceLength + clear.Length + TagLength];
        Magic.CopyTo(file, 0);
        var nonce = file.AsSpan(Magic.Length, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keyEncryptionKey, TagLength);
        aes.Encrypt(nonce, clear, file.AsSpan(Magic.Length + NonceLength, clear.Length), file.AsSpan(file.Length - TagLength), Magic);
        CryptographicOperations.ZeroMemory(clear);
        CryptographicOperations.ZeroMemory(plain.GetBuffer());
        return file;
    }

    /// <summary>Opens the bytes of the file; null when another key sealed them or a bit was changed.</summary>
    public static SealedKeys? Open(ReadOnlySpan<byte> file, ReadOnlySpan<byte> keyEncryptionKey)
    {
        var length = file.Length - Magic.Length - NonceLength - TagLength;
        if (length <= 0 || !file.StartsWith(Magic))
        {
            return null;
        }

        var clear = new byte[length];
        using var aes = new AesGcm(keyEncryptionKey, TagLength);
        try
        {
            aes.Decrypt(file.Slice(Magic.Length, NonceLength), file.Slice(Magic.Length + NonceLength, length), file[^TagLength..], clear, Magic);
            var at = 0;
            return new SealedKeys(Next(clear, ref at), Next(clear, ref at), Next(clear, ref at), Next(clear, ref at));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    // The tag proved that these are the bytes that Seal wrote, so their lengths hold.
    private static byte[] Next(byte[] clear, ref int at)
    {
        var key = clear.AsSpan(at + 1, clear[at]).ToArray();
        at += 1 + key.Length;
        return key;
    }
}
