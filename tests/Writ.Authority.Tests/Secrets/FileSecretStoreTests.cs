using System.Text;
using Writ.Authority.Secrets;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Secrets;

public sealed class FileSecretStoreConformance : SecretStoreConformance, IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TestKeyring keyring = new();
    private readonly FileSecretStore store;

    public FileSecretStoreConformance() => store = FileSecretStore.Open(folder.At("keys"), keyring);

    protected override ISecretStore Store => store;

    public void Dispose()
    {
        keyring.Dispose();
        folder.Dispose();
    }
}

public sealed class InMemorySecretStoreConformance : SecretStoreConformance
{
    protected override ISecretStore Store { get; } = new InMemorySecretStore();
}

public sealed class FileSecretStoreTests : IDisposable
{
    private const string Planted = "s3cr3t-planted-value-of-some-length";

    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Slug GitHub = Slug.Parse("github");

    private readonly TempFolder folder = new();
    private readonly TestKeyring keyring = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Folder => folder.At("keys");

    public void Dispose()
    {
        keyring.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Set_NumberOfTheNextFileTaken_FailsOnceAndTheNextOpeningRemovesWhatIsOlder()
    {
        var store = Open();
        await SetAsync(store, GitHub, "old");
        File.Copy(Path.Combine(Folder, "secrets-1.sealed"), Path.Combine(Folder, "secrets-2.sealed"));
        await Assert.ThrowsAsync<IOException>(() => SetAsync(store, GitHub, Planted));
        await SetAsync(store, GitHub, Planted);
        File.Copy(Path.Combine(Folder, "secrets-3.sealed"), Path.Combine(Folder, "secrets-1.sealed"));
        Assert.Equal(Planted, (await Open().TakeAsync(GitHub, Cancelled))?.Value.Reveal());
        Assert.Equal(["secrets-3.sealed"], Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Open_AfterAnotherStartAndAnotherSealingKey_HasTheValue()
    {
        await SetAsync(Open(), GitHub, Planted);
        keyring.Change([keyring.Make(KeyPurpose.Sealing, Noon)], []);
        var again = Open();
        Assert.Equal((1, Planted), await again.TakeAsync(GitHub, Cancelled) is { } taken ? (taken.Version.Number, taken.Value.Reveal()) : default);
        await SetAsync(again, Slug.Parse("other"), "x");
        Assert.Equal(["secrets-2.sealed"], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "secrets-2.sealed")));
        Assert.NotNull(await Open().TakeAsync(GitHub, Cancelled));
    }

    [Fact]
    public async Task File_ItsBytes_HoldNoValueAndOpenByNoOtherKeyring()
    {
        await SetAsync(Open(), GitHub, Planted);
        var file = Path.Combine(Folder, "secrets-1.sealed");
        Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Planted)));
        Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf("github"u8));
        using var other = new TestKeyring();
        Assert.Equal("W2011", Assert.Throws<AuthorityException>(() => FileSecretStore.Open(Folder, other)).Code);
    }

    [Fact]
    public async Task Open_OlderFileUnderANewerName_IsRefused()
    {
        await SetAsync(Open(), GitHub, Planted);
        File.Copy(Path.Combine(Folder, "secrets-1.sealed"), Path.Combine(Folder, "secrets-9.sealed"));
        Assert.Equal("W2011", Assert.Throws<AuthorityException>(Open).Code);
    }

    [Fact]
    public async Task Take_ValueMovedToAnotherNameOrVersion_IsNothing()
    {
        // Whoever can write the file and use the sealing key, but does not know a value, gives it another name or number.
        await SetAsync(Open(), GitHub, Planted);
        var plain = keyring.Open(File.ReadAllBytes(Path.Combine(Folder, "secrets-1.sealed")), "writ secrets 1"u8)!;
        var at = plain.AsSpan().IndexOf("github"u8);
        foreach (var (offset, value) in ((int, byte)[])[(at, (byte)'x'), (at + 6, 7)])
        {
            var moved = plain.ToArray();
            moved[offset] = value;
            Write(moved);
            var opened = Open();
            var name = Assert.Single(await opened.VersionsAsync(Cancelled));
            Assert.True(name.IsHeld);
            Assert.Null(await opened.TakeAsync(name.Name, Cancelled));
        }

        Write(plain);
        Assert.NotNull(await Open().TakeAsync(GitHub, Cancelled));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("two\nlines")]
    [InlineData("carriage\rreturn")]
    [InlineData("nul\0")]
    [InlineData("escape\u001b[31m")]
    public void Value_ThatIsNoLineOfText_IsNone(string text) => Assert.Null(SecretValue.Of(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Value_BrokenTextOrTooLong_IsNoneAndASoundOneShowsNothing()
    {
        Assert.Null(SecretValue.Of([0xff, 0xfe]));
        Assert.Null(SecretValue.Of(new byte[SecretValue.MaxLength + 1]));
        using var value = SecretValue.Of("value\r\n"u8)!;
        Assert.Equal("value", value.Reveal());
        Assert.Equal("(secret)", $"{value}");
        Assert.DoesNotContain("value", new SecretReading.Taken("1", value).ToString().Replace("Value = (secret)", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static async Task SetAsync(FileSecretStore store, Slug name, string text)
    {
        using var value = SecretValue.Of(Encoding.UTF8.GetBytes(text))!;
        await store.SetAsync(name, value, Noon, Cancelled);
    }

    private void Write(byte[] plain)
    {
        var file = Path.Combine(Folder, "secrets-1.sealed");
        File.WriteAllBytes(file, keyring.Seal(plain, "writ secrets 1"u8));
    }

    private FileSecretStore Open() => FileSecretStore.Open(Folder, keyring);
}
