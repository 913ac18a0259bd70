using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>The first format of the keyring's file, which held one key of each of four purposes and no dates. It is read and never written.</summary>
internal static class FirstKeyringFile
{
    private static readonly byte[] Magic = "writ keys v1\n"u8.ToArray();

    private static readonly KeyPurpose[] Order = [KeyPurpose.Writs, KeyPurpose.Ledger, KeyPurpose.Digests, KeyPurpose.Sealing];

    public static bool IsOne(ReadOnlySpan<byte> file) => file.StartsWith(Magic);

    /// <summary>Opens the bytes of such a file as the first generations; null when another key sealed them or a bit was changed.</summary>
    public static List<HeldGeneration>? Open(ReadOnlySpan<byte> file, ReadOnlySpan<byte> keyEncryptionKey)
    {
        if (KeyringFile.Decrypted(file[Magic.Length..], keyEncryptionKey, Magic) is not { } clear)
        {
            return null;
        }

        // Each key stands after its length in one byte. The tag proved that the lengths hold.
        var generations = new List<HeldGeneration>();
        var at = 0;
        foreach (var purpose in Order)
        {
            generations.Add(new HeldGeneration(purpose, 1, DateTimeOffset.UnixEpoch, clear.AsSpan(at + 1, clear[at]).ToArray()));
            at += 1 + clear[at];
        }

        CryptographicOperations.ZeroMemory(clear);
        return generations;
    }
}
