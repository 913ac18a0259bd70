using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Authority.Attestation;
using Writ.Authority.Keys;
using Writ.Authority.Tasks;
using Writ.Authority.Tests.Releases;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Authority.Tests;

/// <summary>An authority on a journal in memory, a clock that stands still, and a sample release in force.</summary>
public sealed class World : IReleases, IDisposable
{
    private readonly TempFolder home = new();

    public World()
    {
        Release = SampleRelease.Read(SampleRelease.Write(home));
        Decisions = new ScriptedDecisions(Release.Id);
        Current = new ReleaseInForce(Release, Decisions);
        Ids = new MonotonicUlids(Time);
        Keyring = FileKeyring.Open(new(home.At("data", "keys"), KeyEncryptionKeySource.File(home.At("keys", "kek")), StoreExists: false));
        Mover = new TaskMover(Journal, Journal, Ids, Time, [Cutter]);
        Tasks = new TaskService(this, Journal, Keyring, Ids, Time, Named);
        _ = Journal.CommitAsync([], [new Change.Activate(Release.Id, Release.Content)], [], CancellationToken.None);
    }

    public ManualTime Time { get; } = new();

    public CutterLog Cutter { get; } = new();

    public InMemoryJournal Journal { get; } = new();

    public MonotonicUlids Ids { get; }

    public FileKeyring Keyring { get; }

    public Release Release { get; }

    public ScriptedDecisions Decisions { get; }

    public ReleaseInForce? Current { get; set; }

    public TaskMover Mover { get; }

    public NamedTasks Named { get; } = new();

    public TaskService Tasks { get; }

    public static ImmutableDictionary<string, string> Parameters => ImmutableDictionary<string, string>.Empty.Add("customer", "acme");

    /// <summary>An instance that is attested in the journal.</summary>
    public async ValueTask<AttestedInstance> AttestAsync(int processId = 4000)
    {
        var instance = Instance(processId);
        await Journal.CommitAsync([], [new Change.AttestInstance(instance)], [], CancellationToken.None);
        return instance;
    }

    public AttestedInstance Instance(int processId = 4000)
    {
        var agent = Slug.Parse("support-agent");
        return new AttestedInstance(
            SpiffeId.FromSegments(Release.TrustDomain, "agent", agent.ToString(), Ids.Next().ToString()), agent, Assurance.SeparateUid, processId, 77, "boot-1", 1001, default, Time.GetUtcNow());
    }

    public TaskOpening Opening(AttestedInstance instance) => new()
    {
        Agent = "support-agent", Intent = "resolve-ticket", Parameters = Parameters, Instance = instance, Channel = TaskChannel.Launcher,
    };

    public async ValueTask<AgentTask> OpenAsync(AttestedInstance? instance = null) =>
        Assert.IsType<TaskOpeningResult.Opened>(await Tasks.OpenAsync(Opening(instance ?? await AttestAsync()), CancellationToken.None)).Task;

    /// <summary>Puts a release with these registration entries in force, as if they had been in it from the start.</summary>
    public void Register(params (string Path, string[] Selectors)[] entries) => Register(descendants: false, entries);

    public void Register(bool descendants, params (string Path, string[] Selectors)[] entries) => Current = new ReleaseInForce(
        Release with { Workloads = [.. entries.Select(e => new WorkloadRegistration(WorkloadPath.Parse(e.Path), [.. e.Selectors.Select(static s => Selector.Parse(s))], descendants))] },
        Decisions);

    internal InstanceRegistry Registry(IProcesses processes) =>
        new(processes, this, Journal, Journal, Mover, Ids, Time, NullLogger<InstanceRegistry>.Instance);

    public void Dispose()
    {
        Keyring.Dispose();
        home.Dispose();
    }
}
