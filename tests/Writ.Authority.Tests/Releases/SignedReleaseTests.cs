using Writ.Authority.Keys;
using Writ.Authority.Releases;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

/// <summary>Releases where signers are asked for: those of the release in force judge the next.</summary>
public sealed class SignedReleaseTests : IDisposable
{
    private readonly TempFolder home = new();
    private readonly ManualTime time = new();
    private readonly InMemoryJournal journal = new();
    private readonly Signers signers = new();
    private readonly ReleaseFolder folder;
    private readonly ReleaseStore store;

    public SignedReleaseTests()
    {
        folder = SampleRelease.Write(home);
        store = Store();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        signers.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task ReloadAsync_FirstReleaseWithSigners_NeedsNoneAndTheNextDoes()
    {
        var first = await BootstrapAsync();
        home.Write("config/policies/no.cedar", "forbid all");
        Assert.Equal("W1090", Code(await store.ReloadAsync(Cancel)));
        Assert.Equal(first, store.Current!.Release.Id);

        signers.Sign(folder, 2, "alice");
        var activated = Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel));
        var entry = Assert.IsType<LedgerEntry.ReleaseActivated>(journal.Entries[^1]);
        Assert.Equal((2, "alice", activated.InForce.Release.Id), (entry.Sequence, Assert.Single(entry.Signers).ToString(), entry.Release));
        Assert.NotEmpty((await journal.FindReleaseAsync(entry.Release, Cancel))!.Signatures);
    }

    [Fact]
    public async Task ReloadAsync_ThatLoosens_NeedsTwo()
    {
        await BootstrapAsync();
        home.Write("config/policies/yes.cedar", "permit all");
        signers.Sign(folder, 2, "alice");
        Assert.Equal("W1090", Code(await store.ReloadAsync(Cancel)));
        signers.Sign(folder, 2, "bob");
        Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel));
    }

    // Whoever writes the folder names themselves signers, and signs: the signers of the release in force do not know them.
    [Fact]
    public async Task ReloadAsync_SignersOfTheNewReleaseAlone_CountForNothing()
    {
        var first = await BootstrapAsync();
        home.Write("config/writ.yaml", SampleRelease.Main + signers.Section(1, 2, "mallory", "eve"));
        signers.Sign(folder, 2, "mallory", "eve");
        Assert.Equal("W1090", Code(await store.ReloadAsync(Cancel)));
        Assert.Equal(first, store.Current!.Release.Id);
    }

    [Fact]
    public async Task ReloadAsync_WithoutSignersAnyMore_NeedsTwoToBelieve()
    {
        await BootstrapAsync();
        home.Write("config/writ.yaml", SampleRelease.Main);
        signers.Sign(folder, 2, "alice");
        Assert.Equal("W1090", Code(await store.ReloadAsync(Cancel)));
        signers.Sign(folder, 2, "bob");
        Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel));
        home.Write("config/policies/yes.cedar", "permit all");
        Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel));
    }

    [Fact]
    public async Task ReloadAsync_OlderSignedRelease_IsRefusedAndRollbackTakesItByItsSignatures()
    {
        await BootstrapAsync();
        home.Write("config/policies/yes.cedar", "permit all");
        signers.Sign(folder, 2, "alice", "bob");
        var older = Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel)).InForce.Release.Id;
        home.Write("config/policies/yes.cedar", "permit all, or nearly");
        signers.Sign(folder, 3, "alice", "bob");
        var newer = Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel)).InForce.Release.Id;

        // The older folder, with the signatures that it had.
        home.Write("config/policies/yes.cedar", "permit all");
        signers.Sign(folder, 2, "alice", "bob");
        Assert.Equal("W1091", Code(await store.ReloadAsync(Cancel)));
        Assert.Equal(newer, store.Current!.Release.Id);

        var back = Assert.IsType<ReleaseOutcome.Activated>(await store.RollBackAsync(older, Cancel));
        Assert.Equal(older, back.InForce.Release.Id);
        Assert.Equal(4, (await journal.ReleaseStandingAsync(Cancel)).Sequence);
        Assert.Equal(["alice", "bob"], Assert.IsType<LedgerEntry.ReleaseActivated>(journal.Entries[^1]).Signers.Select(static s => s.ToString()));

        // The newer one, which was signed as number 3, is the older one now.
        home.Write("config/policies/yes.cedar", "permit all, or nearly");
        signers.Sign(folder, 3, "alice", "bob");
        Assert.Equal("W1091", Code(await store.ReloadAsync(Cancel)));
    }

    // An operator alone does not get behind the signers by going back to before there were any.
    [Fact]
    public async Task RollBackAsync_ToWhatNobodySigned_IsRefused()
    {
        var unsigned = Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel)).InForce.Release.Id;
        var signing = await BootstrapAsync();
        Assert.Equal("W1090", Code(await store.RollBackAsync(unsigned, Cancel)));
        Assert.Equal(signing, store.Current!.Release.Id);
    }

    [Fact]
    public async Task RefreshAsync_UnsignedFolderAtAStart_LeavesTheStoredOneInForce()
    {
        var first = await BootstrapAsync();
        home.Write("config/policies/yes.cedar", "permit all");
        using var restarted = Store();
        Assert.Equal(first, (await restarted.PeekAsync(Cancel))!.Id);
        Assert.Equal("W1090", Code(await restarted.RefreshAsync(Cancel)));
        Assert.Equal(first, restarted.Current!.Release.Id);
        Assert.Single(journal.Entries);
    }

    [Fact]
    public async Task ReloadAsync_ReleaseInForceCannotBeReadAnyMore_NothingComesAfterIt()
    {
        await journal.CommitAsync([], [new Change.Activate(ReleaseId.Of(Digest256.Sha256("x"u8)), "noise"u8.ToArray())], [], Cancel);
        Assert.Equal("W1093", Code(await store.ReloadAsync(Cancel)));
        Assert.Null(store.Current);
    }

    private static string Code(ReleaseOutcome outcome) => Assert.IsType<ReleaseOutcome.Refused>(outcome).Problems[0].Code;

    private async Task<ReleaseId> BootstrapAsync()
    {
        home.Write("config/writ.yaml", SampleRelease.Main + signers.Section(1, 2, "alice", "bob"));
        return Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel)).InForce.Release.Id;
    }

    private ReleaseStore Store() => new(folder, TrustDomain.Parse("support.example"), journal, journal, new ScriptedCompiler(), new MonotonicUlids(time), time);
}
