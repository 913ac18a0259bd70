using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Storage;

/// <summary>Reads state. The standing of a task is always read afresh; only what never changes is kept.</summary>
internal sealed partial class StateReader(ReaderPool pool, long domain, int epoch, TaskSealer sealer, ApprovalSealer approvals, ILogger logger) : IStateReader
{
    private const int CachedTasks = 4096;
    private const string Columns = "t.state, t.resumes_to, b.last_active, t.id, t.agent, t.instance, t.intent, t.release, t.opened, t.deadline, t.idle, "
        + "t.limit_calls, t.limit_writes, t.limit_egress, t.sealed FROM task t JOIN budget b ON b.domain = t.domain AND b.task = t.id WHERE t.domain = ?1 AND t.epoch = ?2";

    private const string Live = " AND t.state IN (1, 2, 3)";

    private readonly TaskCache cache = new(CachedTasks);

    /// <inheritdoc />
    public ValueTask<AgentTask?> FindTaskAsync(TaskId task, CancellationToken cancellationToken) =>
        pool.ReadAsync(
            database =>
            {
                var statement = database.Prepared($"SELECT {Columns} AND t.id = ?3").Bind(1, domain).Bind(2, epoch).Bind(3, task.ToString());
                try
                {
                    return statement.Step() ? ReadTask(statement) : null;
                }
                finally
                {
                    statement.Reset();
                }
            },
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> LiveTasksAsync(int limit, CancellationToken cancellationToken) =>
        TasksAsync($"SELECT {Columns}{Live} ORDER BY t.id DESC LIMIT ?3", s => s.Bind(3, limit), cancellationToken);

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> OverdueTasksAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        TasksAsync(
            $"SELECT {Columns}{Live} AND t.check_at <= ?3 AND (t.deadline <= ?3 OR b.last_active + t.idle <= ?3) ORDER BY t.check_at LIMIT ?4",
            s => s.Bind(3, now).Bind(4, limit),
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> LiveTasksOfAsync(SpiffeId instance, CancellationToken cancellationToken) =>
        TasksAsync($"SELECT {Columns}{Live} AND t.instance = ?3 ORDER BY t.id DESC", s => s.Bind(3, instance.ToString()), cancellationToken);

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> LiveTasksBelowAsync(TaskId task, CancellationToken cancellationToken) =>
        TasksAsync(
            $"""
            WITH RECURSIVE below (id, depth) AS (
              SELECT id, 1 FROM task WHERE domain = ?1 AND parent = ?3
              UNION ALL SELECT task.id, below.depth + 1 FROM task JOIN below ON task.domain = ?1 AND task.parent = below.id)
            SELECT {Columns}{Live} AND t.id IN (SELECT id FROM below) ORDER BY (SELECT depth FROM below WHERE below.id = t.id) DESC, t.id
            """,
            s => s.Bind(3, task.ToString()),
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AgentTask>> OrphanedTasksAsync(int limit, CancellationToken cancellationToken) =>
        TasksAsync(
            $"""
            SELECT {Columns}{Live} AND t.parent IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM task p WHERE p.domain = ?1 AND p.id = t.parent AND p.epoch = ?2 AND p.state IN (1, 2, 3)) LIMIT ?3
            """,
            s => s.Bind(3, limit),
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<ImmutableArray<AttestedInstance>> LiveInstancesAsync(CancellationToken cancellationToken) =>
        ListAsync(
            $"SELECT {InstanceRows.Columns} FROM instance WHERE domain = ?1 AND epoch = ?2 AND ended = 0 ORDER BY id",
            s => s.Bind(2, epoch),
            InstanceRows.Read,
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask<Budget> TakenAsync(TaskId task, CancellationToken cancellationToken) =>
        (await ListAsync(
            "SELECT calls, writes, egress FROM budget WHERE domain = ?1 AND task = ?2",
            s => s.Bind(2, task.ToString()),
            static s => new Budget(s.Int64(0), s.Int64(1), s.Int64(2)),
            cancellationToken)).SingleOrDefault();

    /// <inheritdoc />
    public async ValueTask<bool> IsSpentAsync(SpendKey spend, CancellationToken cancellationToken) =>
        !(await ListAsync(
            "SELECT 1 FROM spend WHERE domain = ?1 AND kind = ?2 AND digest = ?3",
            s => s.Bind(2, spend.Kind).Bind(3, spend.Digest.ToArray()),
            static s => s.Int64(0),
            cancellationToken)).IsEmpty;

    /// <inheritdoc />
    public async ValueTask<long> UsesTakenAsync(SpendKey counter, CancellationToken cancellationToken) =>
        (await ListAsync(
            "SELECT taken FROM uses WHERE domain = ?1 AND kind = ?2 AND digest = ?3",
            s => s.Bind(2, counter.Kind).Bind(3, counter.Digest.ToArray()),
            static s => s.Int64(0),
            cancellationToken)).FirstOrDefault();

    /// <inheritdoc />
    public ValueTask<ImmutableArray<ContainmentKey>> ContainedAsync(CancellationToken cancellationToken) =>
        ListAsync(
            "SELECT kind, name FROM containment WHERE domain = ?1 ORDER BY kind, name",
            static s => s,
            static s => new ContainmentKey((ContainmentKind)s.Int64(0), s.Text(1)),
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask<ReleaseId> InForceAsync(CancellationToken cancellationToken) =>
        (await ListAsync("SELECT release FROM in_force WHERE domain = ?1", static s => s, static s => ReleaseId.Parse(s.Text(0)), cancellationToken)).SingleOrDefault();

    /// <inheritdoc />
    public async ValueTask<ReleaseStanding> ReleaseStandingAsync(CancellationToken cancellationToken) =>
        (await ListAsync(ReleaseRows.StandingSql, static s => s, ReleaseRows.Standing, cancellationToken)).SingleOrDefault();

    /// <inheritdoc />
    public async ValueTask<KeptRelease?> FindReleaseAsync(ReleaseId release, CancellationToken cancellationToken) =>
        (await ListAsync(ReleaseRows.KeptSql, s => s.Bind(2, release.ToString()), ReleaseRows.Kept, cancellationToken)).SingleOrDefault();

    /// <inheritdoc />
    public ValueTask<ImmutableArray<Activation>> ActivationsAsync(int limit, CancellationToken cancellationToken) =>
        ListAsync(ReleaseRows.ActivationsSql, s => s.Bind(2, limit), ReleaseRows.Activation, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<ImmutableDictionary<ActionName, Digest256>> PinsAsync(Slug server, CancellationToken cancellationToken) =>
        (await ListAsync(
            "SELECT tool, digest FROM pin WHERE domain = ?1 AND server = ?2",
            s => s.Bind(2, server.ToString()),
            s => ActionName.TryCreate(server, s.Text(0), out var tool) ? KeyValuePair.Create(tool, new Digest256(s.Bytes(1))) : default,
            cancellationToken)).Where(static pin => !pin.Key.IsDefault).ToImmutableDictionary();

    private async ValueTask<ImmutableArray<AgentTask>> TasksAsync(string sql, Func<Statement, Statement> bind, CancellationToken cancellationToken) =>
        [.. (await ListAsync(sql, s => bind(s.Bind(2, epoch)), ReadTask, cancellationToken)).OfType<AgentTask>()];

    private ValueTask<ImmutableArray<T>> ListAsync<T>(string sql, Func<Statement, Statement> bind, Func<Statement, T> read, CancellationToken cancellationToken) =>
        pool.ReadAsync(
            database =>
            {
                var statement = bind(database.Prepared(sql).Bind(1, domain));
                var list = ImmutableArray.CreateBuilder<T>();
                try
                {
                    while (statement.Step())
                    {
                        list.Add(read(statement));
                    }
                }
                finally
                {
                    statement.Reset();
                }

                return list.DrainToImmutable();
            },
            cancellationToken);

    // A task whose sealed part does not open grants nothing: it is as if it were not there, and the operator is told.
    private AgentTask? ReadTask(Statement row)
    {
        var standing = new TaskStanding((TaskState)row.Int64(0), (TaskState)row.Int64(1));
        var active = row.Instant(2);
        var id = TaskId.Parse(row.Text(3));
        if (cache.Find(id) is { } known)
        {
            return known with { Standing = standing, LastActive = active };
        }

        if (sealer.Open(id, row.Bytes(14)) is not { } part)
        {
            Log.Unreadable(logger, id.ToString());
            return null;
        }

        var task = new AgentTask
        {
            Id = id,
            Epoch = epoch,
            Actor = new Actor(SpiffeId.Parse(row.Text(5)), Slug.Parse(row.Text(4)), part.Assurance, part.Binding, part.Chain) { Method = part.Method },
            Subject = part.Subject,
            Intent = Slug.Parse(row.Text(6)),
            Release = ReleaseId.Parse(row.Text(7)),
            Parameters = part.Parameters,
            Goal = part.Goal,
            Channel = part.Channel,
            Scope = part.Scope,
            Ancestors = part.Ancestors,
            Hops = part.Hops,
            Budget = new Budget(row.Int64(11), row.Int64(12), row.Int64(13)),
            Opened = row.Instant(8),
            Deadline = row.Instant(9),
            Idle = new TimeSpan(row.Int64(10)),
            LastActive = active,
            Standing = standing,
        };
        cache.Add(task);
        return task;
    }

    private static partial class Log
    {
        [LoggerMessage(5005, LogLevel.Error, "W5009: the sealed part of {Task} does not open, so the task is treated as absent; restore the keys folder that belongs to the data")]
        public static partial void Unreadable(ILogger logger, string task);
    }
}
