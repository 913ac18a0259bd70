using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Storage;

/// <summary>
/// The steps that open a store, in the order in which they must be: the lock before the file, the schema before the state, the history before the epoch,
/// the epoch before the first transaction. Whatever was opened is in <see cref="Parts"/>, last first, so that a failure closes it.
/// </summary>
internal sealed class StoreOpening(
    SqliteStoreOptions options, IKeyring keyring, TrustDomain trustDomain, TimeProvider time, IUlidSource ulids, ILogger logger)
{
    private readonly string file = Path.Combine(options.DataFolder, SqliteStoreOptions.FileName);

    /// <summary>What was opened so far.</summary>
    public Stack<IAsyncDisposable> Parts { get; } = new();

    /// <summary>Opens all of it.</summary>
    public (JournalWriter Journal, StateReader State, LedgerReader Ledger) Open()
    {
        try
        {
            StoreFiles.MakeFolder(options.DataFolder);
            Hold(StoreLock.Take(options.DataFolder));
            StoreFiles.MakeFile(file);
            return OpenDatabase();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StoreException.Unusable(options.DataFolder, "make the data folder writable for the user that runs writ", failure);
        }
        catch (DatabaseException failure)
        {
            throw failure.IsDamage ? StoreException.Damaged(file, failure) : StoreException.Unusable(file, failure.Fix, failure);
        }
    }

    private (JournalWriter Journal, StateReader State, LedgerReader Ledger) OpenDatabase()
    {
        var writing = Hold(Database.OpenWritable(file));
        Migrations.Check(writing, file);
        writing.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST; PRAGMA busy_timeout = 250;");
        Migrations.Run(writing, file);
        var domain = Domain(writing);

        var origin = SqliteStore.OriginOf(trustDomain);
        var committer = Hold(new GroupCommitter(writing, domain, new LedgerAppender(writing, domain, keyring, origin), time, options.Fault));
        if (committer.Open() is { } disagreement)
        {
            throw StoreException.OtherHistory(disagreement);
        }

        var anchor = new LedgerAnchor(options.AnchorFile);
        new EpochGate(committer, anchor, time, ulids, logger).Pass(origin, options.NewEpoch, size => RootAt(writing, domain, size));

        var keeper = Hold(new AnchorKeeper(anchor, origin, time, logger));
        if (committer.Newest is { } newest)
        {
            keeper.Note(newest);
            keeper.Write();
        }

        var copying = Database.OpenWritable(file);
        copying.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;");
        var checkpointer = Hold(new Checkpointer(copying, logger));
        var pool = Hold(new ReaderPool(() => Database.OpenReadOnly(file), options.Readers));
        var sealer = new TaskSealer(keyring, trustDomain);
        var approvals = new ApprovalSealer(keyring, trustDomain);
        var journal = new JournalWriter(committer, sealer, approvals, time, ulids, Durable, logger);
        Parts.Push(new Closing(journal.StopAsync));
        checkpointer.Start();
        journal.Start();
        return (journal, new StateReader(pool, domain, committer.Epoch, sealer, approvals, logger), new LedgerReader(pool, domain));

        void Durable(GroupCommitter done)
        {
            checkpointer.Wrote(done.TakePagesWritten());
            if (checkpointer.TakeLong())
            {
                done.BeginLogAnew();
            }

            if (done.Newest is { } head)
            {
                keeper.Note(head);
            }
        }
    }

    private long Domain(Database database)
    {
        database.Prepared("INSERT INTO trust_domain (name) VALUES (?1) ON CONFLICT DO NOTHING").Bind(1, trustDomain.ToString()).Run();
        var statement = database.Prepared("SELECT id FROM trust_domain WHERE name = ?1").Bind(1, trustDomain.ToString());
        statement.Step();
        var domain = statement.Int64(0);
        statement.Reset();
        return domain;
    }

    // The root of the signed head of this size; null when the store has none.
    private static Digest256? RootAt(Database database, long domain, long size)
    {
        var statement = database.Prepared("SELECT note FROM head WHERE domain = ?1 AND size = ?2").Bind(1, domain).Bind(2, size);
        var root = statement.Step() ? LedgerAppender.RootOf(statement.Bytes(0)) : null;
        statement.Reset();
        return root;
    }

    private T Hold<T>(T part)
        where T : class
    {
        Parts.Push(part as IAsyncDisposable ?? new Closing(() =>
        {
            (part as IDisposable)?.Dispose();
            return ValueTask.CompletedTask;
        }));
        return part;
    }

    private sealed class Closing(Func<ValueTask> close) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => close();
    }
}
