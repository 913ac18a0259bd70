using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>
/// All generations as bytes for a file: sealed whole by the key-encryption key, under the file's own number, so that all of it exists or none and no older file can be
/// passed off as a newer one.
/// </summary>
internal static class KeyringFile
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    // The head is the associated data too, so another version cannot be passed off as this one.
    private static readonly byte[] Magic = "writ keys v2\n"u8.ToArray();

    /// <summary>The greatest size of a file.</summary>
    public const int MaxLength = 1024 * 1024;

    public static byte[] Seal(IReadOnlyCollection<HeldGeneration> generations, int number, ReadOnlySpan<byte> keyEncryptionKey)
    {
        using var plain = new MemoryStream();
        using (var writer = new BinaryWriter(plain, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(generations.Count);
            foreach (var generation in generations)
            {
                writer.Write((int)generation.Public.Purpose);
                writer.Write(generation.Public.Number);
                writer.Write(generation.Public.Made.UtcTicks);
                writer.Write(generation.Secret.Length);
                writer.Write(generation.Secret);
            }
        }

        var clear = plain.GetBuffer().AsSpan(0, (int)plain.Length);
        var file = new byte[Magic.Length + NonceLength + clear.Length + TagLength];
        Magic.CopyTo(file, 0);
        var nonce = file.AsSpan(Magic.Length, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keyEncryptionKey, TagLength);
        aes.Encrypt(nonce, clear, file.AsSpan(Magic.Length + NonceLength, clear.Length), file.AsSpan(file.Length - TagLength), Context(number));
        CryptographicOperations.ZeroMemory(plain.GetBuffer());
        return file;
    }

    /// <summary>Opens the bytes of a file; null when another key sealed them, under another number, or a bit was changed.</summary>
    public static List<HeldGeneration>? Open(ReadOnlySpan<byte> file, int number, ReadOnlySpan<byte> keyEncryptionKey)
    {
        if (FirstKeyringFile.IsOne(file))
        {
            return number == 1 ? FirstKeyringFile.Open(file, keyEncryptionKey) : null;
        }

        return file.StartsWith(Magic) && Decrypted(file[Magic.Length..], keyEncryptionKey, Context(number)) is { } clear ? Read(clear) : null;
    }

    /// <summary>What nonce, ciphertext and tag hold; null when the tag does not fit.</summary>
    internal static byte[]? Decrypted(ReadOnlySpan<byte> body, ReadOnlySpan<byte> keyEncryptionKey, ReadOnlySpan<byte> context)
    {
        if (body.Length < NonceLength + TagLength)
        {
            return null;
        }

        var clear = new byte[body.Length - NonceLength - TagLength];
        using var aes = new AesGcm(keyEncryptionKey, TagLength);
        try
        {
            aes.Decrypt(body[..NonceLength], body[NonceLength..^TagLength], body[^TagLength..], clear, context);
            return clear;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    // The tag proved that these are the bytes that Seal wrote, so their lengths hold.
    private static List<HeldGeneration> Read(byte[] clear)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(clear));
            var generations = new List<HeldGeneration>();
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var (purpose, number, made) = ((KeyPurpose)reader.ReadInt32(), reader.ReadInt32(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero));
                generations.Add(new HeldGeneration(purpose, number, made, reader.ReadBytes(reader.ReadInt32())));
            }

            return generations;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    private static byte[] Context(int number) => [.. Magic, .. Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture))];
}
