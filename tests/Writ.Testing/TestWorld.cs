using System.Collections.Immutable;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Testing;

/// <summary>A small installation in memory: a release in force, an attested instance with an open task, and everything that reads and writes them.</summary>
public sealed class TestWorld : IReleases, IDisposable
{
    private ImmutableDictionary<ActionName, ToolClass> catalogue = ImmutableDictionary<ActionName, ToolClass>.Empty;
    private ImmutableSortedDictionary<Slug, ServerRegistration> servers;
    private int releases;

    /// <summary>Makes it, with the servers given, or one stdio server named `files` that is never started.</summary>
    public TestWorld(TimeProvider? time = null, params ServerRegistration[] servers)
    {
        Time = time ?? new ManualTime();
        this.servers = (servers.Length > 0 ? servers : [Files]).ToImmutableSortedDictionary(static s => s.Name, static s => s);
        Samples = new Samples(Ulids, Time.GetUtcNow());
        Authenticator = new TestAuthenticator(this);
        Activate();
        Task = Open();
    }

    /// <summary>The server that worlds have by default.</summary>
    public static ServerRegistration Files { get; } = new ServerRegistration.Stdio(Samples.Server)
    {
        Command = ["true"],
        Directory = "/",
        Environment = ImmutableSortedDictionary<string, string>.Empty,
    };

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The ids.</summary>
    public TestUlids Ulids { get; } = new();

    /// <summary>The keys.</summary>
    public TestKeyring Keyring { get; } = new();

    /// <summary>The journal.</summary>
    public InMemoryJournal Journal { get; } = new();

    /// <summary>Plain instances of everything.</summary>
    public Samples Samples { get; }

    /// <summary>Names whoever presents nothing as the instance of <see cref="Task"/>, and whoever presents `Test TASK` as that task's.</summary>
    public TestAuthenticator Authenticator { get; }

    /// <summary>What the decision point of every release says of actions; null allows.</summary>
    public Func<DecisionRequest, Decision>? OnAction { get; set; }

    /// <summary>The task that was opened first.</summary>
    public AgentTask Task { get; }

    /// <inheritdoc />
    public ReleaseInForce? Current { get; set; }

    /// <summary>Opens a task of an instance of its own, whose scope is everything that the servers offer unless another is given.</summary>
    public AgentTask Open(Scope? scope = null, Budget? budget = null, SpiffeId? instance = null)
    {
        var task = Samples.Task(Journal.Epoch, budget, instance ?? Samples.InstanceId()) with
        {
            Scope = scope ?? Everything(),
            Release = Current!.Release.Id,
            Opened = Time.GetUtcNow(),
            LastActive = Time.GetUtcNow(),
            Deadline = Time.GetUtcNow() + TimeSpan.FromHours(1),
        };
        List<Change> changes = [new Change.OpenTask(task)];
        if (instance is null)
        {
            changes.Add(new Change.AttestInstance(Samples.Instance(task.Actor.Instance)));
        }

        foreach (var delegator in task.Actor.Chain)
        {
            changes.Add(new Change.AttestInstance(Samples.Instance(delegator)));
        }

        Commit([.. changes]);
        return task;
    }

    /// <summary>Ends a task.</summary>
    public void End(AgentTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Commit(new Change.MoveTask(task.Id, new TaskStanding(TaskState.Completed, TaskState.None)));
    }

    /// <summary>Makes changes without conditions.</summary>
    public void Commit(params Change[] changes)
    {
        var commit = Journal.CommitAsync([], changes, [], CancellationToken.None);
        Assert.True(commit.IsCompletedSuccessfully);
    }

    /// <summary>Says what a tool does, from the next release on, which comes into force here.</summary>
    public void Classify(string tool, Effects effects, ResourceTemplate? resource = null)
    {
        Assert.True(ActionName.TryParse(tool, out var name));
        catalogue = catalogue.SetItem(name, new ToolClass(name, effects, resource));
        Activate();
    }

    /// <summary>Registers a server anew, from the next release on, which comes into force here.</summary>
    public void Register(ServerRegistration server)
    {
        ArgumentNullException.ThrowIfNull(server);
        servers = servers.SetItem(server.Name, server);
        Activate();
    }

    /// <summary>Where secrets come from, as every release says that comes into force here.</summary>
    public ImmutableSortedDictionary<Slug, SecretSource> Secrets { get; set; } = ImmutableSortedDictionary<Slug, SecretSource>.Empty;

    /// <summary>Puts a new release in force.</summary>
    public void Activate()
    {
        var id = Samples.Release($"release {++releases}");
        Commit(new Change.Activate(id, default));
        Current = new ReleaseInForce(
            new Release
            {
                Id = id,
                Content = default,
                TrustDomain = Samples.TrustDomain,
                Agents = ImmutableSortedDictionary<Slug, AgentRegistration>.Empty,
                Servers = servers,
                Secrets = Secrets,
                Intents = ImmutableSortedDictionary<Slug, Intent>.Empty,
                Catalogue = catalogue,
                Policies = [],
            },
            new ScriptedDecisions(id) { OnAction = request => OnAction?.Invoke(request) ?? Decision.Allow(id, ["policies/test.cedar#0"], []) });
    }

    /// <inheritdoc />
    public void Dispose() => Keyring.Dispose();

    private Scope Everything() => new([.. servers.Keys.Select(static server => new ScopeEntry(
        [ActionPattern.TryParse($"{server}/*", out var all) ? all : default], [ResourcePattern.Any], ImmutableSortedDictionary<string, Constraint>.Empty))]);
}
