using Writ.Authority.Keys;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Keys;

public sealed class FileKeyringConformance : KeyringConformance, IDisposable
{
    private readonly TempFolder home = new();
    private readonly FileKeyring keyring;

    public FileKeyringConformance() => keyring = FileKeyring.Open(new(home.At("data", "keys"), KeyEncryptionKeySource.File(home.At("keys", "kek")), StoreExists: false));

    protected override IKeyring Keyring => keyring;

    public void Dispose()
    {
        keyring.Dispose();
        home.Dispose();
    }
}

public sealed class TestKeyringConformance : KeyringConformance, IDisposable
{
    private readonly TestKeyring keyring = new();

    protected override IKeyring Keyring => keyring;

    public void Dispose() => keyring.Dispose();
}

public sealed class FileKeyringTests : IDisposable
{
    private readonly TempFolder home = new();

    private string Kek => home.At("keys", "kek");

    private string Sealed => home.At("data", "keys", "keyring-1.sealed");

    public void Dispose() => home.Dispose();

    [Fact]
    public void Open_FirstStart_MakesFilesForTheOwnerAlone()
    {
        using var keyring = Open();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Kek));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Sealed));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(home.At("keys")));
        Assert.Equal(32, new FileInfo(Kek).Length);
        Assert.Single(Directory.GetFileSystemEntries(home.At("keys")));
        Assert.Single(Directory.GetFileSystemEntries(home.At("data", "keys")));
    }

    [Fact]
    public void Open_SecondStart_HasTheSameKeys()
    {
        using var first = Open();
        using var second = FileKeyring.Open(Options with { StoreExists = true });
        Assert.True(first.PublicKey(KeyPurpose.Writs).Span.SequenceEqual(second.PublicKey(KeyPurpose.Writs).Span));
        Assert.True(first.PublicKey(KeyPurpose.Ledger).Span.SequenceEqual(second.PublicKey(KeyPurpose.Ledger).Span));
        Assert.Equal(first.Digest(DigestPurpose.Request, "x"u8), second.Digest(DigestPurpose.Request, "x"u8));
        Assert.Equal("x"u8.ToArray(), second.Open(first.Seal("x"u8, []), []));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_KeysOfAnEarlierStart_AreNotFreshWhetherTheStoreIsThereOrGone(bool storeExists)
    {
        using (var first = Open())
        {
            Assert.True(first.IsFresh);
        }

        using var second = FileKeyring.Open(Options with { StoreExists = storeExists });
        Assert.False(second.IsFresh);
    }

    [Fact]
    public void Change_NumberOfTheNextFileTaken_FailsOnceAndNotForGood()
    {
        using var keyring = Open();

        // As a failure leaves it that comes when the file has its name.
        File.Copy(Sealed, home.At("data", "keys", "keyring-2.sealed"));
        var made = keyring.Make(KeyPurpose.Writs, DateTimeOffset.UnixEpoch);
        Assert.Throws<IOException>(() => keyring.Change([made], []));
        Assert.DoesNotContain(keyring.Generations, g => g.Is(made));
        keyring.Change([made], []);
        Assert.Contains(keyring.Generations, g => g.Is(made));
        Assert.Equal("keyring-3.sealed", Path.GetFileName(Assert.Single(Directory.GetFiles(home.At("data", "keys")))));

        using var again = FileKeyring.Open(Options with { StoreExists = true });
        Assert.Contains(again.Generations, g => g.Is(made));
    }

    [Fact]
    public void Open_OlderFileLeftByACrash_RemovesIt()
    {
        byte[] first;
        using (var keyring = Open())
        {
            first = File.ReadAllBytes(Sealed);
            keyring.Change([keyring.Make(KeyPurpose.Nonces, DateTimeOffset.UnixEpoch)], []);
        }

        File.WriteAllBytes(Sealed, first);
        File.SetUnixFileMode(Sealed, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        FileKeyring.Open(Options with { StoreExists = true }).Dispose();
        Assert.Equal("keyring-2.sealed", Path.GetFileName(Assert.Single(Directory.GetFiles(home.At("data", "keys")))));
    }

    [Fact]
    public void Open_DataFolderCopiedWithoutItsKey_YieldsNothing()
    {
        byte[] secret;
        using (var original = Open())
        {
            secret = original.Seal("customer 42"u8, []);
        }

        using var thief = new TempFolder();
        Directory.CreateDirectory(thief.At("data", "keys"));
        File.Copy(Sealed, thief.At("data", "keys", "keyring-1.sealed"));
        var options = new KeyringOptions(thief.At("data", "keys"), KeyEncryptionKeySource.File(thief.At("keys", "kek")), StoreExists: true);
        Assert.Equal("W2001", Assert.Throws<AuthorityException>(() => FileKeyring.Open(options)).Code);
        Assert.False(File.Exists(thief.At("keys", "kek")));

        // A key-encryption key of the thief's own opens nothing either.
        using (FileKeyring.Open(options with { Folder = thief.At("other"), StoreExists = false }))
        {
            Assert.Equal("W2003", Assert.Throws<AuthorityException>(() => FileKeyring.Open(options)).Code);
        }

        // Nor do the bytes of the file hold any key in the clear.
        using var keyring = Open();
        var stored = File.ReadAllBytes(Sealed);
        Assert.Equal(-1, stored.AsSpan().IndexOf(keyring.PublicKey(KeyPurpose.Writs).Span[^32..]));
        Assert.Equal(-1, stored.AsSpan().IndexOf(File.ReadAllBytes(Kek)));
        Assert.NotNull(keyring.Open(secret, []));
    }

    [Fact]
    public void Open_KeyEncryptionKeyGoneWhileSealedKeysExist_RefusesAndMakesNone()
    {
        Open().Dispose();
        File.Delete(Kek);
        Assert.Equal("W2001", Assert.Throws<AuthorityException>(Open).Code);
        Assert.False(File.Exists(Kek));
    }

    [Fact]
    public void Open_SealedKeysGoneWhileStoreExists_RefusesAndMakesNone()
    {
        Open().Dispose();
        File.Delete(Sealed);
        Assert.Equal("W2004", Assert.Throws<AuthorityException>(() => FileKeyring.Open(Options with { StoreExists = true })).Code);
        Assert.False(File.Exists(Sealed));
    }

    [Fact]
    public void Open_CrashBetweenTheTwoFiles_GoesOnWithTheSameKeyEncryptionKey()
    {
        Open().Dispose();
        var kek = File.ReadAllBytes(Kek);
        File.Delete(Sealed);
        Open().Dispose();
        Assert.Equal(kek, File.ReadAllBytes(Kek));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite)]
    public void Open_KeyEncryptionKeyThatOthersReach_Refuses(UnixFileMode mode)
    {
        Open().Dispose();
        File.SetUnixFileMode(Kek, mode);
        var refused = Assert.Throws<AuthorityException>(Open);
        Assert.Equal("W2002", refused.Code);
        Assert.Contains("chmod 600", refused.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Open_KeyEncryptionKeyOfAnotherLength_Refuses(int length)
    {
        Open().Dispose();
        File.WriteAllBytes(Kek, new byte[length]);
        Assert.Equal("W2002", Assert.Throws<AuthorityException>(Open).Code);
    }

    [Fact]
    public void Open_KeyEncryptionKeyIsALink_Refuses()
    {
        Open().Dispose();
        File.Move(Kek, home.At("elsewhere"));
        File.CreateSymbolicLink(Kek, home.At("elsewhere"));
        Assert.Equal("W2002", Assert.Throws<AuthorityException>(Open).Code);
    }

    [Fact]
    public void Open_AnyBitOfTheSealedKeysAltered_Refuses()
    {
        Open().Dispose();
        var whole = File.ReadAllBytes(Sealed);
        for (var i = 0; i < whole.Length; i += 7)
        {
            var altered = whole.ToArray();
            altered[i] ^= 0x40;
            File.WriteAllBytes(Sealed, altered);
            Assert.Equal("W2003", Assert.Throws<AuthorityException>(Open).Code);
        }
    }

    [Fact]
    public async Task Open_ManyFirstStartsAtOnce_AgreeOnOneKeyEncryptionKey()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() =>
        {
            try
            {
                return FileKeyring.Open(Options with { Folder = home.At("data", $"keys{n}") });
            }
            catch (IOException)
            {
                return null;
            }
        })));
        Assert.Contains(opened, k => k is not null);
        foreach (var keyring in opened.OfType<FileKeyring>())
        {
            keyring.Dispose();
        }

        for (var n = 0; n < opened.Length; n++)
        {
            FileKeyring.Open(Options with { Folder = home.At("data", $"keys{n}") }).Dispose();
        }
    }

    private KeyringOptions Options => new(home.At("data", "keys"), KeyEncryptionKeySource.File(Kek), StoreExists: false);

    private FileKeyring Open() => FileKeyring.Open(Options);
}
