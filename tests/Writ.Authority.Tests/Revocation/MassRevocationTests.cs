using Writ.Authority.Attestation;
using Writ.Authority.Identity;
using Writ.Authority.Keys;
using Writ.Authority.Revocation;
using Writ.Authority.Tasks;
using Writ.Authority.Tests.Attestation;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Revocation;

public sealed class MassRevocationTests : IDisposable
{
    private readonly World world = new();
    private readonly TempFolder folder = new();
    private readonly RevocationMark mark;
    private readonly ContainmentService containment;
    private readonly InstanceRegistry registry;
    private readonly MassRevocation revocation;

    public MassRevocationTests()
    {
        Directory.CreateDirectory(folder.At("data"));
        mark = new RevocationMark(folder.At("data", "revoking"));
        containment = new ContainmentService(world.Journal, world.Journal, world.Ids, world.Time, [world.Cutter]);
        registry = world.Registry(new FakeProcesses());
        revocation = new MassRevocation(mark, containment, world.Journal, world.Journal, registry);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        registry.Dispose();
        folder.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task BeginAsync_TaskAtWork_IsMarkedAndStopsEverybody()
    {
        await world.OpenAsync();
        var begun = await revocation.BeginAsync(Cancelled);
        Assert.Equal((1, 1), (begun.Epoch, begun.Tasks));
        Assert.True(mark.IsMade);
        Assert.False(mark.WasContained);
        Assert.Contains(ContainmentKey.Everything, await world.Journal.ContainedAsync(Cancelled));
        Assert.False(revocation.Restart.IsCompleted);
        revocation.StartAnew();
        Assert.True(revocation.Restart.IsCompleted);
    }

    [Fact]
    public async Task BeginAsync_Twice_IsOnce()
    {
        await revocation.BeginAsync(Cancelled);
        await revocation.BeginAsync(Cancelled);
        Assert.False(mark.WasContained);
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.Containment>());
    }

    [Fact]
    public async Task BeginAsync_StoreThatCannotCommit_DoesNothing()
    {
        world.Journal.Unavailable = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await revocation.BeginAsync(Cancelled));
        Assert.False(mark.IsMade);
        world.Journal.Unavailable = false;
        Assert.Empty(await world.Journal.ContainedAsync(Cancelled));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FinishAsync_AfterTheKeysAreNew_LeavesContainmentAsItWas(bool wasContained)
    {
        if (wasContained)
        {
            await containment.ContainAsync(ContainmentKey.Everything, "operator", Cancelled);
        }

        await revocation.BeginAsync(Cancelled);
        for (var start = 0; start < 2; start++)
        {
            await revocation.FinishAsync(Cancelled);
            Assert.False(mark.IsMade);
            Assert.Equal(wasContained, (await world.Journal.ContainedAsync(Cancelled)).Contains(ContainmentKey.Everything));
        }
    }

    [Fact]
    public void Mark_ThatOthersCanChange_IsNotBelieved()
    {
        mark.Make(wasContained: false);
        File.SetUnixFileMode(folder.At("data", "revoking"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.Equal("W2010", Assert.Throws<AuthorityException>(() => mark.WasContained).Code);
    }

    [Fact]
    public async Task EpochKeys_StoreOfAnotherEpoch_AreMadeAnewOnce()
    {
        using var identities = FileIdentityKeys.Open(folder.At("keys"), world.Keyring);
        var epochs = Epochs(identities);

        // The keys of a first start belong to its epoch, and stay.
        await epochs.KeepAsync(areFresh: true, "new-epoch", Cancelled);
        await epochs.KeepAsync(areFresh: false, "new-epoch", Cancelled);
        Assert.Empty(world.Journal.Entries.OfType<LedgerEntry.KeyringChanged>());
        var before = world.Keyring.PublicKey(KeyPurpose.Writs);

        world.Journal.StartEpoch();
        await epochs.KeepAsync(areFresh: false, "new-epoch", Cancelled);
        await epochs.KeepAsync(areFresh: false, "new-epoch", Cancelled);
        Assert.Equal("new-epoch", Assert.Single(world.Journal.Entries.OfType<LedgerEntry.KeyringChanged>()).Cause);
        Assert.Equal("new-epoch", Assert.Single(world.Journal.Entries.OfType<LedgerEntry.IdentityKeysChanged>()).Cause);
        Assert.False(before.Span.SequenceEqual(world.Keyring.PublicKey(KeyPurpose.Writs).Span));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task EpochKeys_AnotherEpochOfTheSameNumber_AreMadeAnewOnce(int number)
    {
        using var identities = FileIdentityKeys.Open(folder.At("keys"), world.Keyring);
        var epochs = Epochs(identities);
        world.Journal.StartEpoch(number);
        await epochs.KeepAsync(areFresh: true, "new-epoch", Cancelled);
        Assert.Empty(world.Journal.Entries.OfType<LedgerEntry.KeyringChanged>());

        // The store was put back to before this epoch, and its anchor is gone: it begins the number again.
        world.Journal.StartEpoch(number);
        await epochs.KeepAsync(areFresh: false, "new-epoch", Cancelled);
        await epochs.KeepAsync(areFresh: false, "new-epoch", Cancelled);
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.KeyringChanged>());
        Assert.Single(Directory.GetFiles(folder.At("keys"), "epoch-*"));
    }

    [Fact]
    public async Task EpochKeys_StoreOfALowerEpochAgainAndAgain_AreMadeAnewOnceForEach()
    {
        using var identities = FileIdentityKeys.Open(folder.At("keys"), world.Keyring);
        var epochs = Epochs(identities);
        world.Journal.StartEpoch(5);
        await epochs.KeepAsync(areFresh: true, "new-epoch", Cancelled);
        for (var restored = 1; restored <= 3; restored++)
        {
            world.Journal.StartEpoch(3);
            for (var start = 0; start < 3; start++)
            {
                await epochs.KeepAsync(areFresh: false, "new-epoch", Cancelled);
            }

            Assert.Equal(restored, world.Journal.Entries.OfType<LedgerEntry.KeyringChanged>().Count());
            Assert.Equal("epoch-3.sealed", Path.GetFileName(Assert.Single(Directory.GetFiles(folder.At("keys"), "epoch-*"))));
        }
    }

    [Fact]
    public async Task EpochKeys_FileOfBeforeItHadContent_AreMadeAnew()
    {
        using var identities = FileIdentityKeys.Open(folder.At("keys"), world.Keyring);
        var epochs = Epochs(identities);
        await epochs.KeepAsync(areFresh: true, "new-epoch", Cancelled);
        File.WriteAllBytes(folder.At("keys", "epoch-1.sealed"), []);
        await epochs.KeepAsync(areFresh: false, "new-epoch", Cancelled);
        Assert.Single(world.Journal.Entries.OfType<LedgerEntry.KeyringChanged>());
    }

    [Fact]
    public void Credential_Replaced_KnowsTheNewAlone()
    {
        var files = new OperatorCredentialOptions(folder.At("keys", "operator.token"), folder.At("data", "operator.sha256"));
        OperatorCredential.Open(files);
        var old = File.ReadAllText(files.TokenFile).Trim();
        var replaced = OperatorCredential.Replace(files);
        var young = File.ReadAllText(files.TokenFile).Trim();
        Assert.False(replaced.Matches(old));
        Assert.True(replaced.Matches(young));

        // Kept elsewhere by its operator, it is replaced all the same.
        File.Delete(files.TokenFile);
        Assert.False(OperatorCredential.Replace(files).Matches(young));
    }

    private EpochKeys Epochs(FileIdentityKeys identities) => new(
        folder.At("keys"), new KeyringRotation(world.Keyring, world.Journal, world.Ids, world.Time),
        new SvidAuthority(world.Release.TrustDomain, identities, new IdentityOptions(), world.Keyring, world.Journal, world.Ids, world.Time), world.Journal);
}
