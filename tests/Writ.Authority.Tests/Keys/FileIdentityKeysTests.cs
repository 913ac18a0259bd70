using System.Collections.Immutable;
using System.Security.Cryptography;
using Writ.Authority.Keys;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Keys;

public sealed class FileIdentityKeysTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder home = new();
    private readonly FileKeyring keyring;

    public FileIdentityKeysTests() => keyring = FileKeyring.Open(new(home.At("data", "keys"), KeyEncryptionKeySource.File(home.At("keys", "kek")), StoreExists: false));

    private string Folder => home.At("data", "keys");

    public void Dispose()
    {
        keyring.Dispose();
        home.Dispose();
    }

    [Fact]
    public void Change_MadeKey_IsThereAfterAnotherStart()
    {
        IdentityKey key;
        using (var keys = Open())
        {
            Assert.Empty(keys.All);
            key = Made(keys, IdentityKeyKind.Root) with { Certificate = "certificate"u8.ToArray() };
            Assert.Empty(keys.All);
            keys.Change([key], []);
        }

        using var again = Open();
        var found = Assert.Single(again.All);
        Assert.Equal((key.Kind, key.Number, key.Made, key.Ends, key.Digest), (found.Kind, found.Number, found.Made, found.Ends, found.Digest));
        Assert.Equal("certificate"u8.ToArray(), found.Certificate.ToArray());
        using var verifying = ECDsa.Create();
        verifying.ImportSubjectPublicKeyInfo(found.PublicKey.Span, out _);
        Assert.True(verifying.VerifyData("data"u8, again.Sign(found, "data"u8), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "identity-1.sealed")));
    }

    [Fact]
    public void Change_NumberOfTheNextFileTaken_FailsOnceAndTheNextOpeningRemovesWhatIsOlder()
    {
        using (var keys = Open())
        {
            var key = Made(keys, IdentityKeyKind.Root);
            keys.Change([key], []);
            File.Copy(Path.Combine(Folder, "identity-1.sealed"), Path.Combine(Folder, "identity-2.sealed"));
            Assert.Throws<IOException>(() => keys.Change([], [key]));
            Assert.Single(keys.All);
            keys.Change([], [key]);
            Assert.Empty(keys.All);
        }

        File.Copy(Path.Combine(Folder, "identity-3.sealed"), Path.Combine(Folder, "identity-1.sealed"));
        using var again = Open();
        Assert.Empty(again.All);
        Assert.Equal("identity-3.sealed", Path.GetFileName(Assert.Single(Directory.GetFiles(Folder, "identity-*"))));
    }

    [Fact]
    public void Make_NotKept_IsGoneWithTheProcess()
    {
        using (var keys = Open())
        {
            var key = Made(keys, IdentityKeyKind.Jwt);
            Assert.Equal(64, keys.Sign(key, "data"u8).Length);
        }

        using var again = Open();
        Assert.Empty(again.All);
    }

    [Fact]
    public void Change_Destroyed_SignsNoMoreAndLeavesNoFileBehind()
    {
        using var keys = Open();
        var (first, second) = (Made(keys, IdentityKeyKind.Jwt), Made(keys, IdentityKeyKind.Jwt));
        Assert.Equal((1, 2), (first.Number, second.Number));
        keys.Change([first], []);
        keys.Change([second], [first]);
        Assert.Equal([2], keys.All.Select(static k => k.Number));
        Assert.Throws<ArgumentException>(() => keys.Sign(first, "data"u8));
        Assert.Throws<ArgumentException>(() => keys.Change([first], []));
        Assert.Equal(["identity-2.sealed"], Directory.GetFiles(Folder, "identity-*").Select(Path.GetFileName));
        Assert.Equal(3, Made(keys, IdentityKeyKind.Jwt).Number);
    }

    [Fact]
    public void Open_CrashBetweenTheNewFileAndTheOld_TakesTheNew()
    {
        byte[] old;
        using (var keys = Open())
        {
            keys.Change([Made(keys, IdentityKeyKind.Root)], []);
            old = File.ReadAllBytes(Path.Combine(Folder, "identity-1.sealed"));
            keys.Change([Made(keys, IdentityKeyKind.Jwt)], []);
        }

        File.WriteAllBytes(Path.Combine(Folder, "identity-1.sealed"), old);
        File.SetUnixFileMode(Path.Combine(Folder, "identity-1.sealed"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var again = Open();
        Assert.Equal(2, again.All.Length);
        again.Change([], [again.All[0]]);
        Assert.Equal(["identity-3.sealed"], Directory.GetFiles(Folder, "identity-*").Select(Path.GetFileName));
    }

    [Fact]
    public void Open_OlderFileUnderANewerName_IsRefused()
    {
        using (var keys = Open())
        {
            keys.Change([Made(keys, IdentityKeyKind.Root)], []);
        }

        File.Move(Path.Combine(Folder, "identity-1.sealed"), Path.Combine(Folder, "identity-7.sealed"));
        Assert.Equal("W2007", Assert.Throws<AuthorityException>(Open).Code);
    }

    [Fact]
    public void Open_DataFolderCopiedWithoutItsKey_YieldsNothing()
    {
        byte[] pkcs8;
        using (var keys = Open())
        {
            var key = Made(keys, IdentityKeyKind.Root);
            pkcs8 = key.PublicKey.ToArray();
            keys.Change([key], []);
        }

        using var thief = new TempFolder();
        using var foreign = FileKeyring.Open(new(thief.At("data", "keys"), KeyEncryptionKeySource.File(thief.At("keys", "kek")), StoreExists: false));
        var stored = File.ReadAllBytes(Path.Combine(Folder, "identity-1.sealed"));
        var copy = thief.At("data", "keys", "identity-1.sealed");
        File.WriteAllBytes(copy, stored);
        File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal("W2007", Assert.Throws<AuthorityException>(() => FileIdentityKeys.Open(thief.At("data", "keys"), foreign)).Code);
        Assert.Equal(-1, stored.AsSpan().IndexOf(pkcs8.AsSpan()[^32..]));
    }

    [Fact]
    public void Open_AnyBitAltered_IsRefused()
    {
        using (var keys = Open())
        {
            keys.Change([Made(keys, IdentityKeyKind.Root)], []);
        }

        var path = Path.Combine(Folder, "identity-1.sealed");
        var whole = File.ReadAllBytes(path);
        for (var i = 0; i < whole.Length; i += 5)
        {
            var altered = whole.ToArray();
            altered[i] ^= 0x10;
            File.WriteAllBytes(path, altered);
            Assert.Equal("W2007", Assert.Throws<AuthorityException>(Open).Code);
        }
    }

    [Fact]
    public void Change_FileCannotBeMade_ChangesNothing()
    {
        using var keys = Open();
        var key = Made(keys, IdentityKeyKind.Root);
        var taken = Path.Combine(Folder, "identity-1.sealed");
        File.WriteAllText(taken, "somebody else's");
        Assert.Throws<IOException>(() => keys.Change([key], []));
        Assert.Empty(keys.All);
        Assert.Equal("somebody else's", File.ReadAllText(taken));
        Assert.Equal(64, keys.Sign(key, "data"u8).Length);
    }

    [Fact]
    public async Task Sign_ManyThreadsAtOnce_StaysCorrect()
    {
        using var keys = Open();
        var key = Made(keys, IdentityKeyKind.Intermediate);
        using var verifying = ECDsa.Create();
        verifying.ImportSubjectPublicKeyInfo(key.PublicKey.Span, out _);
        var signatures = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 50).Select(i => keys.Sign(key, [(byte)i])).ToImmutableArray())));
        foreach (var all in signatures)
        {
            Assert.All(all.Index(), s => Assert.True(verifying.VerifyData(new[] { (byte)s.Index }, s.Item, HashAlgorithmName.SHA256)));
        }
    }

    private static IdentityKey Made(FileIdentityKeys keys, IdentityKeyKind kind) => keys.Make(kind, Now, Now.AddDays(1));

    private FileIdentityKeys Open() => FileIdentityKeys.Open(Folder, keyring);
}
