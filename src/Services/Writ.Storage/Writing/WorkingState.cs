using Writ.Domain;
using Writ.Spiffe;
using Writ.TransparencyLog;

namespace Writ.Storage;

/// <summary>
/// The state that conditions are judged on, owned by the writer: no one else writes the file, so what was read once is true until the writer changes it.
/// A group changes it as it goes; when the group does not become durable, all of it is dropped and read again.
/// </summary>
internal sealed class WorkingState(Database database, long domain)
{
    // Beyond this many tasks the rows are forgotten and read again as they are asked for.
    private const int MaxTasks = 16_384;

    private readonly Dictionary<TaskId, TaskRow> tasks = [];
    private readonly List<TaskRow> changed = [];
    private bool isLoaded;

    /// <summary>The current epoch; zero before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>When the current epoch began.</summary>
    public DateTimeOffset EpochStarted { get; private set; }

    /// <summary>The ledger's right edge.</summary>
    public MerkleFrontier Frontier { get; private set; } = new();

    /// <summary>The release in force.</summary>
    public ReleaseId InForce { get; set; }

    /// <summary>The sequence number of its activation; zero before the first.</summary>
    public long Sequence { get; set; }

    /// <summary>What is contained.</summary>
    public HashSet<ContainmentKey> Contained { get; } = [];

    /// <summary>The instances that live.</summary>
    public HashSet<SpiffeId> Instances { get; } = [];

    /// <summary>The pinned definitions.</summary>
    public Dictionary<ActionName, Digest256> Pins { get; } = [];

    /// <summary>Reads all of it, unless it is there.</summary>
    public void Load()
    {
        if (isLoaded)
        {
            return;
        }

        Drop();
        LoadScalars();
        LoadSets();
        isLoaded = true;
    }

    /// <summary>Forgets all of it: the group that changed it did not become durable.</summary>
    public void Drop()
    {
        isLoaded = false;
        tasks.Clear();
        changed.Clear();
        Contained.Clear();
        Instances.Clear();
        Pins.Clear();
        InForce = default;
        Sequence = 0;
        Frontier = new MerkleFrontier();
    }

    /// <summary>What the group changed is durable now.</summary>
    public void Accept()
    {
        changed.Clear();
        if (tasks.Count > MaxTasks)
        {
            tasks.Clear();
        }
    }

    /// <summary>The task, of whatever epoch; null when there is none.</summary>
    public TaskRow? Find(TaskId id)
    {
        if (tasks.TryGetValue(id, out var row))
        {
            return row;
        }

        row = TaskRows.Read(database, domain, id.ToString());
        if (row is not null)
        {
            tasks.Add(id, row);
        }

        return row;
    }

    /// <summary>Takes in a task that the group opened.</summary>
    public void Add(TaskId id, TaskRow row) => tasks[id] = row;

    /// <summary>Notes that the group changes a task, so that <see cref="Flush"/> writes it.</summary>
    public TaskRow Change(TaskRow row)
    {
        if (!row.IsMoved && !row.IsUsed)
        {
            changed.Add(row);
        }

        return row;
    }

    /// <summary>Writes each task that the group changed, once, however often it was changed.</summary>
    public void Flush()
    {
        foreach (var row in changed)
        {
            TaskRows.Write(database, domain, row);
        }
    }

    private void LoadScalars()
    {
        Epoch = (int)(Single("SELECT max(number) FROM epoch WHERE domain = ?1", static s => s.Int64(0)) ?? 0);
        EpochStarted = Single("SELECT started FROM epoch WHERE domain = ?1 ORDER BY number DESC LIMIT 1", static s => s.Instant(0)) ?? default;
        InForce = Single("SELECT release FROM in_force WHERE domain = ?1", static s => ReleaseId.Parse(s.Text(0))) ?? default;
        Sequence = Single("SELECT sequence FROM in_force WHERE domain = ?1", static s => s.Int64(0)) ?? 0;
        Frontier = SingleOrNone("SELECT bytes FROM frontier WHERE domain = ?1", ReadFrontier) ?? new MerkleFrontier();
    }

    private void LoadSets()
    {
        Each("SELECT kind, name FROM containment WHERE domain = ?1", s => Contained.Add(new ContainmentKey((ContainmentKind)s.Int64(0), s.Text(1))));
        Each("SELECT id FROM instance WHERE domain = ?1 AND epoch = ?2 AND ended = 0", s => Instances.Add(SpiffeId.Parse(s.Text(0))), Epoch);
        Each("SELECT server, tool, digest FROM pin WHERE domain = ?1", s =>
        {
            if (ActionName.TryCreate(Slug.Parse(s.Text(0)), s.Text(1), out var tool))
            {
                Pins[tool] = new Digest256(s.Bytes(2));
            }
        });
    }

    private static MerkleFrontier ReadFrontier(Statement statement) =>
        MerkleFrontier.TryRead(statement.Bytes(0), out var frontier, out var error)
            ? frontier
            : throw StoreException.OtherHistory($"the stored right edge of its tree is broken ({error})");

    private T? Single<T>(string sql, Func<Statement, T> read)
        where T : struct
    {
        T? found = null;
        Each(sql, s => found = read(s));
        return found;
    }

    private T? SingleOrNone<T>(string sql, Func<Statement, T> read)
        where T : class
    {
        T? found = null;
        Each(sql, s => found = read(s));
        return found;
    }

    private void Each(string sql, Action<Statement> take, long? second = null)
    {
        var statement = database.Prepared(sql).Bind(1, domain);
        if (second is { } value)
        {
            statement.Bind(2, value);
        }

        while (statement.Step())
        {
            take(statement);
        }

        statement.Reset();
    }
}
