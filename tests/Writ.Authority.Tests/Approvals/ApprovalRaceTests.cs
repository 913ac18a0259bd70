using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Authority.Approvals;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Storage;
using Writ.Testing;

namespace Writ.Authority.Tests.Approvals;

/// <summary>T6 at the level of services, on the real store: a yes that races the agent's changing its mind. 300 times; 10,000 when WRIT_TEST_FULL is 1.</summary>
public sealed class ApprovalRaceTests : IAsyncLifetime
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("WRIT_TEST_FULL") == "1" ? 10_000 : 300;

    private readonly World world = new();
    private readonly TempFolder folder = new();
    private SqliteStore? store;
    private Asking? asking;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { DataFolder = folder.At("data"), AnchorFile = folder.At("anchor") },
            world.Keyring, world.Release.TrustDomain, world.Time, world.Ids, NullLogger<SqliteStore>.Instance, Cancel);
        await store.Journal.CommitAsync([], [new Change.Activate(world.Release.Id, world.Release.Content)], [], Cancel);
        asking = new Asking(world, store.Journal, store.State, new ApprovalOptions { MaxPendingPerTask = 1_000_000, MaxPendingPerAgent = 1_000_000 });
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }

        world.Dispose();
        folder.Dispose();
    }

    /// <summary>While a human says yes to one call, the agent sends that and another one, again and again: the other never runs, and that one at most once.</summary>
    [Fact]
    public async Task T6_ApproveRacesModify_NoIterationRunsWhatWasNotApproved()
    {
        var task = await OpenAsync();
        var ran = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var approved = Asking.Action($$"""{"to":"alice","n":{{round}}}""");
            var modified = Asking.Action($$"""{"to":"mallory","n":{{round}}}""");
            var id = await asking!.AskAsync(task, approved);
            var vote = Task.Run(async () => await asking.Voting.VoteAsync(id, Asking.Operator, ApprovalEdge.Approve, Cancel), Cancel);
            var runs = Enumerable.Range(0, 4).Select(i => Task.Run(() => asking.RunAsync(task, i % 2 == 0 ? approved : modified), Cancel)).ToArray();
            Assert.IsType<VoteResult.Taken>(await vote);
            var done = await Task.WhenAll(runs);
            Assert.False(done[1] || done[3], $"round {round}: what nobody approved ran");
            var early = done.Count(static d => d);
            Assert.InRange(early, 0, 1);
            ran += early + (await asking.RunAsync(task, approved) ? 1 : 0);
            Assert.Equal(round + 1, ran);
        }
    }

    [Fact]
    public async Task T6_SixtyRetriesAfterOneYes_OneRuns()
    {
        var task = await OpenAsync();
        for (var round = 0; round < 5; round++)
        {
            var action = Asking.Action($$"""{"n":{{round}}}""");
            await asking!.ApproveAsync(await asking.AskAsync(task, action));
            var runs = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => asking.RunAsync(task, action), Cancel)));
            Assert.Single(runs, static r => r);
        }
    }

    /// <summary>Whoever is faster, a release that changes while a human says yes leaves nothing that runs by the release of before.</summary>
    [Fact]
    public async Task T6_ReleaseRacesApprove_NothingRunsByTheReleaseOfBefore()
    {
        var task = await OpenAsync();
        for (var round = 0; round < 20; round++)
        {
            var action = Asking.Action($$"""{"n":{{round}}}""");
            var id = await asking!.AskAsync(task, action);
            var next = Samples.Release($"next {round}");
            var vote = Task.Run(async () => await asking.Voting.VoteAsync(id, Asking.Operator, ApprovalEdge.Approve, Cancel), Cancel);
            await store!.Journal.CommitAsync([], [new Change.Activate(next, default)], [], Cancel);
            world.Current = new ReleaseInForce(world.Release with { Id = next }, new ScriptedDecisions(next));
            await vote;
            Assert.False(await asking.RunAsync(task, action));
        }
    }

    private async Task<AgentTask> OpenAsync()
    {
        var some = new Samples(world.Ids, world.Time.GetUtcNow());
        var instance = some.Instance(SpiffeId.FromSegments(world.Release.TrustDomain, "agent", "support", world.Ids.Next().ToString()));
        var task = some.Task(store!.Journal.Epoch, instance: instance.Id) with { Release = world.Release.Id };

        // Nobody above it, who would have to live as well.
        task = task with { Actor = task.Actor with { Chain = [] } };
        Assert.IsType<CommitResult.Committed>(await store.Journal.CommitAsync([], [new Change.AttestInstance(instance), new Change.OpenTask(task)], ImmutableArray<LedgerEntry>.Empty, Cancel));
        return task;
    }
}
