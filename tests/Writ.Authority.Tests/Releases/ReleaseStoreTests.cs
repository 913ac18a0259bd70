using Writ.Authority.Keys;
using Writ.Authority.Releases;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

public sealed class ReleaseStoreTests : IDisposable
{
    private readonly TempFolder home = new();
    private readonly ManualTime time = new();
    private readonly InMemoryJournal journal = new();
    private readonly ScriptedCompiler compiler = new();
    private readonly ReleaseFolder folder;
    private readonly ReleaseStore store;

    public ReleaseStoreTests()
    {
        folder = SampleRelease.Write(home);
        store = Store();
    }

    public void Dispose()
    {
        store.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task ReloadAsync_FirstStart_RecordsBeforeItTakesEffect()
    {
        Assert.Null(store.Current);
        journal.BeforeCommit = () => Assert.Null(store.Current);
        var activated = Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(TestContext.Current.CancellationToken));

        Assert.Same(activated.InForce, store.Current);
        Assert.Same(compiler.Latest, activated.InForce.Decisions);
        var entry = Assert.IsType<LedgerEntry.ReleaseActivated>(Assert.Single(journal.Entries));
        Assert.Equal((activated.InForce.Release.Id, default), (entry.Release, entry.Previous));
        Assert.True(journal.Content.Span.SequenceEqual(activated.InForce.Release.Content.Span));
    }

    [Fact]
    public async Task ReloadAsync_SameReleaseAtRestart_WritesNothing()
    {
        await store.ReloadAsync(TestContext.Current.CancellationToken);
        using var restarted = Store();
        Assert.IsType<ReleaseOutcome.Unchanged>(await restarted.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.NotNull(restarted.Current);
        Assert.Single(journal.Entries);
    }

    [Fact]
    public async Task ReloadAsync_MistakesInAPolicyAndElsewhere_TellsAllAtOnceInOrder()
    {
        home.Write("config/policies/support.cedar", "broken");
        home.Write("config/writ.yaml", "trust_domain: UPPER");
        var refused = Assert.IsType<ReleaseOutcome.Refused>(await store.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Contains(refused.Problems, static p => p is { File: "writ.yaml", Line: 1 });
        Assert.Contains(refused.Problems, static p => p is { File: "policies/support.cedar", Code: "W1050" });
        Assert.Equal(refused.Problems.Select(static p => p.File).Order(StringComparer.Ordinal), refused.Problems.Select(static p => p.File));
    }

    [Fact]
    public async Task ReloadAsync_ChangedFolder_NamesTheOneBefore()
    {
        await store.ReloadAsync(TestContext.Current.CancellationToken);
        var before = store.Current!.Release.Id;
        home.Write("config/policies/more.cedar", "// more");
        var activated = Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(before, activated.Previous);
        Assert.Equal(activated.InForce.Release.Id, await journal.InForceAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("config/writ.yaml", "nonsense: 1", "W1004")]
    [InlineData("config/policies/support.cedar", "broken", "W1050")]
    [InlineData("config/writ.yaml", "trust_domain: other.example\nagents: {}\nservers: { files: {http: {url: \"http://a/\"}}, crm: {http: {url: \"http://a/\"}} }\n", "W1020")]
    public async Task ReloadAsync_AnyProblem_LeavesTheOneBeforeInForce(string file, string text, string code)
    {
        await store.ReloadAsync(TestContext.Current.CancellationToken);
        var before = store.Current;
        home.Write(file, text);

        var refused = Assert.IsType<ReleaseOutcome.Refused>(await store.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Contains(code, refused.Problems.Select(p => p.Code));
        Assert.Same(before, store.Current);
        Assert.Single(journal.Entries);
    }

    [Fact]
    public async Task ReloadAsync_AnotherProcessActivatedMeanwhile_IsRefused()
    {
        var other = ReleaseId.Of(Digest256.Sha256("other"u8));
        journal.BeforeCommit = () => _ = journal.CommitAsync([], [new Change.Activate(other, default)], [], CancellationToken.None);
        var refused = Assert.IsType<ReleaseOutcome.Refused>(await store.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("W1021", Assert.Single(refused.Problems).Code);
        Assert.Null(store.Current);
    }

    [Fact]
    public async Task ReloadAsync_StoreUnavailable_ThrowsAndLeavesTheOneBeforeInForce()
    {
        await store.ReloadAsync(TestContext.Current.CancellationToken);
        var before = store.Current;
        home.Write("config/policies/more.cedar", "// more");
        journal.Unavailable = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Same(before, store.Current);
        journal.Unavailable = false;
        Assert.IsType<ReleaseOutcome.Activated>(await store.ReloadAsync(TestContext.Current.CancellationToken));
    }

    private ReleaseStore Store() => new(folder, TrustDomain.Parse("support.example"), journal, journal, compiler, new MonotonicUlids(time), time);
}
