using System.Security.Cryptography;
using Writ.Authority.Keys;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Keys;

/// <summary>The keyring's file from one generation to the next, and from the first format.</summary>
public sealed class KeyringFileTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder home = new();

    private string Folder => home.At("data", "keys");

    public void Dispose() => home.Dispose();

    [Fact]
    public void Change_AfterAnotherStart_HasTheGenerationsAndOneFile()
    {
        KeyGeneration made;
        byte[] old;
        using (var keyring = Open())
        {
            old = keyring.Seal("x"u8, []);
            made = keyring.Make(KeyPurpose.Writs, Noon);
            keyring.Make(KeyPurpose.Writs, Noon);
            keyring.Change([made, keyring.Make(KeyPurpose.Sealing, Noon)], [Of(keyring, KeyPurpose.Writs)]);
        }

        using var again = Open();
        Assert.Equal(["keyring-2.sealed"], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "keyring-2.sealed")));
        var kept = Assert.Single(again.Generations, static g => g.Purpose == KeyPurpose.Writs);
        Assert.True(kept.Is(made));
        Assert.Equal(Noon, kept.Made);
        Assert.Equal(64, again.Sign(made, "data"u8).Length);
        Assert.Equal([1, 2], again.Generations.Where(static g => g.Purpose == KeyPurpose.Sealing).Select(static g => g.Number));
        Assert.Equal("x"u8.ToArray(), again.Open(old, []));
    }

    [Fact]
    public void Open_CrashBetweenTheNewFileAndTheOld_TakesTheNewAndGoesOn()
    {
        byte[] old;
        using (var keyring = Open())
        {
            old = File.ReadAllBytes(Path.Combine(Folder, "keyring-1.sealed"));
            keyring.Change([keyring.Make(KeyPurpose.Writs, Noon)], []);
        }

        Put("keyring-1.sealed", old);
        using var again = Open();
        Assert.Equal(2, again.Generations.Count(static g => g.Purpose == KeyPurpose.Writs));
        again.Change([again.Make(KeyPurpose.Nonces, Noon)], []);
        Assert.Equal(["keyring-3.sealed"], Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Open_CrashBeforeTheNewFileHasItsName_TakesTheOld()
    {
        using (Open())
        {
            // What a crash leaves of a file that was being written is a draft, which no start reads.
        }

        Put(".keyring-2.sealed.0123456789abcdef", [1, 2, 3]);
        using var again = Open();
        Assert.Equal(5, again.Generations.Length);
    }

    [Fact]
    public void Open_OlderFileUnderANewerName_IsRefused()
    {
        Open().Dispose();
        Put("keyring-7.sealed", File.ReadAllBytes(Path.Combine(Folder, "keyring-1.sealed")));
        Assert.Equal("W2003", Assert.Throws<AuthorityException>(() => Open().Dispose()).Code);
    }

    [Fact]
    public void Open_FileOfTheFirstFormat_GoesOnWithItsKeys()
    {
        byte[] kek = RandomNumberGenerator.GetBytes(32);
        using var writs = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ledger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] digests = RandomNumberGenerator.GetBytes(32), sealing = RandomNumberGenerator.GetBytes(32);
        Put("kek", kek, home.At("keys"));
        Put("keyring-1.sealed", Sealed("writ keys v1\n"u8, kek, [writs.ExportPkcs8PrivateKey(), ledger.ExportPkcs8PrivateKey(), digests, sealing]));

        for (var start = 0; start < 2; start++)
        {
            using var keyring = Open(storeExists: true);
            Assert.Equal(writs.ExportSubjectPublicKeyInfo(), keyring.PublicKey(KeyPurpose.Writs).ToArray());
            Assert.Equal(ledger.ExportSubjectPublicKeyInfo(), keyring.PublicKey(KeyPurpose.Ledger).ToArray());
            Assert.Equal(new Digest256(HMACSHA256.HashData(digests, "\u0007requestv"u8)), keyring.Digest(DigestPurpose.Request, "v"u8));
            Assert.Equal("stored"u8.ToArray(), keyring.Open([1, .. Body(sealing, "stored"u8, "c"u8)], "c"u8));
            Assert.Equal("fresh"u8.ToArray(), keyring.Open(keyring.Seal("fresh"u8, []), []));
            Assert.Equal(DateTimeOffset.UnixEpoch, Of(keyring, KeyPurpose.Writs).Made);
            Assert.Equal(["keyring-2.sealed"], Directory.GetFiles(Folder).Select(Path.GetFileName));
        }
    }

    [Fact]
    public void Open_FileOfTheFirstFormatUnderAnotherKeyOrName_IsRefused()
    {
        Put("kek", RandomNumberGenerator.GetBytes(32), home.At("keys"));
        Put("keyring-1.sealed", Sealed("writ keys v1\n"u8, RandomNumberGenerator.GetBytes(32), [[1], [2], [3], [4]]));
        Assert.Equal("W2003", Assert.Throws<AuthorityException>(() => Open(storeExists: true).Dispose()).Code);
    }

    private static KeyGeneration Of(FileKeyring keyring, KeyPurpose purpose) => Assert.Single(keyring.Generations, g => g.Purpose == purpose);

    private static byte[] Sealed(ReadOnlySpan<byte> magic, byte[] kek, byte[][] keys) =>
        [.. magic, .. Body(kek, keys.SelectMany(static key => (byte[])[(byte)key.Length, .. key]).ToArray(), magic)];

    private static byte[] Body(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var whole = new byte[12 + plain.Length + 16];
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(whole.AsSpan(0, 12), plain, whole.AsSpan(12, plain.Length), whole.AsSpan(12 + plain.Length), context);
        return whole;
    }

    private void Put(string name, byte[] content, string? folder = null)
    {
        Directory.CreateDirectory(folder ?? Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(folder ?? Folder, name);
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private FileKeyring Open(bool storeExists = false) => FileKeyring.Open(new(Folder, KeyEncryptionKeySource.File(home.At("keys", "kek")), storeExists));
}
