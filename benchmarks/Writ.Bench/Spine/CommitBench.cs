using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Authority.Keys;
using Writ.Bench.Load;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Storage;

namespace Writ.Bench.Spine;

/// <summary>The journal alone, on the disk that the installation is on: the very transaction of an action's Record step, and the outcome that rides along.</summary>
internal sealed class CommitBench : IAsyncDisposable
{
    private static readonly TrustDomain Domain = TrustDomain.Parse("bench.example");
    private static readonly Slug Agent = Slug.Parse("bench");
    private static readonly ActionName Tool = ActionName.TryParse("echo/echo", out var name) ? name : throw new FormatException("no action name");
    private static readonly ReleaseId Release = ReleaseId.Of(Digest256.Sha256("bench"u8));

    private readonly FileKeyring keyring;
    private readonly SqliteStore store;
    private readonly IUlidSource ulids;
    private readonly AgentTask task;

    private CommitBench(FileKeyring keyring, SqliteStore store, IUlidSource ulids, AgentTask task) => (this.keyring, this.store, this.ulids, this.task) = (keyring, store, ulids, task);

    /// <summary>The journal for itself, in a few seconds: what to look at when a commit is slow.</summary>
    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("writ-bench-").FullName;
        try
        {
            await using var bench = await OpenAsync(folder);
            var figures = new Figures();
            foreach (var producers in (int[])[1, 16, 64])
            {
                var cpu = Environment.CpuUsage.TotalTime;
                var (p50, perSecond) = await bench.RunAsync(producers, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
                cpu = Environment.CpuUsage.TotalTime - cpu;
                figures.Add($"commit.p50_{producers}_ms", p50, "ms");
                figures.Add($"commit.rate_{producers}", perSecond, "commits/s");
                figures.Add($"commit.cpu_{producers}_us", cpu.TotalMicroseconds / (perSecond * 5), "us");
            }

            figures.Print();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Makes a store with one open task in a new folder.</summary>
    public static async Task<CommitBench> OpenAsync(string folder)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "commit", "data"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var keys = Directory.CreateDirectory(Path.Combine(folder, "commit", "keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var ids = new MonotonicUlids(TimeProvider.System);
        var ring = FileKeyring.Open(new KeyringOptions(Path.Combine(data, "keys"), KeyEncryptionKeySource.File(Path.Combine(keys, "kek")), StoreExists: false));
        var opened = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { DataFolder = data, AnchorFile = Path.Combine(keys, "anchor") }, ring, Domain, TimeProvider.System, ids, NullLogger<SqliteStore>.Instance, CancellationToken.None);
        var now = DateTimeOffset.UtcNow;
        var instance = SpiffeId.FromSegments(Domain, "agent", "bench", "1");
        var work = new AgentTask
        {
            Id = TaskId.New(ids),
            Epoch = opened.Journal.Epoch,
            Actor = new Actor(instance, Agent, Assurance.SeparateUid, Binding.Socket, []),
            Intent = Slug.Parse("bench"),
            Release = Release,
            Parameters = ImmutableSortedDictionary<string, ParameterValue>.Empty,
            Channel = TaskChannel.Launcher,
            Scope = new Scope([new ScopeEntry([ActionPattern.Exactly(Tool)], [ResourcePattern.Any], ImmutableSortedDictionary<string, Constraint>.Empty)]),
            Budget = new Budget(long.MaxValue, 0, 0),
            Opened = now,
            Deadline = now.AddHours(1),
            Idle = TimeSpan.FromMinutes(10),
            LastActive = now,
            Standing = TaskStanding.JustOpened,
        };
        List<Change> changes =
        [
            new Change.Activate(Release, "bench"u8.ToArray()),
            new Change.AttestInstance(new AttestedInstance(instance, Agent, Assurance.SeparateUid, 1, 1, "boot", 0, default, now)),
            new Change.OpenTask(work),
            new Change.PinDefinition(Tool, Digest256.Sha256("definition"u8)),
        ];
        return await opened.Journal.CommitAsync([], changes, [], CancellationToken.None) is CommitResult.Committed
            ? new CommitBench(ring, opened, ids, work)
            : throw new BenchException("the journal refused the task");
    }

    /// <summary>Commits one after the other, by this many at a time; answers the median in milliseconds and the rate.</summary>
    public async Task<(double P50, double PerSecond)> RunAsync(int producers, TimeSpan warm, TimeSpan measure)
    {
        var histograms = await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(() => ProduceAsync(warm, measure))));
        return (Median.Of(histograms.Select(static h => h.Quantile(0.5))) / 1e6, histograms.Sum(static h => h.Count) / measure.TotalSeconds);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        keyring.Dispose();
    }

    private async Task<LatencyHistogram> ProduceAsync(TimeSpan warm, TimeSpan measure)
    {
        var histogram = new LatencyHistogram();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < warm + measure)
        {
            var from = Stopwatch.GetTimestamp();
            await CommitAsync();
            if (elapsed >= warm)
            {
                histogram.Add(Stopwatch.GetTimestamp() - from);
            }
        }

        return histogram;
    }

    private async Task CommitAsync()
    {
        var now = DateTimeOffset.UtcNow;
        var decision = DecisionId.New(ulids);
        Condition[] conditions =
        [
            new Condition.TaskLive(task.Id, Effects.Read, now),
            new Condition.InstanceLives(task.Actor.Instance),
            new Condition.NotContained(ContainmentKey.Everything),
            new Condition.NotContained(ContainmentKey.Agent(Agent)),
            new Condition.NotContained(ContainmentKey.Instance(task.Actor.Instance)),
            new Condition.NotContained(ContainmentKey.Server(Tool.Server)),
            new Condition.InForce(Release),
            new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 1),
            new Condition.DefinitionPinned(Tool, Digest256.Sha256("definition"u8)),
        ];
        Change[] changes = [new Change.Touch(task.Id, now), new Change.Take(task.Id, BudgetKind.Calls, 1)];
        if (await store.Journal.CommitAsync(conditions, changes, [Decided(decision, now)], CancellationToken.None) is CommitResult.Refused refused)
        {
            throw new BenchException($"the journal refused a commit: {refused.Failed.GetType().Name} {refused.Found}");
        }

        store.Journal.Defer(new LedgerEntry.ActionObserved(task.Id, decision, ActionOutcome.Succeeded, Digest256.Sha256("result"u8), 1100, TimeSpan.FromMicroseconds(50)) { Id = EntryId.New(ulids), At = now });
    }

    private LedgerEntry.ActionDecided Decided(DecisionId decision, DateTimeOffset now) => new()
    {
        Id = EntryId.New(ulids),
        At = now,
        Decision = decision,
        For = task.Id,
        Zone = "tools",
        Actor = task.Actor,
        Intent = task.Intent,
        Release = Release,
        Action = Tool.ToString(),
        Effects = Effects.Read,
        ResourceType = "Case",
        Resource = Digest256.Sha256("42"u8),
        Destination = "server",
        Request = Digest256.Sha256("request"u8),
        ArgumentBytes = 1100,
        Definition = Digest256.Sha256("definition"u8),
        Facts = new ActionFacts(Classified: true, Pinned: true, ResourceKnown: true),
        Verdict = Verdict.Allow,
        Determining = ["bench/own-customer"],
        Codes = [],
        Obligations = [],
    };
}
