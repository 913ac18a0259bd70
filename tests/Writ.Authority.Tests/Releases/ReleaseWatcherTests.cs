using Writ.Authority.Keys;
using Writ.Authority.Releases;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

public sealed class ReleaseWatcherTests : IDisposable
{
    private const int Activated = 2001;
    private const int Refused = 2003;
    private const int Changed = 2007;
    private const int PassedOver = 2008;

    private readonly TempFolder home = new();
    private readonly ManualTime time = new();
    private readonly InMemoryJournal journal = new();
    private readonly CapturedLog<ReleaseWatcher> log = new();
    private readonly ReleaseStore store;
    private readonly ReleaseWatcher watcher;

    public ReleaseWatcherTests()
    {
        var folder = SampleRelease.Write(home);
        store = new ReleaseStore(folder, TrustDomain.Parse("support.example"), journal, journal, new ScriptedCompiler(), new MonotonicUlids(time), time);
        watcher = new ReleaseWatcher(store, folder, time, log);
    }

    public void Dispose()
    {
        watcher.Dispose();
        store.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Watch_FilesSavedTogether_ReloadOnceWhenTheySettled()
    {
        await watcher.StartAsync(TestContext.Current.CancellationToken);
        Save("policies/a.cedar", "// a");
        Save("policies/b.cedar", "// b");
        await log.Event(Changed);
        Assert.Null(store.Current);

        await Settle(log.Event(Activated));
        Assert.Contains("policies/b.cedar", store.Current!.Release.Policies.Select(p => p.Name));
        await watcher.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Watch_SpoiltFile_LogsEveryProblemWithItsPlaceAndFix()
    {
        await watcher.ReloadAsync(TestContext.Current.CancellationToken);
        await watcher.StartAsync(TestContext.Current.CancellationToken);
        Save("writ.yaml", SampleRelease.Main + "colour: red\n");
        await Settle(log.Event(Refused));

        Assert.Contains(log.Lines, l => l.Contains($"writ.yaml:{SampleRelease.Main.Split('\n').Length}:1: W1004", StringComparison.Ordinal) && l.Contains("fix: ", StringComparison.Ordinal));
        Assert.IsType<ReleaseOutcome.Refused>(watcher.Latest);
        Assert.NotNull(store.Current);
    }

    [Fact]
    public async Task Watch_FolderMadeLater_IsWatchedFromThenOn()
    {
        Directory.Delete(home.At("config", "policies"), recursive: true);
        await watcher.ReloadAsync(TestContext.Current.CancellationToken);
        await watcher.StartAsync(TestContext.Current.CancellationToken);
        Directory.CreateDirectory(home.At("config", "policies"));
        await log.Event(Changed);
        Save("policies/late.cedar", "// late");
        await Settle(Until(() => store.Current!.Release.Policies.Any(p => p.Name == "policies/late.cedar")));

        // A change in it is seen too, and not only its making.
        Save("policies/later.cedar", "// later");
        await Settle(Until(() => store.Current!.Release.Policies.Any(p => p.Name == "policies/later.cedar")));
        await watcher.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Watch_FilesThatAreNoRelease_AreNotLookedAt()
    {
        await watcher.StartAsync(TestContext.Current.CancellationToken);
        home.Write("config/node_modules/a/index.js", "");
        home.Write("config/notes.txt", "");
        home.Write("config/policies/.draft", "");
        Save("policies/seen.cedar", "// seen");
        await log.Event(Changed);
        Assert.Single(log.Lines);
        await watcher.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Watch_SignatureSavedLater_BringsTheReleaseIntoForce()
    {
        using var signers = new Signers();
        Save("writ.yaml", SampleRelease.Main + signers.Section(1, 2, "alice", "bob"));
        await watcher.ReloadAsync(TestContext.Current.CancellationToken);
        await watcher.StartAsync(TestContext.Current.CancellationToken);
        Save("policies/more.cedar", "forbid more");
        await Settle(log.Event(Refused));

        var folder = new ReleaseFolder(home.At("config"), home.At("guardrails"));
        signers.Sign(folder, 2, "alice");
        await Settle(Until(() => store.Current!.Release.Policies.Any(p => p.Name == "policies/more.cedar")));
        await watcher.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Watch_AfterARollback_SaysThatTheFolderIsPassedOverAndTakesItsNextChange()
    {
        await watcher.ReloadAsync(TestContext.Current.CancellationToken);
        var first = store.Current!.Release.Id;
        Save("policies/more.cedar", "// more");
        await watcher.ReloadAsync(TestContext.Current.CancellationToken);
        await watcher.RollBackAsync(default, TestContext.Current.CancellationToken);
        Assert.Equal(first, store.Current!.Release.Id);

        // Saved again as it was: the watcher looks, and leaves it.
        await watcher.StartAsync(TestContext.Current.CancellationToken);
        Save("policies/more.cedar", "// more");
        await Settle(log.Event(PassedOver));
        Assert.Equal(first, store.Current!.Release.Id);
        Save("policies/more.cedar", "// even more");
        await Settle(Until(() => store.Current!.Release.Id != first));
        await watcher.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ReloadAsync_StoreUnavailable_IsRefusedWithACode()
    {
        journal.Unavailable = true;
        var refused = Assert.IsType<ReleaseOutcome.Refused>(await watcher.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("W1022", Assert.Single(refused.Problems).Code);
    }

    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    // As editors do: written elsewhere, then put in place whole.
    private void Save(string name, string text) => File.Move(home.Write("draft", text), home.At("config", name), overwrite: true);

    // The kernel reports changes when it likes, and each one starts the wait anew: the clock goes on until the reload came.
    private Task Settle(Task reloaded) => time.AdvanceUntilAsync(reloaded, TimeSpan.FromSeconds(1));
}
