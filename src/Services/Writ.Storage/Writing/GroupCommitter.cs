using Writ.Domain;
using Writ.TransparencyLog;

namespace Writ.Storage;

/// <summary>
/// Makes a group of transactions durable as one transaction of the database, synchronously, on whatever thread the writer runs.
/// All that a group did is visible together or not at all: its rows, its entries, the frontier and the one head over them.
/// </summary>
internal sealed class GroupCommitter(Database database, long domain, LedgerAppender ledger, TimeProvider time, Action<GroupStep>? fault) : IDisposable
{
    /// <summary>The most transactions in a group.</summary>
    public const int MaxGroup = 256;

    /// <summary>The most deferred entries that ride with a group.</summary>
    public const int MaxRiders = 1024;

    private const int PurgeAtOnce = 256;
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ApprovalsKept = TimeSpan.FromDays(7);

    private readonly WorkingState state = new(database, domain);
    private readonly TaskIndex index = new(database, domain);
    private readonly List<CommitResult?> results = new(MaxGroup);
    private readonly DateTimeOffset opened = time.GetUtcNow();
    private readonly long openedAt = time.GetTimestamp();
    private DateTimeOffset purged;

    /// <summary>The newest durable head; null before the first.</summary>
    public AnchoredHead? Newest { get; private set; }

    /// <summary>The current epoch.</summary>
    public int Epoch => state.Epoch;

    /// <summary>When the current epoch began.</summary>
    public DateTimeOffset EpochStarted => state.EpochStarted;

    /// <summary>The pages written since this was last asked.</summary>
    public int TakePagesWritten() => database.TakePagesWritten();

    /// <summary>Reads the state and finds what is wrong with the history it would carry on; null when nothing is.</summary>
    public string? Open()
    {
        Load();
        if (ledger.Disagreement(state.Frontier) is { } disagreement)
        {
            return disagreement;
        }

        Newest = state.Frontier.Size == 0 ? null : Head(state.Frontier.Root());
        return null;
    }

    /// <summary>Begins an epoch, with its entry: what any earlier one authorised is dead from here on.</summary>
    public void BeginEpoch(int number, string cause, LedgerEntry.EpochStarted entry)
    {
        database.Execute("BEGIN IMMEDIATE");
        database.Prepared("INSERT INTO epoch (domain, number, started, cause) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, domain).Bind(2, number).Bind(3, entry.At).Bind(4, cause).Run();
        ApprovalRows.EndAll(database, domain);
        Append(new PendingEntry(entry));
        var root = ledger.WriteHead(state.Frontier);
        database.Execute("COMMIT");
        state.Drop();
        Load();
        Newest = Head(root);
    }

    /// <summary>Makes the group and the riders durable. When it throws, nothing of them happened and no promise was kept.</summary>
    /// <exception cref="DatabaseException">The store could not commit.</exception>
    public void Run(IReadOnlyList<PendingCommit> group, IReadOnlyList<PendingEntry> riders)
    {
        try
        {
            results.Clear();
            fault?.Invoke(GroupStep.Begin);
            Load();
            database.Prepared("BEGIN IMMEDIATE").Run();
            var before = state.Frontier.Size;
            foreach (var entry in riders)
            {
                Append(entry);
            }

            Judge(group);
            fault?.Invoke(GroupStep.Flush);
            state.Flush();
            index.Flush(state.Frontier.Size);
            Purge();

            // One signature for all entries of the group: the head that verification compares them with.
            fault?.Invoke(GroupStep.Head);
            var head = state.Frontier.Size > before ? Head(ledger.WriteHead(state.Frontier)) : Newest;
            fault?.Invoke(GroupStep.Commit);
            database.Prepared("COMMIT").Run();

            // From here on the group survives power loss, so what it changed is true and may be told.
            state.Accept();
            index.Accept();
            Newest = head;
        }
        catch
        {
            state.Drop();
            index.Drop();
            database.RollBack();
            throw;
        }
    }

    /// <summary>Copies the end of the write-ahead log, so that the next group begins it anew. Readers of an old state may put it off.</summary>
    public void BeginLogAnew()
    {
        try
        {
            database.Prepared("PRAGMA wal_checkpoint(RESTART)").Run();
        }
        catch (DatabaseException)
        {
            // The log keeps everything; the checkpointer tells of its own failures and asks again.
            database.RollBack();
        }
    }

    /// <summary>Keeps the promises of the group that <see cref="Run"/> just made durable.</summary>
    public void Tell(IReadOnlyList<PendingCommit> group)
    {
        for (var i = 0; i < group.Count; i++)
        {
            if (results[i] is { } result)
            {
                group[i].TrySetResult(result);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => ledger.Dispose();

    private void Load()
    {
        state.Load();
        index.Load();
    }

    private void Append(PendingEntry entry)
    {
        index.Add(entry.Task, state.Frontier.Size);
        ledger.Append(state.Frontier, entry);
    }

    private void Judge(IReadOnlyList<PendingCommit> group)
    {
        var judge = new ConditionJudge(database, domain, state, time.GetUtcNow());
        var maker = new ChangeMaker(database, domain, state);
        for (var i = 0; i < group.Count; i++)
        {
            results.Add(Take(group[i], judge, maker));
        }
    }

    // Null when the caller was told of a mistake of its own.
    private CommitResult? Take(PendingCommit commit, ConditionJudge judge, ChangeMaker maker)
    {
        if (judge.Judge(commit.Conditions) is { } refused)
        {
            return refused;
        }

        if (maker.Obstacle(commit.Changes) is { } obstacle)
        {
            commit.TrySetException(new ArgumentException(obstacle, nameof(commit)));
            return null;
        }

        maker.Make(commit);
        var first = state.Frontier.Size;
        foreach (var entry in commit.Entries)
        {
            Append(entry);
        }

        return new CommitResult.Committed(new CommitReceipt(state.Epoch, first, commit.Entries.Length));
    }

    // Bounded work a commit, and seldom: what is past its age would be refused for that.
    private void Purge()
    {
        // By time that passed since the opening, not by a wall clock that may have been set forward and will be set back: what is spent is forgotten when it is over by both.
        var (wall, passed) = (time.GetUtcNow(), opened + time.GetElapsedTime(openedAt));
        var now = wall < passed ? wall : passed;
        if (now - purged < PurgeEvery)
        {
            return;
        }

        purged = now;
        JoinOffers.Forget(database, domain, now);
        ApprovalRows.Forget(database, domain, now - ApprovalsKept);
        Purge(
            """
            DELETE FROM spend WHERE domain = ?1 AND (kind, digest) IN
              (SELECT kind, digest FROM spend WHERE domain = ?1 AND until < ?2 ORDER BY until LIMIT ?3)
            """,
            now);
        Purge(
            """
            DELETE FROM uses WHERE domain = ?1 AND (kind, digest) IN
              (SELECT kind, digest FROM uses WHERE domain = ?1 AND until < ?2 ORDER BY until LIMIT ?3)
            """,
            now);
    }

    private void Purge(string sql, DateTimeOffset now)
    {
        database.Prepared(sql).Bind(1, domain).Bind(2, now).Bind(3, PurgeAtOnce).Run();
        if (database.Changes == PurgeAtOnce)
        {
            purged = default;
        }
    }

    private AnchoredHead Head(TreeHash root)
    {
        Span<byte> bytes = stackalloc byte[TreeHash.Size];
        root.CopyTo(bytes);
        return new AnchoredHead(state.Epoch, state.Frontier.Size, new Digest256(bytes));
    }
}
