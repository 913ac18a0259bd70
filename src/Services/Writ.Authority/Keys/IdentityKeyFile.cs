using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>The keys of the identity authority as bytes for a file, sealed whole under the file's own number, so that no older file can be passed off as a newer one.</summary>
internal static class IdentityKeyFile
{
    private const int Version = 1;

    /// <summary>The greatest size of the file.</summary>
    public const int MaxLength = 1024 * 1024;

    public static byte[] Seal(IReadOnlyCollection<HeldKey> keys, int number, IKeyring keyring)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write(keys.Count);
            foreach (var key in keys)
            {
                writer.Write((int)key.Public.Kind);
                writer.Write(key.Public.Number);
                writer.Write(key.Public.Made.UtcTicks);
                writer.Write(key.Public.Ends.UtcTicks);
                Write(writer, key.Public.Certificate.Span);
                Write(writer, key.Pkcs8);
            }
        }

        try
        {
            return keyring.Seal(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), Context(number));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes.GetBuffer());
        }
    }

    /// <summary>Opens the bytes of a file; null when another keyring sealed them, under another number, or a bit was changed.</summary>
    public static List<HeldKey>? Open(ReadOnlySpan<byte> file, int number, IKeyring keyring)
    {
        if (keyring.Open(file, Context(number)) is not { } plain)
        {
            return null;
        }

        // The seal proved that these are the bytes that Seal wrote, so their lengths hold; only the version can be another.
        try
        {
            using var reader = new BinaryReader(new MemoryStream(plain));
            if (reader.ReadInt32() != Version)
            {
                return null;
            }

            var keys = new List<HeldKey>();
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                keys.Add(Read(reader));
            }

            return keys;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static HeldKey Read(BinaryReader reader)
    {
        var kind = (IdentityKeyKind)reader.ReadInt32();
        var number = reader.ReadInt32();
        var made = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var ends = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var certificate = reader.ReadBytes(reader.ReadInt32());
        var pkcs8 = reader.ReadBytes(reader.ReadInt32());
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return new HeldKey(new IdentityKey(kind, number, key.ExportSubjectPublicKeyInfo(), certificate, made, ends), pkcs8, IsKept: true);
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] Context(int number) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"writ identity keys {number}"));
}
