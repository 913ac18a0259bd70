using Writ.Authority.Keys;
using Writ.Authority.Releases;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

/// <summary>A release goes back, and stays back.</summary>
public sealed class ReleaseRollbackTests : IDisposable
{
    private readonly TempFolder home = new();
    private readonly ManualTime time = new();
    private readonly InMemoryJournal journal = new();
    private readonly ReleaseFolder folder;
    private readonly ReleaseStore store;

    public ReleaseRollbackTests()
    {
        folder = SampleRelease.Write(home);
        store = Store();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task RollBackAsync_ToTheOneBefore_IsANewActivationThatTheLedgerTells()
    {
        var first = await ActivateAsync("// 1");
        var second = await ActivateAsync("// 2");
        journal.BeforeCommit = () => Assert.Equal(second, store.Current!.Release.Id);

        var back = Assert.IsType<ReleaseOutcome.Activated>(await store.RollBackAsync(default, Cancel));

        Assert.Equal((first, second), (back.InForce.Release.Id, back.Previous));
        Assert.Equal(new ReleaseStanding(first, 3, second), await journal.ReleaseStandingAsync(Cancel));
        var entry = Assert.IsType<LedgerEntry.ReleaseActivated>(journal.Entries[^1]);
        Assert.Equal(("rollback", 3, second, first), (entry.Cause, entry.Sequence, entry.PassedOver, entry.Release));
        Assert.Equal("folder", Assert.IsType<LedgerEntry.ReleaseActivated>(journal.Entries[0]).Cause);
    }

    [Fact]
    public async Task RefreshAsync_AfterARollback_LeavesTheFolderOutUntilItChanges()
    {
        var first = await ActivateAsync("// 1");
        var second = await ActivateAsync("// 2");
        await store.RollBackAsync(first, Cancel);
        var entries = journal.Entries.Length;

        // Again and again, and after a restart.
        var passed = Assert.IsType<ReleaseOutcome.PassedOver>(await store.RefreshAsync(Cancel));
        Assert.Equal((first, second), (passed.InForce.Release.Id, passed.Folder));
        using (var restarted = Store())
        {
            Assert.Equal(first, (await restarted.PeekAsync(Cancel))!.Id);
            Assert.Null(restarted.Current);
            Assert.IsType<ReleaseOutcome.PassedOver>(await restarted.RefreshAsync(Cancel));
            Assert.Equal(first, restarted.Current!.Release.Id);
        }

        Assert.Equal(entries, journal.Entries.Length);

        // A change comes into force, and what was passed over may come back by a change too.
        home.Write("config/policies/more.cedar", "// 3");
        Assert.IsType<ReleaseOutcome.Activated>(await store.RefreshAsync(Cancel));
        home.Write("config/policies/more.cedar", "// 2");
        Assert.Equal(second, Assert.IsType<ReleaseOutcome.Activated>(await store.RefreshAsync(Cancel)).InForce.Release.Id);
    }

    [Fact]
    public async Task RefreshAsync_FolderLeftAndCameBack_ComesIntoForce()
    {
        var first = await ActivateAsync("// 1");
        var second = await ActivateAsync("// 2");
        await store.RollBackAsync(first, Cancel);
        home.Write("config/policies/more.cedar", "// 1");
        Assert.IsType<ReleaseOutcome.Unchanged>(await store.RefreshAsync(Cancel));
        home.Write("config/policies/more.cedar", "// 2");
        Assert.Equal(second, Assert.IsType<ReleaseOutcome.Activated>(await store.RefreshAsync(Cancel)).InForce.Release.Id);
    }

    [Fact]
    public async Task ReloadAsync_AfterARollback_BringsTheFolderBackBecauseSomebodyAsked()
    {
        await ActivateAsync("// 1");
        var second = await ActivateAsync("// 2");
        await store.RollBackAsync(default, Cancel);
        Assert.Equal(second, Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel)).InForce.Release.Id);
        Assert.Equal(new ReleaseStanding(second, 4, default), await journal.ReleaseStandingAsync(Cancel));
    }

    [Fact]
    public async Task RollBackAsync_ToWhatWasNeverInForce_IsRefused()
    {
        var only = await ActivateAsync("// 1");
        Assert.Equal("W1943", Code(await store.RollBackAsync(default, Cancel)));
        Assert.Equal("W1940", Code(await store.RollBackAsync(ReleaseId.Of(Digest256.Sha256("never"u8)), Cancel)));
        Assert.IsType<ReleaseOutcome.Unchanged>(await store.RollBackAsync(only, Cancel));
        Assert.Equal(only, store.Current!.Release.Id);
    }

    [Fact]
    public async Task RollBackAsync_KeptContentIsAnother_IsRefused()
    {
        await ActivateAsync("// 1");
        var id = ReleaseId.Of(Digest256.Sha256("name"u8));
        await journal.CommitAsync([], [new Change.Activate(id, store.Current!.Release.Content)], [], Cancel);
        await journal.CommitAsync([], [new Change.Activate(store.Current!.Release.Id, store.Current!.Release.Content)], [], Cancel);
        Assert.Equal("W1093", Code(await store.RollBackAsync(id, Cancel)));
    }

    // The process dies after the ledger entry was durable and before it took effect: what is recorded is in force, whatever the folder has become.
    [Fact]
    public async Task RefreshAsync_DiedBetweenEntryAndEffect_HasTheRecordedOneInForce()
    {
        await ActivateAsync("// 1");
        home.Write("config/policies/more.cedar", "// 2");
        var second = SampleRelease.Read(folder);
        await journal.CommitAsync([], [new Change.Activate(second.Id, second.Content)], [], Cancel);
        using var restarted = Store();
        Assert.IsType<ReleaseOutcome.Unchanged>(await restarted.RefreshAsync(Cancel));
        Assert.Equal(second.Id, restarted.Current!.Release.Id);

        home.Write("config/policies/more.cedar", "broken");
        using var again = Store();
        Assert.IsType<ReleaseOutcome.Refused>(await again.RefreshAsync(Cancel));
        Assert.Equal(second.Id, again.Current!.Release.Id);
    }

    private static string Code(ReleaseOutcome outcome) => Assert.Single(Assert.IsType<ReleaseOutcome.Refused>(outcome).Problems).Code;

    private async Task<ReleaseId> ActivateAsync(string text)
    {
        home.Write("config/policies/more.cedar", text);
        return Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(Cancel)).InForce.Release.Id;
    }

    private ReleaseStore Store() => new(folder, TrustDomain.Parse("support.example"), journal, journal, new ScriptedCompiler(), new MonotonicUlids(time), time);
}
