using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Writ.Authority.Keys;
using Writ.Authority.Releases;
using Writ.Authority.Tasks;
using Writ.Decisions;
using Writ.Domain;
using Writ.Enforcement;
using Writ.Spiffe;
using Writ.Storage;

namespace Writ.Bench.Tasks;

/// <summary>The parts of a gateway that a task goes through, composed as the host composes them, without its listeners: store, release, decision point, task service, pipeline.</summary>
internal sealed class TasksWorld : IReleases, IAuthenticator, IAsyncDisposable
{
    private static readonly TrustDomain Domain = TrustDomain.Parse("bench.example");

    private readonly FileKeyring keyring;
    private readonly SqliteStore store;
    private readonly UnnamedRefusals unnamed;

    private TasksWorld(FileKeyring keyring, SqliteStore store, ReleaseInForce release, MonotonicUlids ids)
    {
        (this.keyring, this.store, Current, Ids) = (keyring, store, release, ids);
        unnamed = new UnnamedRefusals(store.Journal, ids, TimeProvider.System);
        Tasks = new TaskService(this, store.Journal, keyring, ids, TimeProvider.System, new NamedTasks());
        Mover = new TaskMover(store.Journal, store.State, ids, TimeProvider.System, []);
        Pipeline = new EnforcementPipeline(this, this, store.Journal, keyring, ids, [], new PipelineOptions(), TimeProvider.System, unnamed, NullLogger<EnforcementPipeline>.Instance);
    }

    /// <inheritdoc/>
    public ReleaseInForce? Current { get; }

    public MonotonicUlids Ids { get; }

    public TaskService Tasks { get; }

    public TaskMover Mover { get; }

    public EnforcementPipeline Pipeline { get; }

    public IStateReader State => store.State;

    public IJournal Journal => store.Journal;

    /// <summary>Opens the installation in a folder, making what is not there.</summary>
    public static async Task<TasksWorld> OpenAsync(string folder)
    {
        var (data, keys) = (Private(Path.Combine(folder, "data")), Private(Path.Combine(folder, "keys")));
        var ids = new MonotonicUlids(TimeProvider.System);
        var known = File.Exists(Path.Combine(data, SqliteStoreOptions.FileName));
        var ring = FileKeyring.Open(new KeyringOptions(Path.Combine(data, "keys"), KeyEncryptionKeySource.File(Path.Combine(keys, "kek")), StoreExists: known));
        var opened = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { DataFolder = data, AnchorFile = Path.Combine(keys, "anchor") }, ring, Domain, TimeProvider.System, ids, NullLogger<SqliteStore>.Instance, CancellationToken.None);
        var release = ReleaseReader.Read(TasksFleet.Of(folder)) switch
        {
            ReleaseReading.Read read => read.Release,
            ReleaseReading.Refused refused => throw new BenchException($"the benchmark's release does not read: {refused.Problems[0]}"),
            _ => throw new BenchException("the benchmark's release does not read"),
        };
        var decisions = new DecisionPointCompiler().Compile(release, out var problems) ?? throw new BenchException($"the benchmark's policies do not compile: {problems[0]}");
        if (await opened.State.InForceAsync(CancellationToken.None) != release.Id)
        {
            await opened.Journal.CommitAsync([], [new Change.Activate(release.Id, release.Content), new Change.PinDefinition(TasksCall.Tool, TasksCall.Definition)], [], CancellationToken.None);
        }

        return new TasksWorld(ring, opened, new ReleaseInForce(release, decisions), ids);
    }

    /// <summary>Names whoever presents a task's id as its instance: the cost of reading the task is there, that of a proof is `./bench mint`'s.</summary>
    public async ValueTask<Authentication> AuthenticateAsync(Presented presented, CancellationToken cancellationToken) =>
        await store.State.FindTaskAsync(TaskId.Parse(presented.Authorization!), cancellationToken) is { } task
            ? new Authentication.Named(task.Actor, task, default, [], [])
            : new Authentication.Refused(new Reason("W2101", "law/bench", "there is no such task", "report this"), "");

    /// <summary>Opens a task of a new instance.</summary>
    public async Task<TaskId> OpenAsync(int number)
    {
        var agent = Slug.Parse(TasksFleet.Agent(number % TasksFleet.Agents));
        var instance = new AttestedInstance(
            SpiffeId.FromSegments(Domain, "agent", agent.ToString(), Ids.Next().ToString()), agent, Assurance.SeparateUid, 1, 1, "boot", 1, default, DateTimeOffset.UtcNow);
        var result = await Tasks.OpenAsync(
            new TaskOpening
            {
                Agent = agent.ToString(),
                Intent = "work",
                Parameters = ImmutableDictionary<string, string>.Empty.Add("customer", $"c{number}"),
                Goal = "read what the customer's case says, and answer",
                Instance = instance,
                InstanceIsNew = true,
                Channel = TaskChannel.Launcher,
            },
            CancellationToken.None);
        return result is TaskOpeningResult.Opened { Task.Id: var id } ? id : throw new BenchException($"a task was refused: {((TaskOpeningResult.Refused)result).Denial.Reason.Text}");
    }

    /// <summary>Takes an action of a task through all seven steps; its forwarding is nothing.</summary>
    public async Task DecideAsync(TaskId task, int number)
    {
        if (await Pipeline.RunAsync(new TasksCall(task, number), CancellationToken.None) is not ActionResult.Performed)
        {
            throw new BenchException("an action was refused");
        }
    }

    public async ValueTask DisposeAsync()
    {
        unnamed.Dispose();
        await store.DisposeAsync();
        keyring.Dispose();
    }

    private static string Private(string path) => Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
}
